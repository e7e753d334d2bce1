import type { Db } from '../../models/database.js';
import {
  answerFact,
  illnessFact,
  messageFact,
  patientFact,
  visitFact,
  type AnswerSource,
  type FactRow,
  type IllnessSource,
  type MessageSource,
  type PatientSource,
  type VisitSource,
} from './fact-rows.js';
import type { SourceTable } from './facts.js';

/** Rows read from the club's database at once: enough to be quick, few enough to keep the memory flat. */
const PAGE_ROWS = 10_000;

/** What is read for each table: a statement that can be narrowed further, its key, and whose rows they are. */
const READ = {
  illnesses: { sql: 'SELECT id, code FROM illnesses WHERE clinic_id = :clinicId', person: null },
  patients: {
    sql: `SELECT id, status, birth_on AS "birthOn", sex, education, area, tier, source, enrolled_at AS "enrolledAt",
        member_since_on AS "memberSinceOn" FROM patients WHERE clinic_id = :clinicId AND deleted_at IS NULL`,
    person: 'id',
  },
  visits: {
    sql: `SELECT id, patient_id AS "patientId", specialty_id AS "specialtyId", service_id AS "serviceId", illness_id AS "illnessId",
        physician_id AS "physicianId", amount_rial AS "amountRial", visited_at AS "visitedAt", visited_on AS "visitedOn",
        CASE WHEN has_time = TRUE THEN 1 ELSE 0 END AS "isTimed" FROM visits WHERE clinic_id = :clinicId AND deleted_at IS NULL`,
    person: 'patient_id',
  },
  messages: {
    sql: `SELECT id, patient_id AS "patientId", purpose, programme, state, queued_at AS "queuedAt" FROM messages
      WHERE clinic_id = :clinicId AND patient_id IS NOT NULL`,
    person: 'patient_id',
  },
  answers: {
    sql: `SELECT id, patient_id AS "patientId", recommendation, answered_on AS "answeredOn", reasons_json AS "reasonsJson",
        (SELECT specialty_id FROM visits WHERE visits.clinic_id = :clinicId AND visits.id = survey_answers.visit_id) AS "specialtyId"
      FROM survey_answers WHERE clinic_id = :clinicId`,
    person: 'patient_id',
  },
} as const;

/** Every row of a clinic for one table of facts, page by page in the order of their ids. */
export async function* allFacts(db: Db, clinicId: number, table: SourceTable): AsyncGenerator<FactRow[]> {
  for (let after = 0; ;) {
    const rows = await db.select<{ id: number }>(`${READ[table].sql} AND id > :after ORDER BY id LIMIT ${String(PAGE_ROWS)}`, {
      clinicId,
      after,
    });
    const last = rows.at(-1);
    if (last) yield rows.map(FACT[table]);
    if (!last || rows.length < PAGE_ROWS) return;
    after = last.id;
  }
}

/** The rows of some patients for one table of facts; the list of illnesses is nobody's and comes whole. */
export async function factsOf(db: Db, clinicId: number, table: SourceTable, patientIds: readonly number[]): Promise<FactRow[]> {
  const { sql, person } = READ[table];
  const rows =
    person === null
      ? await db.select(sql, { clinicId })
      : await db.select(`${sql} AND ${person} IN (:patientIds)`, { clinicId, patientIds });
  return rows.map(FACT[table]);
}

const FACT: Readonly<Record<SourceTable, (row: object) => FactRow>> = {
  illnesses: (row) => illnessFact(row as IllnessSource),
  patients: (row) => patientFact(row as PatientSource),
  visits: (row) => visitFact(row as VisitSource),
  messages: (row) => messageFact(row as MessageSource),
  answers: (row) => answerFact(row as AnswerSource),
};
