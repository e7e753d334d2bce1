import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { refuse, type Outcome } from '../errors.js';
import type { SettleRequestForm } from '../forms/member-form.js';

export interface SettleMemberRequest {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  requestId: number;
  form: Pick<SettleRequestForm, 'state' | 'answer'>;
}

/** Closes a patient's request as done or declined, with the desk's words for the patient, or opens it again. Refuses an unknown one, and one that stands so already. */
export function settleMemberRequest({
  db,
  clinic,
  actor,
  asOf,
  requestId,
  form,
}: SettleMemberRequest): Promise<Outcome<{ patientId: number }>> {
  const clinicId = clinic.id;
  const { state, answer } = form;
  return db.transaction(async (): Promise<Outcome<{ patientId: number }>> => {
    const [request] = await db.execute<{ patientId: number; kind: string }>(
      `UPDATE member_requests SET state = :state, answer = :answer, settled_by = :by, settled_at = :settledAt
       WHERE clinic_id = :clinicId AND id = :requestId AND (state = 'open') = (:state <> 'open') RETURNING patient_id AS "patientId", kind`,
      {
        clinicId,
        requestId,
        state,
        answer: state === 'open' ? null : answer,
        by: state !== 'open' && actor.kind === 'staff' ? actor.id : null,
        settledAt: state === 'open' ? null : asOf,
      },
    );
    if (!request) return refuse('request-settled');
    const { patientId, kind } = request;
    const about = { occurredAt: asOf, recordedAt: asOf, actor, subjectKind: 'member-request', subjectId: requestId };
    await appendEvent(db, { clinicId, patientId, kind: 'member-request.settled', ...about, payload: { request: kind, state } });
    return { ok: true, patientId };
  });
}
