import { appendEvent } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { earnPoints } from '../../models/points-book.js';
import { surveyTokenHash } from '../../models/survey-link.js';
import { refuse, type Outcome } from '../errors.js';
import type { SurveyForm } from '../forms/survey-form.js';

export interface AnswerSurvey {
  db: Db;
  asOf: Date;
  token: string;
  form: SurveyForm;
}

/**
 * Stores a patient's answer under its link; a link that is unknown, over or used is refused alike. Of many answers at once one is kept.
 * Answering earns what the rule of points gives for it.
 */
export async function answerSurvey({ db, asOf, token, form }: AnswerSurvey): Promise<Outcome> {
  return db.transaction(async () => {
    // The token alone names the clinic and the patient; marking it used is the claim that only one answer can win.
    const [link] = await db.execute<{ id: number; clinicId: number; patientId: number; visitId: number }>(
      `UPDATE survey_invitations SET answered_at = :asOf
       WHERE token_hash = :tokenHash AND answered_at IS NULL AND expires_at > :asOf
       RETURNING id, clinic_id AS "clinicId", patient_id AS "patientId", visit_id AS "visitId"`,
      { asOf, tokenHash: surveyTokenHash(token) },
    );
    if (!link) return refuse('closed');
    const { clinicId, patientId, visitId } = link;
    const { recommendation, reasons, comment } = form;
    const answer = await db.records.SurveyAnswer.create({
      clinicId,
      patientId,
      visitId,
      invitationId: link.id,
      recommendation,
      reasonsJson: reasons,
      comment,
      answeredAt: asOf,
      answeredOn: tehranDay(asOf),
    });
    await appendEvent(db, {
      clinicId,
      patientId,
      kind: 'survey.answered',
      occurredAt: asOf,
      recordedAt: asOf,
      actor: { kind: 'patient', patientId },
      subjectKind: 'survey-answer',
      subjectId: answer.id,
      payload: { recommendation, reasons, visitId },
    });
    // For answering, never for what the answer says. Points that the member's balance has no room for must not cost the clinic the answer.
    const cause = `answer:${String(answer.id)}`;
    const actor = { kind: 'patient' as const, patientId };
    await earnPoints(db, { clinicId, patientId, cause, kind: 'answer', occurredOn: tehranDay(asOf), asOf, actor });
    return { ok: true };
  });
}
