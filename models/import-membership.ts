import { appendEvents, type Actor } from './club-event.js';
import type { Db } from './database.js';
import { CONSENT_WORDING } from './rules/consent-wording.js';
import type { Purpose } from './rules/consent.js';

/**
 * After visits were imported: prospects among their patients become members, and members whose first visit turns out to be earlier are members (and,
 * when this import brought them, enrolled) since then. Call it inside the transaction that wrote the visits.
 */
export async function joinClub(
  db: Db,
  joined: { clinicId: number; importId: number; visits: readonly { patientId: number; visitedOn: string }[]; actor: Actor; asOf: Date },
): Promise<void> {
  const { clinicId, importId, actor, asOf } = joined;
  const firstDays = new Map<number, string>();
  for (const { patientId, visitedOn } of joined.visits) {
    const before = firstDays.get(patientId);
    if (before === undefined || visitedOn < before) firstDays.set(patientId, visitedOn);
  }
  if (firstDays.size === 0) return;
  const standing = await db.select<{ id: number; status: string; since: string | null }>(
    `SELECT id, status, member_since_on AS since FROM patients WHERE clinic_id = :clinicId AND id IN (:ids)`,
    { clinicId, ids: [...firstDays.keys()] },
  );
  const moved = standing.filter(({ id, since }) => since === null || since > (firstDays.get(id) ?? since)).map(({ id }) => id);
  if (moved.length === 0) return;
  const earliest = (column: string) =>
    `(SELECT MIN(v.${column}) FROM visits v WHERE v.clinic_id = :clinicId AND v.patient_id = patients.id AND v.deleted_at IS NULL)`;
  await db.execute(
    `UPDATE patients SET status = 'member', member_since_on = ${earliest('visited_on')}, updated_at = :asOf,
       enrolled_at = CASE WHEN import_id = :importId THEN ${earliest('visited_at')} ELSE enrolled_at END
     WHERE clinic_id = :clinicId AND id IN (:moved)`,
    { clinicId, importId, asOf, moved },
  );
  const became = standing.filter(({ id, status }) => status === 'prospect' && moved.includes(id));
  await appendEvents(
    db,
    became.map(({ id }) => ({
      clinicId,
      patientId: id,
      kind: 'patient.became-member',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      payload: { on: firstDays.get(id) ?? null },
    })),
  );
}

/** Writes down consents that the clinic has on record for patients just imported; the caller vouches for them. */
export async function giveImportedConsents(
  db: Db,
  given: { clinicId: number; patientIds: readonly number[]; purposes: readonly Purpose[]; importId: number; actor: Actor; asOf: Date },
): Promise<void> {
  const { clinicId, importId, actor, asOf } = given;
  const statements = given.patientIds.flatMap((patientId) => given.purposes.map((purpose) => ({ patientId, purpose })));
  if (statements.length === 0) return;
  await db.records.Consent.bulkCreate(
    statements.map(({ patientId, purpose }) => ({
      clinicId,
      patientId,
      purpose,
      isGiven: true,
      source: 'import',
      wordingVersion: CONSENT_WORDING,
      evidence: `import ${String(importId)}`,
      recordedBy: actor.kind === 'staff' ? actor.id : null,
      recordedAt: asOf,
    })),
  );
  await appendEvents(
    db,
    statements.map(({ patientId, purpose }) => ({
      clinicId,
      patientId,
      kind: 'consent.given',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'consent',
      payload: { purpose, source: 'import', wordingVersion: CONSENT_WORDING, importId },
    })),
  );
}
