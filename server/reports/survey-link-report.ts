import type { Db } from '../../models/database.js';
import { surveyTokenHash } from '../../models/survey-link.js';

/** What a survey link may tell whoever holds it: which clinic asks, and whether it is still open. Nothing about the patient. */
export interface SurveyLink {
  clinicName: string;
  expiresAt: Date;
  answeredAt: Date | null;
}

/** The link of a token; null when nobody was given it, or the visit or the patient it was about is gone. */
export async function surveyLink(db: Db, token: string): Promise<SurveyLink | null> {
  // The token alone names the clinic: whoever holds it knows no other key.
  const [row] = await db.select<SurveyLink>(
    `SELECT c.name AS "clinicName", i.expires_at AS "expiresAt", i.answered_at AS "answeredAt"
     FROM survey_invitations i
     JOIN clinics c ON c.id = i.clinic_id
     JOIN visits v ON v.id = i.visit_id AND v.clinic_id = i.clinic_id
     JOIN patients p ON p.id = i.patient_id AND p.clinic_id = i.clinic_id
     WHERE i.token_hash = :tokenHash AND v.deleted_at IS NULL AND p.deleted_at IS NULL`,
    { tokenHash: surveyTokenHash(token) },
  );
  return row ?? null;
}
