import { Transaction } from 'sequelize';
import { appendEvents, type Actor, type NewEvent } from './club-event.js';
import { consentsOf, stateConsent } from './consent-book.js';
import type { Db } from './database.js';
import { MOVED_TABLES } from './merged-tables.js';
import { mergeCodes, mergeReferrals, putCodesBack, putReferralsBack, settleSuccesses, type ChangedSuccess } from './merge-referrals.js';
import {
  addedSince,
  fingerprints,
  keyOf,
  newestKeys,
  putBack,
  snapshotBefore,
  touchedSince,
  valuesOf,
  type MergedPair,
  type Snapshot,
} from './merge-snapshot.js';
import { reviewMembership } from './membership.js';
import { refreshSearchTerms } from './patient-registry.js';
import type { Patient } from './patient.js';
import { rewriteLots } from './point-ledger.js';
import { PURPOSES } from './rules/consent.js';
import type { MergeField } from './rules/merge-fields.js';
import { settlePoints } from './settle-points.js';
import { settleVisits } from './settle-visits.js';

/** A merge to be made: the two files, and of which one each value stays. */
export interface Merge extends MergedPair {
  fromMerged: readonly MergeField[];
  asOf: Date;
  actor: Actor;
}

/**
 * Makes one file of two: everything of the merged one moves to the kept one, a withdrawn consent stays withdrawn, tier, points and referrals
 * are worked out again, and what is needed to take it back is kept encrypted. The rows of both patients must be held; call it in a transaction.
 */
export async function mergeFiles(db: Db, { fromMerged, asOf, actor, ...pair }: Merge): Promise<{ mergeId: number }> {
  const { clinicId, keptId, mergedId } = pair;
  const before = await snapshotBefore(db, pair);
  const newest = await newestKeys(db, clinicId);
  const standings = [await consentsOf(db, clinicId, keptId), await consentsOf(db, clinicId, mergedId)];

  const moved = await moveRows(db, pair);
  await mergeCodes(db, pair);
  const dropped = await mergeReferrals(db, pair);
  await joinPatients(db, pair, fromMerged, asOf);
  for (const purpose of PURPOSES) {
    if (!standings.some((standing) => standing[purpose]?.isGiven === false)) continue;
    await stateConsent(db, { clinicId, patientId: keptId, purpose, isGiven: false, source: 'desk', actor, asOf });
  }
  await rewriteLots(db, clinicId, [keptId]);
  await reviewMembership(db, { clinicId, patientId: keptId, asOf });
  await settleVisits(db, { clinicId, patientIds: [keptId], asOf, actor, cause: 'patient.merged' });
  await settleSuccesses(db, { clinicId, asOf, actor, cause: 'patient.merged' }, dropped);

  const added = await addedSince(db, pair, newest);
  await tell(db, pair, { kind: 'patient.merged', asOf, actor });
  const snapshot: Snapshot = { ...before, moved, added, after: await fingerprints(db, pair) };
  const [merge] = await db.execute<{ id: number }>(
    `INSERT INTO merges (clinic_id, kept_id, merged_id, snapshot_cipher, merged_by, merged_at)
     VALUES (:clinicId, :keptId, :mergedId, :snapshot, :by, :asOf) RETURNING id`,
    { ...valuesOf(pair), snapshot: db.vault.seal(JSON.stringify(snapshot)), by: actor.kind === 'staff' ? actor.id : null, asOf },
  );
  return { mergeId: merge?.id ?? 0 };
}

export type Separated =
  | { ok: true; keptId: number; mergedId: number }
  | { ok: false; reason: 'merge-unknown' | 'merge-undone' | 'merge-touched' | 'merge-code-taken'; touched?: string[] };

/**
 * Takes a merge back: every row of both files is as it was. Refuses when anything was written to the file since, or somebody else has got the
 * national code or file number meanwhile. The log keeps that there was a merge. Call it in a transaction.
 */
export async function separateFiles(
  db: Db,
  { clinicId, mergeId, asOf, actor }: { clinicId: number; mergeId: number; asOf: Date; actor: Actor },
): Promise<Separated> {
  const [merge] = await db.select<{ keptId: number; mergedId: number; snapshot: string; undoneAt: Date | null }>(
    `SELECT kept_id AS "keptId", merged_id AS "mergedId", snapshot_cipher AS snapshot, undone_at AS "undoneAt" FROM merges
     WHERE clinic_id = :clinicId AND id = :mergeId`,
    { clinicId, mergeId },
  );
  if (!merge) return { ok: false, reason: 'merge-unknown' };
  if (merge.undoneAt) return { ok: false, reason: 'merge-undone' };
  const pair: MergedPair = { clinicId, keptId: merge.keptId, mergedId: merge.mergedId };
  await holdPair(db, pair);
  const claimed = await db.execute(
    'UPDATE merges SET undone_at = :asOf, undone_by = :by WHERE clinic_id = :clinicId AND id = :mergeId AND undone_at IS NULL RETURNING id',
    { clinicId, mergeId, asOf, by: actor.kind === 'staff' ? actor.id : null },
  );
  if (claimed.length === 0) return { ok: false, reason: 'merge-undone' };
  const snapshot = JSON.parse(db.vault.open(merge.snapshot)) as Snapshot;
  const touched = await touchedSince(db, pair, snapshot.after);
  const isTaken = touched.length === 0 && (await isIdentityTaken(db, pair, snapshot));
  if (touched.length > 0 || isTaken) {
    await db.execute('UPDATE merges SET undone_at = NULL, undone_by = NULL WHERE clinic_id = :clinicId AND id = :mergeId', {
      clinicId,
      mergeId,
    });
    return isTaken ? { ok: false, reason: 'merge-code-taken' } : { ok: false, reason: 'merge-touched', touched };
  }

  const changes = await restore(db, pair, snapshot);
  await rewriteLots(db, clinicId, [pair.keptId, pair.mergedId]);
  // Lines that the merge added to the ledger stay there; the lines that follow them set the balances right again.
  if (snapshot.added['point_entries']) await settlePoints(db, { clinicId, patientIds: [pair.keptId, pair.mergedId], asOf, actor });
  await settleSuccesses(db, { clinicId, asOf, actor, cause: 'patient.unmerged' }, changes);
  await tell(db, pair, { kind: 'patient.unmerged', asOf, actor });
  return { ok: true, keptId: pair.keptId, mergedId: pair.mergedId };
}

/** Holds both files until the transaction ends, the lower number first; answers those that are there. */
export async function holdPair(db: Db, { clinicId, keptId, mergedId }: MergedPair): Promise<Patient[]> {
  return db.records.Patient.findAll({ where: { clinicId, id: [keptId, mergedId] }, order: [['id', 'ASC']], lock: Transaction.LOCK.UPDATE });
}

async function moveRows(db: Db, pair: MergedPair): Promise<Record<string, number[]>> {
  const moved: Record<string, number[]> = {};
  const move = async (table: string, key: string, condition = ''): Promise<void> => {
    const rows = await db.execute<{ key: number }>(
      `UPDATE ${table} SET patient_id = :keptId WHERE clinic_id = :clinicId AND patient_id = :mergedId ${condition} RETURNING ${key} AS key`,
      valuesOf(pair),
    );
    moved[table] = rows.map(({ key: id }) => id);
  };
  for (const entry of MOVED_TABLES) await move(entry.table, keyOf(entry));
  // Nobody can have left twice at the same time; that one of the two files left stays so.
  await move(
    'member_departures',
    'id',
    `AND (returned_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM member_departures k
       WHERE k.clinic_id = :clinicId AND k.patient_id = :keptId AND k.returned_at IS NULL))`,
  );
  return moved;
}

/** The chosen values go to the kept row, the merged one leaves lists and search. */
async function joinPatients(
  db: Db,
  { clinicId, keptId, mergedId }: MergedPair,
  fromMerged: readonly MergeField[],
  asOf: Date,
): Promise<void> {
  const find = (id: number) => db.records.Patient.findOne({ where: { clinicId, id }, rejectOnEmpty: true });
  const [kept, merged] = [await find(keptId), await find(mergedId)];
  await merged.update({ deletedAt: asOf, updatedAt: asOf });
  await db.execute('DELETE FROM patient_search_terms WHERE clinic_id = :clinicId AND patient_id = :mergedId', { clinicId, mergedId });
  const takes = (field: MergeField): Patient => (fromMerged.includes(field) ? merged : kept);
  const { firstName, lastName, searchKey, sortKey } = takes('name');
  const { nationalCodeCipher, nationalCodeIndex } = takes('nationalCode');
  const { birthOn, birthIsEstimated } = takes('birth');
  await kept.update({
    ...{ firstName, lastName, searchKey, sortKey, nationalCodeCipher, nationalCodeIndex, birthOn, birthIsEstimated },
    mobile: takes('mobile').mobile,
    sex: takes('sex').sex,
    education: takes('education').education,
    area: takes('area').area,
    source: takes('source').source,
    fileNumber: takes('fileNumber').fileNumber,
    enrolledAt: merged.enrolledAt < kept.enrolledAt ? merged.enrolledAt : kept.enrolledAt,
    updatedAt: asOf,
  });
  await refreshSearchTerms(db, kept);
}

/** Sets every row of the pair back; answers the referrals whose success is another one now. */
async function restore(db: Db, pair: MergedPair, snapshot: Snapshot): Promise<ChangedSuccess[]> {
  const { clinicId, keptId, mergedId } = pair;
  const keys = new Map<string, string>(MOVED_TABLES.map((entry) => [entry.table, keyOf(entry)]));
  for (const [table, ids] of Object.entries(snapshot.moved)) {
    if (ids.length === 0) continue;
    const key = keys.get(table) ?? 'id';
    await db.execute(`UPDATE ${table} SET patient_id = :mergedId WHERE clinic_id = :clinicId AND ${key} IN (:ids)`, {
      clinicId,
      mergedId,
      ids,
    });
    // A line that reverses another one goes where that one goes.
    if (table === 'point_entries')
      await db.execute('UPDATE point_entries SET patient_id = :mergedId WHERE clinic_id = :clinicId AND reverses_id IN (:ids)', {
        clinicId,
        mergedId,
        ids,
      });
  }
  for (const [table, ids] of Object.entries(snapshot.added)) {
    if (table !== 'point_entries') await db.execute(`DELETE FROM ${table} WHERE clinic_id = :clinicId AND id IN (:ids)`, { clinicId, ids });
  }
  const changes = await putReferralsBack(db, clinicId, snapshot.referrals);
  await putCodesBack(db, clinicId, snapshot.codes);
  // The kept file first: it may hold the national code that the other one gets back.
  await putBack(
    db,
    'patients',
    snapshot.patients.toSorted((a, b) => Number(b['id'] === keptId) - Number(a['id'] === keptId)),
  );
  await db.execute('DELETE FROM patient_search_terms WHERE clinic_id = :clinicId AND patient_id IN (:keptId, :mergedId)', valuesOf(pair));
  if (snapshot.terms.length > 0)
    await db.execute('INSERT INTO patient_search_terms (clinic_id, term, patient_id) VALUES :rows', {
      rows: snapshot.terms.map(({ term, id }) => [clinicId, term, id]),
    });
  return changes;
}

async function isIdentityTaken(db: Db, pair: MergedPair, { patients }: Snapshot): Promise<boolean> {
  const texts = (column: string): string[] =>
    patients.map((row) => row[column]).filter((value): value is string => typeof value === 'string');
  const [taken] = await db.select(
    `SELECT id FROM patients WHERE clinic_id = :clinicId AND deleted_at IS NULL AND id NOT IN (:keptId, :mergedId)
       AND (national_code_index IN (:codes) OR file_number IN (:files)) LIMIT 1`,
    { ...valuesOf(pair), codes: ['', ...texts('national_code_index')], files: ['', ...texts('file_number')] },
  );
  return taken !== undefined;
}

function tell(db: Db, pair: MergedPair, { kind, asOf, actor }: { kind: NewEvent['kind']; asOf: Date; actor: Actor }): Promise<void> {
  const { clinicId, keptId, mergedId } = pair;
  // Both files are named, so that the mirror looks at both again.
  const about = [keptId, mergedId].map((patientId) => ({ clinicId, patientId, kind, payload: { keptId, mergedId } }));
  return appendEvents(
    db,
    about.map((event) => ({ ...event, occurredAt: asOf, recordedAt: asOf, actor })),
  );
}
