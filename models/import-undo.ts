import type { Actor } from './club-event.js';
import type { Db } from './database.js';
import { settleVisits } from './settle-visits.js';

export interface Undone {
  visits: number;
  patients: number;
  /** Visits that stay because a survey was sent about them. */
  keptVisits: number;
  /** Patients the import brought who stay, because the club has had to do with them since. */
  keptPatients: number;
}

interface Part {
  clinicId: number;
  importId: number;
  patientIds: readonly number[];
  actor: Actor;
  asOf: Date;
}

/** Everybody whom an import brought, or whose visits it brought, in order. */
export async function patientsOfImport(db: Db, clinicId: number, importId: number): Promise<number[]> {
  const rows = await db.select<{ id: number }>(
    `SELECT patient_id AS id FROM visits WHERE clinic_id = :clinicId AND import_id = :importId
     UNION SELECT id FROM patients WHERE clinic_id = :clinicId AND import_id = :importId ORDER BY id`,
    { clinicId, importId },
  );
  return rows.map(({ id }) => id);
}

/** Takes back what an import did for some patients, as if it had never been; call it inside a transaction. */
export async function takeBack(db: Db, part: Part): Promise<Undone> {
  const { clinicId, importId, patientIds, actor, asOf } = part;
  const values = { clinicId, importId, patientIds };
  const visits = await removeVisits(db, values);
  const [left] = await db.select<{ kept: number }>(
    `SELECT COUNT(*) AS kept FROM visits WHERE clinic_id = :clinicId AND import_id = :importId AND patient_id IN (:patientIds)`,
    values,
  );
  const removed = new Set(await removePatients(db, values));
  const staying = patientIds.filter((id) => !removed.has(id));
  const brought = await db.select(
    `SELECT id FROM patients WHERE clinic_id = :clinicId AND import_id = :importId AND id IN (:patientIds)`,
    values,
  );
  if (staying.length > 0) {
    await leaveClub(db, clinicId, staying);
    await settleVisits(db, { clinicId, patientIds: staying, asOf, actor, cause: 'import.undone' });
  }
  return { visits, patients: removed.size, keptVisits: Number(left?.kept ?? 0), keptPatients: brought.length };
}

type PartValues = Pick<Part, 'clinicId' | 'importId' | 'patientIds'>;

async function removeVisits(db: Db, values: PartValues): Promise<number> {
  const free = await db.select<{ id: number }>(
    `SELECT v.id FROM visits v WHERE v.clinic_id = :clinicId AND v.import_id = :importId AND v.patient_id IN (:patientIds)
       AND NOT EXISTS (SELECT 1 FROM survey_invitations s WHERE s.clinic_id = :clinicId AND s.visit_id = v.id)`,
    values,
  );
  const ids = free.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await db.execute(
    `DELETE FROM club_events WHERE clinic_id = :clinicId AND patient_id IN (:patientIds) AND subject_kind = 'visit' AND subject_id IN (:ids)`,
    { ...values, ids },
  );
  await db.execute('DELETE FROM visits WHERE clinic_id = :clinicId AND id IN (:ids)', { clinicId: values.clinicId, ids });
  return ids.length;
}

/** What the import itself wrote about a patient; anything else means that somebody has worked with the file since. */
const OWN_EVENTS = ['patient.enrolled', 'patient.became-member', 'tier.changed', 'points.earned', 'points.reversed', 'consent.given'];
/** Points that follow from the visits alone. */
const OWN_POINTS = "o.cause LIKE 'visit:%' OR o.cause LIKE 'welcome:%' OR o.cause LIKE 'reverse:%'";

async function removePatients(db: Db, values: PartValues): Promise<number[]> {
  const nothingIn = (table: string, condition = '') =>
    `AND NOT EXISTS (SELECT 1 FROM ${table} o WHERE o.clinic_id = :clinicId AND o.patient_id = p.id ${condition})`;
  const untouched = await db.select<{ id: number }>(
    `SELECT p.id FROM patients p WHERE p.clinic_id = :clinicId AND p.import_id = :importId AND p.id IN (:patientIds)
       ${nothingIn('visits')} ${nothingIn('appointments')} ${nothingIn('messages')} ${nothingIn('inbound_messages')}
       ${nothingIn('survey_invitations')} ${nothingIn('consents', "AND o.source <> 'import'")}
       AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.clinic_id = :clinicId AND p.id IN (r.referrer_id, r.referred_id))
       AND NOT EXISTS (SELECT 1 FROM merges m WHERE m.clinic_id = :clinicId AND p.id IN (m.kept_id, m.merged_id))
       ${nothingIn('point_entries', `AND (o.note IS NOT NULL OR NOT (${OWN_POINTS}))`)}
       ${nothingIn('club_events', 'AND o.kind NOT IN (:ownEvents)')}`,
    { ...values, ownEvents: OWN_EVENTS },
  );
  const ids = untouched.map(({ id }) => id);
  if (ids.length === 0) return [];
  for (const table of ['club_events', 'consents', 'patient_search_terms']) {
    await db.execute(`DELETE FROM ${table} WHERE clinic_id = :clinicId AND patient_id IN (:ids)`, { clinicId: values.clinicId, ids });
  }
  await db.execute('DELETE FROM patients WHERE clinic_id = :clinicId AND id IN (:ids)', { clinicId: values.clinicId, ids });
  return ids;
}

/** Those who stay are members since the first visit that remains, and prospects when none does. */
async function leaveClub(db: Db, clinicId: number, ids: readonly number[]): Promise<void> {
  const first = `(SELECT MIN(v.visited_on) FROM visits v WHERE v.clinic_id = :clinicId AND v.patient_id = patients.id AND v.deleted_at IS NULL)`;
  await db.execute(
    `UPDATE patients SET member_since_on = ${first}, status = CASE WHEN ${first} IS NULL THEN 'prospect' ELSE status END
     WHERE clinic_id = :clinicId AND id IN (:ids)`,
    { clinicId, ids },
  );
  await db.execute(
    `DELETE FROM club_events WHERE clinic_id = :clinicId AND patient_id IN (:ids) AND kind = 'patient.became-member'
       AND patient_id IN (SELECT id FROM patients WHERE clinic_id = :clinicId AND status = 'prospect' AND id IN (:ids))`,
    { clinicId, ids },
  );
}
