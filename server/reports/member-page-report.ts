import { consentsOf, type ConsentStanding } from '../../models/consent-book.js';
import type { Purpose } from '../../models/consent.js';
import type { Db } from '../../models/database.js';
import { nationalCodeOf } from '../../models/patient-registry.js';
import type { PatientStatus, Sex, Tier } from '../../models/patient.js';
import type { PatientSight } from '../policies/patient-policy.js';
import { inSight, sightValues } from './patient-sight.js';

/** Everything the club knows of a patient. */
export interface MemberFile {
  id: number;
  memberNumber: number;
  fileNumber: string | null;
  firstName: string;
  lastName: string;
  mobile: string | null;
  nationalCode: string | null;
  sex: Sex | null;
  birthOn: string | null;
  birthIsEstimated: boolean;
  education: string | null;
  area: string | null;
  source: string | null;
  status: PatientStatus;
  tier: Tier;
  visitCount: number;
  lastVisitOn: string | null;
  memberSinceOn: string | null;
  enrolledAt: Date;
  deletedAt: Date | null;
}

export interface Relative {
  id: number;
  firstName: string;
  lastName: string;
  memberNumber: number;
}

export interface Ahead {
  id: number;
  /** Whether whoever looks may open it: a physician opens their own. */
  mayOpen: boolean;
  startsAt: Date;
  specialty: string | null;
  physician: string | null;
}

export interface MemberPage {
  file: MemberFile;
  consents: Record<Purpose, ConsentStanding | null>;
  /** Other patients on the same mobile. */
  family: Relative[];
  /** Appointments ahead, the nearest first. */
  ahead: Ahead[];
}

interface Asked {
  clinicId: number;
  sight: PatientSight;
  id: number;
}

const FAMILY_SHOWN = 12;
const AHEAD_SHOWN = 3;

/** One patient's file as a staff member may see it, deleted ones included; null when there is none in sight. One statement. */
export async function memberFile(db: Db, { clinicId, sight, id }: Asked): Promise<MemberFile | null> {
  const [row] = await db.select<
    Omit<MemberFile, 'nationalCode' | 'birthIsEstimated'> & { nationalCodeCipher: string | null; isEstimated: number }
  >(
    `SELECT p.id, p.member_number AS "memberNumber", p.file_number AS "fileNumber", p.first_name AS "firstName", p.last_name AS "lastName", p.mobile,
       p.national_code_cipher AS "nationalCodeCipher", p.sex, p.birth_on AS "birthOn",
       CASE WHEN p.birth_is_estimated = TRUE THEN 1 ELSE 0 END AS "isEstimated", p.education, p.area, p.source, p.status, p.tier,
       p.visit_count AS "visitCount", p.last_visit_on AS "lastVisitOn", p.member_since_on AS "memberSinceOn", p.enrolled_at AS "enrolledAt",
       p.deleted_at AS "deletedAt"
     FROM patients p WHERE p.clinic_id = :clinicId AND p.id = :id AND ${inSight(sight)}`,
    { clinicId, id, ...sightValues(sight) },
  );
  if (!row) return null;
  const { nationalCodeCipher, isEstimated, ...file } = row;
  return { ...file, nationalCode: nationalCodeOf(db, { nationalCodeCipher }), birthIsEstimated: isEstimated === 1 };
}

/** The file with consents, family and appointments ahead; null when there is no such patient in sight. Four statements. */
export async function memberPage(db: Db, asked: Asked & { asOf: Date }): Promise<MemberPage | null> {
  const file = await memberFile(db, asked);
  if (!file) return null;
  const consents = await consentsOf(db, asked.clinicId, asked.id);
  const family = file.mobile === null ? [] : await relatives(db, asked, file.mobile);
  return { file, consents, family, ahead: await appointmentsAhead(db, asked) };
}

async function appointmentsAhead(db: Db, { clinicId, sight, id, asOf }: Asked & { asOf: Date }): Promise<Ahead[]> {
  const rows = await db.select<Omit<Ahead, 'mayOpen'> & { physicianId: number | null }>(
    `SELECT a.id, a.physician_id AS "physicianId", a.starts_at AS "startsAt", sp.name AS specialty, ph.name AS physician FROM appointments a
     LEFT JOIN specialties sp ON sp.id = a.specialty_id AND sp.clinic_id = :clinicId
     LEFT JOIN physicians ph ON ph.id = a.physician_id AND ph.clinic_id = :clinicId
     WHERE a.clinic_id = :clinicId AND a.patient_id = :id AND a.starts_at >= :asOf AND a.state IN ('booked', 'confirmed')
     ORDER BY a.starts_at, a.id LIMIT :limit`,
    { clinicId, id, asOf, limit: AHEAD_SHOWN },
  );
  return rows.map((row) => ({ ...row, mayOpen: sight.physicianId === null || sight.physicianId === row.physicianId }));
}

function relatives(db: Db, { clinicId, sight, id }: Asked, mobile: string): Promise<Relative[]> {
  return db.select<Relative>(
    `SELECT p.id, p.first_name AS "firstName", p.last_name AS "lastName", p.member_number AS "memberNumber"
     FROM patients p WHERE p.clinic_id = :clinicId AND p.mobile = :mobile AND p.id <> :id AND p.deleted_at IS NULL AND ${inSight(sight)}
     ORDER BY p.id LIMIT :limit`,
    { clinicId, mobile, id, limit: FAMILY_SHOWN, ...sightValues(sight) },
  );
}
