import type { Db, Value } from '../../models/database.js';

export interface AuditFilters {
  staffId: number | null;
  action: string | null;
  memberNumber: number | null;
  from: string | null;
  to: string | null;
}

export interface AuditLine {
  number: number;
  at: Date;
  actorKind: 'staff' | 'patient' | 'job' | 'system';
  actorName: string | null;
  action: string;
  subjectKind: string | null;
  subjectId: number | null;
  /** The name of the patient, or of the staff member, whom it is about. */
  subjectName: string | null;
  fields: string;
  address: string | null;
}

interface Asked {
  clinicId: number;
  filters: AuditFilters;
  /** The instants between which the days of the filters lie. */
  since: Date | null;
  until: Date | null;
}

const linesOf = (entries: string): string => `SELECT e.number, e.at, e.actor_kind AS "actorKind",
    CASE WHEN e.actor_kind = 'staff' THEN s.display_name WHEN e.actor_kind = 'patient' THEN a.first_name || ' ' || a.last_name END AS "actorName",
    e.action, e.subject_kind AS "subjectKind", e.subject_id AS "subjectId",
    CASE WHEN e.subject_kind = 'patient' THEN p.first_name || ' ' || p.last_name WHEN e.subject_kind = 'staff' THEN o.display_name END AS "subjectName",
    e.fields, e.address
  FROM ${entries} e
  LEFT JOIN staff_members s ON e.actor_kind = 'staff' AND s.id = e.actor_id AND s.clinic_id = :clinicId
  LEFT JOIN patients a ON e.actor_kind = 'patient' AND a.id = e.actor_id AND a.clinic_id = :clinicId
  LEFT JOIN patients p ON e.subject_kind = 'patient' AND p.id = e.subject_id AND p.clinic_id = :clinicId
  LEFT JOIN staff_members o ON e.subject_kind = 'staff' AND o.id = e.subject_id AND o.clinic_id = :clinicId
  WHERE e.clinic_id = :clinicId`;

/** One page of the audit log, the newest first; `olderThan` is where the next page goes on. One statement. */
export async function auditPage(
  db: Db,
  asked: Asked & { before: number | null; pageSize: number },
): Promise<{ lines: AuditLine[]; olderThan: number | null }> {
  const { entries, where, values } = narrowed(asked);
  const rows = await db.select<AuditLine>(
    `${linesOf(entries)} ${where} ${asked.before === null ? '' : 'AND e.number < :before'} ORDER BY e.number DESC LIMIT :limit`,
    { ...values, before: asked.before, limit: asked.pageSize + 1 },
  );
  const lines = rows.slice(0, asked.pageSize);
  return { lines, olderThan: rows.length > asked.pageSize ? (lines.at(-1)?.number ?? null) : null };
}

/** Every line that the filters leave, the newest first; for exports. */
export async function* everyAuditLine(db: Db, asked: Asked): AsyncGenerator<AuditLine> {
  let before: number | null = null;
  do {
    const { lines, olderThan }: { lines: AuditLine[]; olderThan: number | null } = await auditPage(db, {
      ...asked,
      before,
      pageSize: 1_000,
    });
    yield* lines;
    before = olderThan;
  } while (before !== null);
}

export interface AuditChoices {
  staff: { id: number; name: string }[];
  actions: string[];
}

/** Who and what can be asked for: the clinic's staff, and the actions that have been written down. Two statements. */
export async function auditChoices(db: Db, clinicId: number): Promise<AuditChoices> {
  const staff = await db.select<{ id: number; name: string }>(
    `SELECT id, display_name AS name FROM staff_members WHERE clinic_id = :clinicId ORDER BY display_name, id`,
    { clinicId },
  );
  // One jump of the index per action, instead of a walk over every entry.
  const rows = await db.select<{ action: string }>(
    `WITH RECURSIVE actions (action) AS (
       SELECT MIN(e.action) FROM audit_entries e WHERE e.clinic_id = :clinicId
       UNION ALL
       SELECT (SELECT MIN(e.action) FROM audit_entries e WHERE e.clinic_id = :clinicId AND e.action > actions.action) FROM actions WHERE actions.action IS NOT NULL)
     SELECT action FROM actions WHERE action IS NOT NULL LIMIT 200`,
    { clinicId },
  );
  return { staff, actions: rows.map((row) => row.action) };
}

/** A patient's entries are those about the file, its visits and its appointments; each kind by its own index. */
const OF_PATIENT = [
  ['patient', 'SELECT m.id FROM patients m WHERE m.clinic_id = :clinicId AND m.member_number = :memberNumber'],
  ...(['visit', 'appointment'] as const).map((kind) => [
    kind,
    `SELECT r.id FROM ${kind}s r JOIN patients m ON m.id = r.patient_id AND m.clinic_id = :clinicId
     WHERE r.clinic_id = :clinicId AND m.member_number = :memberNumber`,
  ]),
]
  .map(
    ([kind, ids]) =>
      `SELECT i.* FROM audit_entries i WHERE i.clinic_id = :clinicId AND i.subject_kind = '${kind}' AND i.subject_id IN (${ids})`,
  )
  .join(' UNION ALL ');

function narrowed({ clinicId, filters, since, until }: Asked): { entries: string; where: string; values: Record<string, Value> } {
  const { staffId, action, memberNumber } = filters;
  const where = [
    staffId === null ? '' : `AND e.actor_kind = 'staff' AND e.actor_id = :staffId`,
    action === null ? '' : 'AND e.action = :action',
    since === null ? '' : 'AND e.at >= :since',
    until === null ? '' : 'AND e.at < :until',
  ];
  const entries = memberNumber === null ? 'audit_entries' : `(${OF_PATIENT})`;
  return { entries, where: where.filter(Boolean).join(' '), values: { clinicId, staffId, action, memberNumber, since, until } };
}
