import { appendEvent, type Actor, type EventKind } from './club-event.js';
import type { Db } from './database.js';
import { tehranDay } from './persian/tehran-time.js';
import { mayUse } from './rules/benefits.js';

/** A grant as it is stored, with the permit of its benefit as it stands now. */
export interface Grant {
  id: number;
  patientId: number;
  benefitId: number;
  cause: string;
  code: string;
  state: 'open' | 'used' | 'reversed';
  name: string;
  kind: 'material' | 'non-material';
  costRial: number;
  valueRial: number;
  isTreatment: boolean;
  discountPercent: number | null;
  discountRial: number | null;
  choiceIds: number[];
  points: number;
  grantedOn: string;
  grantedBy: number | null;
  validUntilOn: string;
  usedOn: string | null;
  usedAt: Date | null;
  usedBy: number | null;
  usedByName: string | null;
  reversedOn: string | null;
  reverseReason: string | null;
  permitNumber: string | null;
  permitUntilOn: string | null;
}

export interface UseGrant {
  clinicId: number;
  grantId: number;
  /** Who stands at the desk; null when only the code is known. */
  patientId: number | null;
  asOf: Date;
  actor: Actor;
  /** The use is the picking of one of the benefits that the grant offers. */
  isChoosing?: boolean;
  /** The use is a visit that is recorded with the discount of the grant. */
  isAtVisit?: boolean;
}

export type UseAnswer = { ok: true; grant: Grant } | { ok: false; reason: string; grant: Grant | null };

const GRANT = `SELECT g.id, g.patient_id AS "patientId", g.benefit_id AS "benefitId", g.cause, g.code, g.state, g.name, g.kind, g.cost_rial AS "costRial",
    g.value_rial AS "valueRial", CASE WHEN g.is_treatment = TRUE THEN 1 ELSE 0 END AS treatment, g.discount_percent AS "discountPercent",
    g.discount_rial AS "discountRial", g.choices_json AS "choicesJson", g.points, g.granted_on AS "grantedOn", g.granted_by AS "grantedBy",
    g.valid_until_on AS "validUntilOn", g.used_on AS "usedOn", g.used_at AS "usedAt", g.used_by AS "usedBy", s.display_name AS "usedByName",
    g.reversed_on AS "reversedOn", g.reverse_reason AS "reverseReason", b.permit_number AS "permitNumber", b.permit_until_on AS "permitUntilOn"
  FROM benefit_grants g
  JOIN benefits b ON b.clinic_id = g.clinic_id AND b.id = g.benefit_id
  LEFT JOIN staff_members s ON s.clinic_id = g.clinic_id AND s.id = g.used_by`;

type GrantRow = Omit<Grant, 'isTreatment' | 'choiceIds'> & { treatment: number; choicesJson: number[] };

/** One grant of the clinic by its id or its code; null when the clinic has none. */
export async function grantOf(db: Db, clinicId: number, by: { id: number } | { code: string }): Promise<Grant | null> {
  const which = 'id' in by ? 'g.id = :id' : 'g.code = :code';
  const [row] = await db.select<GrantRow>(`${GRANT} WHERE g.clinic_id = :clinicId AND ${which}`, { clinicId, ...by });
  return row ? grantFrom(row) : null;
}

/** The grants of a patient that can be used on a day, what ends first at the top. */
export async function openGrantsOf(
  db: Db,
  { clinicId, patientId, day }: { clinicId: number; patientId: number; day: string },
): Promise<Grant[]> {
  const rows = await db.select<GrantRow>(
    `${GRANT} WHERE g.clinic_id = :clinicId AND g.patient_id = :patientId AND g.state = 'open' AND g.valid_until_on >= :day
     ORDER BY g.valid_until_on, g.id LIMIT 50`,
    { clinicId, patientId, day },
  );
  return rows.map(grantFrom);
}

/** Uses a grant, once: of many desks that try at the same moment one succeeds, the others are told why. A discount is used at a visit only. */
export async function useGrant(db: Db, { clinicId, grantId, patientId, asOf, actor, ...way }: UseGrant): Promise<UseAnswer> {
  const { isChoosing = false, isAtVisit = false } = way;
  const day = tehranDay(asOf);
  return db.transaction(async () => {
    const grant = await grantOf(db, clinicId, { id: grantId });
    if (!grant) return { ok: false, reason: 'grant-unknown', grant: null };
    const verdict = mayUse({ ...grant, isChoice: grant.choiceIds.length > 0 && !isChoosing }, grant, { day, patientId });
    if (!verdict.ok) return { ok: false, reason: verdict.reason, grant };
    if (!isAtVisit && (grant.discountPercent !== null || grant.discountRial !== null)) return { ok: false, reason: 'use-at-visit', grant };
    // The condition decides between desks that have read the same open grant.
    const used = await db.execute<{ id: number }>(
      `UPDATE benefit_grants SET state = 'used', used_at = :asOf, used_on = :day, used_by = :by
       WHERE clinic_id = :clinicId AND id = :grantId AND state = 'open' RETURNING id`,
      { clinicId, grantId, asOf, day, by: actor.kind === 'staff' ? actor.id : null },
    );
    if (used.length === 0) {
      const now = await grantOf(db, clinicId, { id: grantId });
      return { ok: false, reason: now?.state === 'reversed' ? 'grant-reversed' : 'grant-used', grant: now };
    }
    await logGrant(db, 'benefit.used', { clinicId, grant, asOf, actor });
    return { ok: true, grant: { ...grant, state: 'used', usedOn: day, usedAt: asOf } };
  });
}

/** Writes what happened to a grant into the event log. */
export async function logGrant(
  db: Db,
  kind: Extract<EventKind, 'benefit.used' | 'benefit.reversed'>,
  { clinicId, grant, asOf, actor, reason }: { clinicId: number; grant: Grant; asOf: Date; actor: Actor; reason?: string },
): Promise<void> {
  await appendEvent(db, {
    clinicId,
    patientId: grant.patientId,
    kind,
    occurredAt: asOf,
    recordedAt: asOf,
    actor,
    subjectKind: 'grant',
    subjectId: grant.id,
    payload: { name: grant.name, ...(reason ? { reason } : {}) },
  });
}

function grantFrom({ treatment, choicesJson, ...row }: GrantRow): Grant {
  return { ...row, isTreatment: treatment === 1, choiceIds: choicesJson };
}
