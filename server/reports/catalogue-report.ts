import type { Db } from '../../models/database.js';

export interface ListedService {
  id: number;
  specialtyId: number;
  name: string;
  amountRial: number | null;
  isArchived: number;
}
export interface ListedSpecialty {
  id: number;
  name: string;
  isArchived: number;
  services: ListedService[];
}
export interface ListedPhysician {
  id: number;
  name: string;
  specialtyId: number | null;
  specialty: string | null;
  staffMemberId: number | null;
  staffName: string | null;
  isArchived: number;
}
export interface ListedIllness {
  id: number;
  code: string;
  name: string;
  isArchived: number;
}

/** Everything that stands in the clinic's lists, archived entries last. Four statements. */
export async function catalogue(
  db: Db,
  clinicId: number,
): Promise<{ specialties: ListedSpecialty[]; physicians: ListedPhysician[]; illnesses: ListedIllness[] }> {
  const [specialties, physicians, illnesses] = await Promise.all([
    specialtiesWithServices(db, clinicId),
    physiciansOf(db, clinicId),
    db.select<ListedIllness>(
      `SELECT id, code, name, CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END AS "isArchived" FROM illnesses
       WHERE clinic_id = :clinicId AND is_own = TRUE ORDER BY 4, search_key, id`,
      { clinicId },
    ),
  ]);
  return { specialties, physicians, illnesses };
}

export interface CatalogueChoices {
  specialties: ListedSpecialty[];
  physicians: ListedPhysician[];
}

/** What a visit or an appointment holds already. */
export interface KeptChoices {
  specialtyId?: number | null;
  serviceId?: number | null;
  physicianId?: number | null;
}

/** What can be chosen for a visit or an appointment: entries in use, and the archived ones that `kept` holds already. Three statements. */
export async function catalogueChoices(db: Db, clinicId: number, kept: KeptChoices = {}): Promise<CatalogueChoices> {
  const [specialties, physicians] = await Promise.all([specialtiesWithServices(db, clinicId), physiciansOf(db, clinicId)]);
  const usable = (entry: { id: number; isArchived: number }, keptId: number | null | undefined) =>
    entry.isArchived === 0 || entry.id === keptId;
  return {
    specialties: specialties
      .filter((specialty) => usable(specialty, kept.specialtyId))
      .map((specialty) => ({ ...specialty, services: specialty.services.filter((service) => usable(service, kept.serviceId)) })),
    physicians: physicians.filter((physician) => usable(physician, kept.physicianId)),
  };
}

async function specialtiesWithServices(db: Db, clinicId: number): Promise<ListedSpecialty[]> {
  const [specialties, services] = await Promise.all([
    db.select<Omit<ListedSpecialty, 'services'>>(
      `SELECT id, name, CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END AS "isArchived" FROM specialties
       WHERE clinic_id = :clinicId ORDER BY 3, id`,
      { clinicId },
    ),
    db.select<ListedService>(
      `SELECT id, specialty_id AS "specialtyId", name, amount_rial AS "amountRial",
         CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END AS "isArchived"
       FROM services WHERE clinic_id = :clinicId ORDER BY 5, id`,
      { clinicId },
    ),
  ]);
  return specialties.map((specialty) => ({ ...specialty, services: services.filter((service) => service.specialtyId === specialty.id) }));
}

function physiciansOf(db: Db, clinicId: number): Promise<ListedPhysician[]> {
  return db.select<ListedPhysician>(
    `SELECT ph.id, ph.name, ph.specialty_id AS "specialtyId", sp.name AS specialty, ph.staff_member_id AS "staffMemberId",
       st.display_name AS "staffName", CASE WHEN ph.archived_at IS NULL THEN 0 ELSE 1 END AS "isArchived"
     FROM physicians ph
     LEFT JOIN specialties sp ON sp.id = ph.specialty_id AND sp.clinic_id = ph.clinic_id
     LEFT JOIN staff_members st ON st.id = ph.staff_member_id AND st.clinic_id = ph.clinic_id
     WHERE ph.clinic_id = :clinicId ORDER BY 7, ph.search_key, ph.id`,
    { clinicId },
  );
}
