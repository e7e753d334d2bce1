import { auditMac, type AuditRow } from './audit.js';
import type { Db } from './database.js';

/** What is wrong with a chain, and at which number: an entry was changed, is missing, or stands out of its order. */
export interface AuditFault {
  number: number;
  kind: 'changed' | 'missing' | 'reordered';
}

const READ_AT_ONCE = 5_000;

/** Goes through a clinic's chain from its beginning and answers how many entries it holds and the first fault, or null. */
export async function checkAudit(db: Db, clinicId: number): Promise<{ entries: number; fault: AuditFault | null }> {
  let entries = 0;
  let last = { number: 0, mac: '' };
  for (;;) {
    const rows = await db.select<AuditRow>(
      `SELECT number, at, actor_kind AS "actorKind", actor_id AS "actorId", action, subject_kind AS "subjectKind", subject_id AS "subjectId",
         fields, address, previous_mac AS "previousMac", mac
       FROM audit_entries WHERE clinic_id = :clinicId AND number > :after ORDER BY number LIMIT :limit`,
      { clinicId, after: last.number, limit: READ_AT_ONCE },
    );
    for (const row of rows) {
      const kind = faultOf(db, clinicId, row, last);
      if (kind) return { entries, fault: { number: kind === 'missing' ? last.number + 1 : row.number, kind } };
      last = { number: row.number, mac: row.mac };
      entries += 1;
    }
    if (rows.length < READ_AT_ONCE) break;
  }
  const [head] = await db.select<{ number: number; mac: string }>('SELECT number, mac FROM audit_heads WHERE clinic_id = :clinicId', {
    clinicId,
  });
  if ((head?.number ?? 0) > last.number) return { entries, fault: { number: last.number + 1, kind: 'missing' } };
  if ((head?.number ?? 0) < last.number || (head?.mac ?? '') !== last.mac)
    return { entries, fault: { number: last.number, kind: 'changed' } };
  return { entries, fault: null };
}

function faultOf(db: Db, clinicId: number, row: AuditRow, last: { number: number; mac: string }): AuditFault['kind'] | null {
  const isWhole = auditMac(db, clinicId, row) === row.mac;
  if (row.number !== last.number + 1) return 'missing';
  if (!isWhole) return 'changed';
  return row.previousMac === last.mac ? null : 'reordered';
}
