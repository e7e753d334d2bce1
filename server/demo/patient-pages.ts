import type { Db } from '../../models/database.js';
import { issueMemberLink } from '../../models/member-link.js';
import { addDays } from '../../models/persian/jalali.js';
import { instantOf } from '../../models/persian/tehran-time.js';
import { askForCorrection, cancelOwnAppointment, sayOwnConsent, type AsPatient } from '../actions/ask-as-patient.js';
import { leaveClub, returnToClub } from '../actions/leave-club.js';
import { openByLink } from '../actions/open-member-page.js';
import { sendMemberLink } from '../actions/send-member-link.js';
import { settleMemberRequest } from '../actions/settle-member-request.js';
import type { Agenda } from './agenda.js';
import type { Chance } from './chance.js';
import type { ClinicStory } from './clinic-story.js';
import type { OpenedClinic } from './opening.js';

export interface PatientPagesStory {
  open: OpenedClinic;
  agenda: Agenda;
  chance: Chance;
  story: Pick<ClinicStory, 'corrections'>;
  baseUrl: string;
  today: string;
}

const DAYS = 9;

/** The last days of patients on their own pages: links by SMS, consents, corrections, an appointment called off, somebody who left and one who came back. */
export function planPatientPages({ open, agenda, chance, story, baseUrl, today }: PatientPagesStory): void {
  const { db, clinic, staff } = open;
  for (let ago = DAYS; ago >= 1; ago -= 1) {
    const day = addDays(today, -ago);
    agenda.desk(instantOf(day, '11:40'), async (asOf) => {
      for (const patientId of await guests(db, clinic.id, asOf, chance, 2))
        await sendMemberLink({ db, clinic, actor: staff.receptionist, asOf, patientId, baseUrl });
    });
    agenda.desk(instantOf(day, '17:25'), async (asOf) => {
      const [patientId] = await guests(db, clinic.id, asOf, chance, 1);
      if (patientId === undefined) return;
      const token = await issueMemberLink(db, { clinicId: clinic.id, patientId, asOf, actor: staff.receptionist });
      await openByLink({ db, asOf, token });
      const own = { db, clinic, patientId, asOf };
      const actor = { kind: 'patient', patientId } as const;
      if (ago % 3 === 0) await askForCorrection({ ...own, text: chance.pick(story.corrections.asked) });
      else if (ago === 8 || ago === 5) await leaveClub({ ...own, actor });
      else if (ago === 4) await cancelNext(own);
      else await sayOwnConsent({ ...own, purpose: 'promotion', isGiven: ago % 2 === 0 });
      if (ago === 5) await returnToClub({ ...own, actor });
    });
  }
  agenda.desk(instantOf(addDays(today, -2), '10:10'), async (asOf) => {
    const [first] = await db.select<{ id: number }>(
      `SELECT id FROM member_requests WHERE clinic_id = :clinicId AND state = 'open' AND kind = 'correction' ORDER BY id LIMIT 1`,
      { clinicId: clinic.id },
    );
    if (first) {
      const form = { state: 'done', answer: story.corrections.answer } as const;
      await settleMemberRequest({ db, clinic, actor: staff.receptionist, asOf, requestId: first.id, form });
    }
  });
}

/** A link that opens the own page of one member of the demo clinic; null when there is none. */
export async function demoPatientLink(db: Db, asOf: Date): Promise<string | null> {
  const [member] = await db.select<{ clinicId: number; patientId: number }>(
    `SELECT p.clinic_id AS "clinicId", p.id AS "patientId" FROM patients p JOIN clinics c ON c.id = p.clinic_id
     WHERE c.slug = 'demo' AND p.status = 'member' AND p.deleted_at IS NULL
     ORDER BY CASE p.tier WHEN 'silver' THEN 0 WHEN 'gold' THEN 1 ELSE 2 END,
       CASE WHEN EXISTS (SELECT 1 FROM appointments a WHERE a.clinic_id = p.clinic_id AND a.patient_id = p.id AND a.state = 'booked'
         AND a.starts_at > :asOf) THEN 0 ELSE 1 END, p.visit_count DESC, p.id LIMIT 1`,
    { asOf },
  );
  return member ? `/m/l/${await issueMemberLink(db, { ...member, asOf, actor: { kind: 'system' } })}` : null;
}

async function cancelNext(own: AsPatient): Promise<void> {
  const { db, clinic, asOf, patientId } = own;
  const [next] = await db.select<{ id: number }>(
    `SELECT id FROM appointments WHERE clinic_id = :clinicId AND patient_id = :patientId AND state = 'booked' AND starts_at > :asOf
     ORDER BY starts_at, id LIMIT 1`,
    { clinicId: clinic.id, patientId, asOf },
  );
  if (next) await cancelOwnAppointment({ ...own, appointmentId: next.id });
}

/** Members who were there lately and may be written to. */
async function guests(db: Db, clinicId: number, asOf: Date, chance: Chance, count: number): Promise<number[]> {
  const rows = await db.select<{ id: number }>(
    `SELECT p.id FROM patients p WHERE p.clinic_id = :clinicId AND p.status = 'member' AND p.deleted_at IS NULL AND p.mobile IS NOT NULL
       AND EXISTS (SELECT 1 FROM consents c WHERE c.clinic_id = p.clinic_id AND c.patient_id = p.id AND c.purpose = 'service' AND c.is_given = TRUE)
       AND NOT EXISTS (SELECT 1 FROM member_links l WHERE l.clinic_id = p.clinic_id AND l.patient_id = p.id AND l.issued_at <= :asOf)
     ORDER BY p.last_visit_on DESC, p.id LIMIT 60`,
    { clinicId, asOf },
  );
  return rows.length === 0 ? [] : Array.from({ length: count }, () => chance.pick(rows).id);
}
