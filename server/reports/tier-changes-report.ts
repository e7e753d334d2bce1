import type { Db } from '../../models/database.js';
import { addDays } from '../../models/persian/jalali.js';
import { instantOf } from '../../models/persian/tehran-time.js';
import type { Tier } from '../../models/rules/tier-rule.js';
import type { PatientSight } from '../policies/patient-policy.js';
import { inSight, sightValues } from './patient-sight.js';

export interface TierChange {
  id: number;
  patientId: number;
  memberNumber: number;
  firstName: string;
  lastName: string;
  changedAt: Date;
  from: Tier;
  to: Tier;
  credit: number | null;
  cause: string;
  /** The rule version that gave the tier. */
  ruleId: number | null;
  /** What happened to the patient at that moment, such as the visit that was recorded. */
  subjectId: number | null;
}

export interface ChangeFilters {
  fromOn: string | null;
  toOn: string | null;
  direction: 'rise' | 'fall' | null;
  cause: string | null;
}

export interface ChangesAsked {
  clinicId: number;
  sight: PatientSight;
  patientId?: number;
  filters?: ChangeFilters;
}

/** The words of the log by the group that a reader filters by. */
const CAUSE_GROUP = `CASE WHEN e.payload_json ->> 'cause' LIKE 'visit.%' THEN 'visit' WHEN e.payload_json ->> 'cause' LIKE 'import.%' THEN 'import'
  WHEN e.payload_json ->> 'cause' LIKE 'standing.%' THEN 'standing' WHEN e.payload_json ->> 'cause' LIKE 'referral.%' THEN 'referral'
  WHEN e.payload_json ->> 'cause' LIKE 'tier-rule.%' THEN 'rule' WHEN e.payload_json ->> 'cause' LIKE 'time.%' THEN 'time' ELSE 'other' END`;
const rank = (end: 'from' | 'to'): string =>
  `CASE e.payload_json ->> '${end}' WHEN 'platinum' THEN 3 WHEN 'gold' THEN 2 WHEN 'silver' THEN 1 ELSE 0 END`;
const DIRECTION = `CASE WHEN ${rank('to')} > ${rank('from')} THEN 'rise' ELSE 'fall' END`;

const NO_FILTERS: ChangeFilters = { fromOn: null, toOn: null, direction: null, cause: null };

/** Changes of tier from the event log, newest first: of one patient, or of everybody in sight. `olderThan` is where the next page goes on. */
export async function tierChanges(
  db: Db,
  asked: ChangesAsked & { before?: number | null; pageSize: number },
): Promise<{ changes: TierChange[]; olderThan: number | null }> {
  const { before = null, pageSize } = asked;
  const { where, values } = asFilter(asked);
  const rows = await db.select<Omit<TierChange, 'from' | 'to' | 'credit' | 'cause' | 'ruleId'> & { payloadJson: Payload }>(
    `SELECT e.id, e.patient_id AS "patientId", p.member_number AS "memberNumber", p.first_name AS "firstName", p.last_name AS "lastName",
       e.occurred_at AS "changedAt", e.payload_json AS "payloadJson",
       (SELECT MAX(c.subject_id) FROM club_events c WHERE c.clinic_id = e.clinic_id AND c.patient_id = e.patient_id
          AND c.kind = e.payload_json ->> 'cause' AND c.recorded_at = e.recorded_at) AS "subjectId"
     FROM club_events e JOIN patients p ON p.id = e.patient_id AND p.clinic_id = e.clinic_id
     WHERE ${where} ${
       before === null
         ? ''
         : `AND (e.occurred_at, e.id) < (SELECT o.occurred_at, o.id FROM club_events o WHERE o.clinic_id = :clinicId AND o.id = :before)`
     }
     ORDER BY e.occurred_at DESC, e.id DESC LIMIT :limit`,
    { ...values, before, limit: pageSize + 1 },
  );
  const changes = rows.slice(0, pageSize).map(({ payloadJson: { from, to, credit = null, cause = '', ruleId = null }, ...row }) => ({
    ...row,
    from,
    to,
    credit,
    cause,
    ruleId,
  }));
  return { changes, olderThan: rows.length > pageSize ? (changes.at(-1)?.id ?? null) : null };
}

type Payload = { from: Tier; to: Tier; credit?: number; cause?: string; ruleId?: number | null };

export type ChangeCounts = { direction: 'rise' | 'fall'; cause: string; count: number }[];

/** How many of these changes there were, by direction and by group of causes. */
export async function tierChangeCounts(db: Db, asked: ChangesAsked): Promise<ChangeCounts> {
  const { where, values } = asFilter(asked);
  const rows = await db.select<ChangeCounts[number]>(
    `SELECT ${DIRECTION} AS direction, ${CAUSE_GROUP} AS cause, COUNT(*) AS count
     FROM club_events e JOIN patients p ON p.id = e.patient_id AND p.clinic_id = e.clinic_id WHERE ${where} GROUP BY 1, 2 ORDER BY 1, 2`,
    values,
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

const SHEET_AT_ONCE = 1_000;

/** Every one of these changes, newest first, for a spreadsheet. */
export async function* everyTierChange(db: Db, asked: ChangesAsked): AsyncGenerator<TierChange> {
  for (let before: number | null | undefined; before !== null;) {
    const page: Awaited<ReturnType<typeof tierChanges>> = await tierChanges(db, {
      ...asked,
      before: before ?? null,
      pageSize: SHEET_AT_ONCE,
    });
    yield* page.changes;
    before = page.olderThan;
  }
}

function asFilter({ clinicId, sight, patientId, filters = NO_FILTERS }: ChangesAsked): {
  where: string;
  values: Parameters<Db['select']>[1];
} {
  const parts = [`e.clinic_id = :clinicId`, `e.kind = 'tier.changed'`, inSight(sight)];
  parts.push(patientId === undefined ? 'p.deleted_at IS NULL' : 'e.patient_id = :patientId');
  if (filters.fromOn !== null) parts.push('e.occurred_at >= :fromAt');
  if (filters.toOn !== null) parts.push('e.occurred_at < :untilAt');
  if (filters.direction !== null) parts.push(`${DIRECTION} = :direction`);
  if (filters.cause !== null) parts.push(`${CAUSE_GROUP} = :cause`);
  const values = {
    clinicId,
    ...(patientId === undefined ? {} : { patientId }),
    ...(filters.fromOn === null ? {} : { fromAt: instantOf(filters.fromOn, '00:00') }),
    ...(filters.toOn === null ? {} : { untilAt: instantOf(addDays(filters.toOn, 1), '00:00') }),
    direction: filters.direction,
    cause: filters.cause,
    ...sightValues(sight),
  };
  return { where: parts.join(' AND '), values };
}
