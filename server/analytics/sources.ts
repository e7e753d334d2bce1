import type { Db } from '../../models/database.js';
import {
  answerFact,
  messageFact,
  patientFact,
  visitFact,
  type AnswerSource,
  type FactRow,
  type MessageSource,
  type PatientSource,
  type VisitSource,
} from './fact-rows.js';
import type { FactTable } from './facts.js';

/** Rows read from the club's database at once: enough to be quick, few enough to keep the memory flat. */
const PAGE_ROWS = 20_000;

const ABOUT = 'p.sex, p.education, p.area, p.tier, p.source';

const VISITS = `
  SELECT v.id, v.patient_id AS "patientId", v.specialty_id AS "specialtyId", v.service_id AS "serviceId", i.code,
    v.physician_id AS "physicianId", v.amount_rial AS "amountRial", v.visited_at AS "visitedAt", v.visited_on AS "visitedOn",
    CASE WHEN v.has_time = TRUE THEN 1 ELSE 0 END AS "isTimed", p.birth_on AS "birthOn", ${ABOUT}
  FROM visits v JOIN patients p ON p.id = v.patient_id LEFT JOIN illnesses i ON i.id = v.illness_id
  WHERE v.clinic_id = :clinicId AND p.clinic_id = :clinicId AND v.deleted_at IS NULL AND p.deleted_at IS NULL`;
const PATIENTS = `
  SELECT p.id, p.status, p.birth_on AS "birthOn", p.enrolled_at AS "enrolledAt", p.member_since_on AS "memberSinceOn", ${ABOUT}
  FROM patients p WHERE p.clinic_id = :clinicId AND p.deleted_at IS NULL`;
const MESSAGES = `
  SELECT m.id, m.patient_id AS "patientId", m.purpose, m.programme, m.state, m.queued_at AS "queuedAt"
  FROM messages m JOIN patients p ON p.id = m.patient_id
  WHERE m.clinic_id = :clinicId AND p.clinic_id = :clinicId AND p.deleted_at IS NULL`;
const ANSWERS = `
  SELECT a.id, a.patient_id AS "patientId", v.specialty_id AS "specialtyId", a.recommendation, a.answered_on AS "answeredOn",
    a.reasons_json AS "reasonsJson"
  FROM survey_answers a JOIN patients p ON p.id = a.patient_id JOIN visits v ON v.id = a.visit_id
  WHERE a.clinic_id = :clinicId AND p.clinic_id = :clinicId AND v.clinic_id = :clinicId AND p.deleted_at IS NULL`;

/** Every row of a clinic for one table of facts, page by page. */
export async function* allFacts(db: Db, clinicId: number, table: FactTable): AsyncGenerator<FactRow[]> {
  if (table === 'visits') {
    yield* visitPages(db, clinicId);
    return;
  }
  const page = (sql: string, key: string): string => `${sql} AND ${key} > :after ORDER BY ${key} LIMIT ${String(PAGE_ROWS)}`;
  for (let after = 0; ;) {
    const values = { clinicId, after };
    const [rows, last] =
      table === 'patients'
        ? facts(await db.select<PatientSource>(page(PATIENTS, 'p.id'), values), patientFact)
        : table === 'messages'
          ? facts(await db.select<MessageSource>(page(MESSAGES, 'm.id'), values), messageFact)
          : facts(await db.select<AnswerSource>(page(ANSWERS, 'a.id'), values), answerFact);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE_ROWS) return;
    after = last;
  }
}

const facts = <T extends { id: number }>(rows: T[], fact: (row: T) => FactRow): [facts: FactRow[], lastId: number] => [
  rows.map(fact),
  rows.at(-1)?.id ?? 0,
];

/** The rows of some patients for one table of facts. */
export async function factsOf(db: Db, clinicId: number, table: FactTable, patientIds: readonly number[]): Promise<FactRow[]> {
  const values = { clinicId, patientIds };
  const of = (sql: string): string => `${sql} AND p.id IN (:patientIds)`;
  if (table === 'visits') return (await db.select<VisitSource>(of(VISITS), values)).map(visitFact);
  if (table === 'patients') return (await db.select<PatientSource>(of(PATIENTS), values)).map(patientFact);
  if (table === 'messages') return (await db.select<MessageSource>(of(MESSAGES), values)).map(messageFact);
  return (await db.select<AnswerSource>(of(ANSWERS), values)).map(answerFact);
}

/** Visits in the order of their days: the index of the day list serves it, and facts that lie together in time are read quicker. */
async function* visitPages(db: Db, clinicId: number): AsyncGenerator<FactRow[]> {
  let day = '0001-01-01';
  let id = 0;
  for (;;) {
    const rows = await db.select<VisitSource>(
      `${VISITS} AND v.visited_on >= :day AND (v.visited_on, v.id) > (:day, :id) ORDER BY v.visited_on, v.id LIMIT ${String(PAGE_ROWS)}`,
      { clinicId, day, id },
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(visitFact);
    if (rows.length < PAGE_ROWS) return;
    day = last.visitedOn;
    id = last.id;
  }
}
