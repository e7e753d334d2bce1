import { appendEvent, appendEvents, type Actor } from './club-event.js';
import type { Purpose } from './consent.js';
import type { Db } from './database.js';
import { PURPOSES } from './rules/consent.js';
import { CONSENT_WORDING, type ConsentSource } from './rules/consent-wording.js';

/** What a patient last said about one purpose. */
export interface ConsentStanding {
  isGiven: boolean;
  source: string;
  recordedAt: Date;
}

export interface ConsentStatement {
  clinicId: number;
  patientId: number;
  purpose: Purpose;
  isGiven: boolean;
  source: ConsentSource;
  /** What proves it, such as the reply of the patient (200 letters at most). */
  evidence?: string | null;
  actor: Actor;
  asOf: Date;
}

/** What a patient last said about each purpose; null where nothing was ever said. */
export async function consentsOf(db: Db, clinicId: number, patientId: number): Promise<Record<Purpose, ConsentStanding | null>> {
  const rows = await db.select<ConsentStanding & { purpose: Purpose; given: number }>(
    `SELECT c.purpose, CASE WHEN c.is_given = TRUE THEN 1 ELSE 0 END AS given, c.source, c.recorded_at AS "recordedAt"
     FROM consents c
     WHERE c.clinic_id = :clinicId AND c.patient_id = :patientId AND c.id IN (
       SELECT MAX(newest.id) FROM consents newest WHERE newest.clinic_id = :clinicId AND newest.patient_id = :patientId GROUP BY newest.purpose)`,
    { clinicId, patientId },
  );
  const standing: Record<Purpose, ConsentStanding | null> = { service: null, promotion: null, survey: null };
  for (const row of rows) standing[row.purpose] = { isGiven: row.given === 1, source: row.source, recordedAt: row.recordedAt };
  return standing;
}

/** Writes down what a patient said about a purpose, with its event; saying the same again changes nothing. Call it inside a transaction. */
export async function stateConsent(db: Db, statement: ConsentStatement): Promise<{ changed: boolean }> {
  const { clinicId, patientId, purpose, isGiven, source, actor, asOf } = statement;
  const before = (await consentsOf(db, clinicId, patientId))[purpose];
  if (before?.isGiven === isGiven) return { changed: false };
  await db.records.Consent.create({
    clinicId,
    patientId,
    purpose,
    isGiven,
    source,
    wordingVersion: CONSENT_WORDING,
    evidence: statement.evidence ?? null,
    recordedBy: actor.kind === 'staff' ? actor.id : null,
    recordedAt: asOf,
  });
  await appendEvent(db, {
    clinicId,
    patientId,
    kind: isGiven ? 'consent.given' : 'consent.withdrawn',
    occurredAt: asOf,
    recordedAt: asOf,
    actor,
    subjectKind: 'consent',
    payload: { purpose, source, wordingVersion: CONSENT_WORDING },
  });
  return { changed: true };
}

/** Writes down several purposes at once, such as those ticked at enrollment; what was said before is not said again. */
export async function stateConsents(
  db: Db,
  given: readonly Purpose[],
  statement: Omit<ConsentStatement, 'purpose' | 'isGiven'>,
): Promise<void> {
  const { clinicId, patientId, source, actor, asOf } = statement;
  if (given.length === 0) return;
  const before = await consentsOf(db, clinicId, patientId);
  const purposes = PURPOSES.filter((purpose) => given.includes(purpose) && before[purpose]?.isGiven !== true);
  await db.records.Consent.bulkCreate(
    purposes.map((purpose) => ({
      clinicId,
      patientId,
      purpose,
      isGiven: true,
      source,
      wordingVersion: CONSENT_WORDING,
      evidence: statement.evidence ?? null,
      recordedBy: actor.kind === 'staff' ? actor.id : null,
      recordedAt: asOf,
    })),
  );
  await appendEvents(
    db,
    purposes.map((purpose) => ({
      clinicId,
      patientId,
      kind: 'consent.given' as const,
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'consent',
      payload: { purpose, source, wordingVersion: CONSENT_WORDING },
    })),
  );
}
