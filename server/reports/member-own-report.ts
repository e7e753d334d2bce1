import type { Db } from '../../models/database.js';
import { openGrantsOf } from '../../models/grant-use.js';
import { pointsStanding } from '../../models/points-book.js';

/*
 * What the clinic keeps of one patient, as that patient may read it: their own rows and nobody else's.
 */

interface Whose {
  clinicId: number;
  patientId: number;
}

export interface OwnAppointment {
  id: number;
  startsAt: Date;
  state: string;
  specialty: string | null;
  physician: string | null;
  /** When the patient called it off themselves; null when somebody else did, or nobody. */
  cancelledByPatientAt: Date | null;
  /** A wish to call it off lies at the desk. */
  isAsked: boolean;
}

const SHOWN = 20;
const MOST = 5_000;

/** A patient's appointments: those ahead, the nearest first, and the latest of the past. One statement. */
export async function ownAppointments(
  db: Db,
  { clinicId, patientId, asOf }: Whose & { asOf: Date },
): Promise<{ ahead: OwnAppointment[]; past: OwnAppointment[] }> {
  const rows = await db.select<
    Omit<OwnAppointment, 'isAsked' | 'cancelledByPatientAt'> & { asked: number; lastKind: string | null; lastAt: Date | null }
  >(
    `SELECT a.id, a.starts_at AS "startsAt", a.state, sp.name AS specialty, ph.name AS physician,
       (SELECT COUNT(*) FROM member_requests r WHERE r.clinic_id = a.clinic_id AND r.patient_id = a.patient_id AND r.appointment_id = a.id
         AND r.state = 'open') AS asked,
       e.actor_kind AS "lastKind", e.occurred_at AS "lastAt"
     FROM appointments a
     LEFT JOIN specialties sp ON sp.id = a.specialty_id AND sp.clinic_id = a.clinic_id
     LEFT JOIN physicians ph ON ph.id = a.physician_id AND ph.clinic_id = a.clinic_id
     LEFT JOIN club_events e ON e.id = (SELECT MAX(l.id) FROM club_events l WHERE l.clinic_id = a.clinic_id AND l.patient_id = a.patient_id
       AND l.subject_kind = 'appointment' AND l.subject_id = a.id)
     WHERE a.clinic_id = :clinicId AND a.patient_id = :patientId ORDER BY a.starts_at DESC, a.id DESC LIMIT :limit`,
    { clinicId, patientId, limit: 2 * SHOWN },
  );
  const appointments = rows.map(({ asked, lastKind, lastAt, ...row }) => ({
    ...row,
    isAsked: Number(asked) > 0,
    cancelledByPatientAt: row.state === 'cancelled' && lastKind === 'patient' ? lastAt : null,
  }));
  const isAhead = ({ startsAt, state, cancelledByPatientAt }: OwnAppointment): boolean =>
    startsAt > asOf && (state === 'booked' || state === 'confirmed' || cancelledByPatientAt !== null);
  return { ahead: appointments.filter(isAhead).reverse(), past: appointments.filter((one) => !isAhead(one)).slice(0, SHOWN) };
}

export interface OwnVisit {
  visitedOn: string;
  specialty: string;
  service: string | null;
  illness: string | null;
  physician: string | null;
  amountRial: number | null;
}

/** A patient's visits, the newest first. One statement. */
export function ownVisits(db: Db, { clinicId, patientId }: Whose, limit = SHOWN): Promise<OwnVisit[]> {
  return db.select<OwnVisit>(
    `SELECT v.visited_on AS "visitedOn", sp.name AS specialty, sv.name AS service, COALESCE(il.name, il.code) AS illness, ph.name AS physician,
       v.amount_rial AS "amountRial"
     FROM visits v JOIN specialties sp ON sp.id = v.specialty_id AND sp.clinic_id = v.clinic_id
     LEFT JOIN services sv ON sv.id = v.service_id AND sv.clinic_id = v.clinic_id
     LEFT JOIN illnesses il ON il.id = v.illness_id AND il.clinic_id = v.clinic_id
     LEFT JOIN physicians ph ON ph.id = v.physician_id AND ph.clinic_id = v.clinic_id
     WHERE v.clinic_id = :clinicId AND v.patient_id = :patientId AND v.deleted_at IS NULL ORDER BY v.visited_at DESC, v.id DESC LIMIT :limit`,
    { clinicId, patientId, limit },
  );
}

export interface OwnMessage {
  queuedAt: Date;
  text: string;
  state: string;
}

/** The messages that were written to a patient, the newest first; links are not told again. One statement. */
export function ownMessages(db: Db, { clinicId, patientId }: Whose, limit = SHOWN): Promise<OwnMessage[]> {
  return db.select<OwnMessage>(
    `SELECT queued_at AS "queuedAt", text, state FROM messages WHERE clinic_id = :clinicId AND patient_id = :patientId ORDER BY id DESC LIMIT :limit`,
    { clinicId, patientId, limit },
  );
}

export interface OwnRequest {
  kind: string;
  text: string;
  madeAt: Date;
  state: string;
  answer: string | null;
  settledAt: Date | null;
}

/** What a patient asked of the desk and what came of it, the newest first. One statement. */
export function ownRequests(db: Db, { clinicId, patientId }: Whose, limit = SHOWN): Promise<OwnRequest[]> {
  return db.select<OwnRequest>(
    `SELECT kind, text, made_at AS "madeAt", state, answer, settled_at AS "settledAt" FROM member_requests
     WHERE clinic_id = :clinicId AND patient_id = :patientId ORDER BY id DESC LIMIT :limit`,
    { clinicId, patientId, limit },
  );
}

export interface OwnConsent {
  purpose: string;
  isGiven: boolean;
  source: string;
  wordingVersion: number;
  recordedAt: Date;
}

/** Everything a patient ever said about what they allow, the newest first. One statement. */
export async function ownConsents(db: Db, { clinicId, patientId }: Whose, limit = SHOWN): Promise<OwnConsent[]> {
  const rows = await db.select<Omit<OwnConsent, 'isGiven'> & { given: number }>(
    `SELECT purpose, CASE WHEN is_given = TRUE THEN 1 ELSE 0 END AS given, source, wording_version AS "wordingVersion", recorded_at AS "recordedAt"
     FROM consents WHERE clinic_id = :clinicId AND patient_id = :patientId ORDER BY id DESC LIMIT :limit`,
    { clinicId, patientId, limit },
  );
  return rows.map(({ given, ...row }) => ({ ...row, isGiven: given === 1 }));
}

/** Everything but the file itself, for a patient who takes it along. Six statements. */
export async function ownArchive(db: Db, whose: Whose): Promise<Record<string, readonly object[]>> {
  const { clinicId, patientId } = whose;
  return {
    visits: await ownVisits(db, whose, MOST),
    appointments: await db.select(
      `SELECT a.starts_at AS "startsAt", a.state, sp.name AS specialty, ph.name AS physician FROM appointments a
       LEFT JOIN specialties sp ON sp.id = a.specialty_id AND sp.clinic_id = a.clinic_id
       LEFT JOIN physicians ph ON ph.id = a.physician_id AND ph.clinic_id = a.clinic_id
       WHERE a.clinic_id = :clinicId AND a.patient_id = :patientId ORDER BY a.starts_at DESC LIMIT :limit`,
      { clinicId, patientId, limit: MOST },
    ),
    consents: await ownConsents(db, whose, MOST),
    messages: await ownMessages(db, whose, MOST),
    requests: await ownRequests(db, whose, MOST),
    surveyAnswers: await db.select(
      `SELECT answered_at AS "answeredAt", recommendation, reasons_json AS "reasonsJson", comment FROM survey_answers
       WHERE clinic_id = :clinicId AND patient_id = :patientId ORDER BY answered_at DESC LIMIT :limit`,
      { clinicId, patientId, limit: MOST },
    ),
  };
}

/** What the programme holds for a patient, for the same purpose. Two statements. */
export async function ownProgramme(db: Db, whose: { clinicId: number; patientId: number; day: string }): Promise<object> {
  const grants = await openGrantsOf(db, whose);
  const benefits = grants.map(({ name, code, grantedOn, validUntilOn }) => ({ name, code, grantedOn, validUntilOn }));
  return { points: await pointsStanding(db, whose), benefits };
}

/** First names of everybody behind a mobile, for the choice after a code; the member number tells namesakes apart. */
export function peopleBehind(db: Db, clinicId: number, mobile: string): Promise<{ id: number; firstName: string; memberNumber: number }[]> {
  return db.select(
    `SELECT id, first_name AS "firstName", member_number AS "memberNumber" FROM patients
     WHERE clinic_id = :clinicId AND mobile = :mobile AND deleted_at IS NULL ORDER BY id LIMIT 20`,
    { clinicId, mobile },
  );
}
