import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { queueMessage } from '../../models/outbox.js';
import { dueVisitsBetween, linkExpiresAt, mayAskAfterVisit, surveyKeys } from '../../models/rules/surveys.js';
import { newSurveyToken, surveyTokenHash } from '../../models/survey-link.js';
import { localeOf } from '../locale.js';

export interface AskAfterVisit {
  db: Db;
  clinic: Pick<Clinic, 'id' | 'name'>;
  actor: Actor;
  asOf: Date;
  /** Where patients reach the club, without a slash at the end. */
  baseUrl: string;
}

interface RecentVisit {
  id: number;
  patientId: number;
  firstName: string;
  lastName: string;
  mobile: string | null;
  visitedAt: Date;
  hasTime: number;
  isLatestOfDay: number;
  hasConsent: number;
  lastAskedAt: Date | null;
}

/**
 * Asks, once per visit, everybody whose visit is due for a question at this instant: a link for one answer, and one message that carries it.
 * Answers how many visits were looked at and how many were asked about. Running it again asks nobody twice.
 */
export async function askAfterVisit(ask: AskAfterVisit): Promise<{ due: number; queued: number }> {
  const { db, clinic, asOf } = ask;
  const recent = await recentVisits(db, clinic.id, asOf);
  const askedNow = new Set<number>();
  let queued = 0;
  // The newest visit first: of two that are due after a pause, the fresher memory is asked about.
  for (const visit of recent) {
    const { visitedAt, lastAskedAt, patientId } = visit;
    const answer = mayAskAfterVisit(
      {
        visitedAt,
        hasTime: visit.hasTime === 1,
        isLatestOfDay: visit.isLatestOfDay === 1,
        hasConsent: visit.hasConsent === 1,
        hasMobile: visit.mobile !== null,
        lastAskedAt: askedNow.has(patientId) ? asOf : lastAskedAt,
      },
      asOf,
    );
    if (!answer.ok || !(await invite(ask, visit))) continue;
    askedNow.add(patientId);
    queued += 1;
  }
  return { due: recent.length, queued };
}

/** Makes the link and queues the message that carries it; false when another run was quicker. */
async function invite({ db, clinic, actor, asOf, baseUrl }: AskAfterVisit, visit: RecentVisit): Promise<boolean> {
  const { id: visitId, patientId, firstName, lastName, mobile } = visit;
  const token = newSurveyToken();
  const expiresAt = linkExpiresAt(asOf);
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const [invitation] = await db.execute<{ id: number }>(
      `INSERT INTO survey_invitations (clinic_id, patient_id, visit_id, token_hash, created_at, expires_at)
       VALUES (:clinicId, :patientId, :visitId, :tokenHash, :asOf, :expiresAt)
       ON CONFLICT (clinic_id, visit_id) DO NOTHING RETURNING id`,
      { clinicId, patientId, visitId, tokenHash: surveyTokenHash(token), asOf, expiresAt },
    );
    if (!invitation || mobile === null) return false;
    await queueMessage(db, {
      clinicId,
      patientId,
      key: `${surveyKeys(visitId)}ask`,
      purpose: 'survey',
      programme: 'after-visit',
      mobile,
      text: localeOf('fa').t('surveys:message.text', { name: `${firstName} ${lastName}`, clinic: clinic.name }),
      link: `${baseUrl}/s/${token}`,
      notBeforeAt: asOf,
      notAfterAt: expiresAt,
      asOf,
      actor,
    });
    return true;
  });
}

/** Visits of the last days that nobody was asked about yet, with what decides about each, the newest first. */
function recentVisits(db: Db, clinicId: number, asOf: Date): Promise<RecentVisit[]> {
  return db.select<RecentVisit>(
    `SELECT v.id, v.patient_id AS "patientId", p.first_name AS "firstName", p.last_name AS "lastName", p.mobile, v.visited_at AS "visitedAt",
       CASE WHEN v.has_time = TRUE THEN 1 ELSE 0 END AS "hasTime",
       CASE WHEN EXISTS (SELECT 1 FROM visits later WHERE later.clinic_id = v.clinic_id AND later.patient_id = v.patient_id
           AND later.visited_on = v.visited_on AND later.deleted_at IS NULL
           AND (later.visited_at > v.visited_at OR (later.visited_at = v.visited_at AND later.id > v.id)))
         THEN 0 ELSE 1 END AS "isLatestOfDay",
       COALESCE((SELECT CASE WHEN c.is_given = TRUE THEN 1 ELSE 0 END FROM consents c
         WHERE c.clinic_id = v.clinic_id AND c.patient_id = v.patient_id AND c.purpose = 'survey' ORDER BY c.id DESC LIMIT 1), 0) AS "hasConsent",
       (SELECT MAX(i.created_at) FROM survey_invitations i
         WHERE i.clinic_id = v.clinic_id AND i.patient_id = v.patient_id) AS "lastAskedAt"
     FROM visits v JOIN patients p ON p.id = v.patient_id AND p.clinic_id = v.clinic_id
     WHERE v.clinic_id = :clinicId AND v.visited_at >= :from AND v.visited_at <= :until AND v.deleted_at IS NULL AND p.deleted_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM survey_invitations i WHERE i.clinic_id = v.clinic_id AND i.visit_id = v.id)
     ORDER BY v.visited_at DESC, v.id DESC`,
    { clinicId, ...dueVisitsBetween(asOf) },
  );
}
