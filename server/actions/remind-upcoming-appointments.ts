import type { Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { queueMessage } from '../../models/outbox.js';
import { remindBetween, reminderKey } from '../../models/rules/reminders.js';
import { localeOf } from '../locale.js';

export interface RemindUpcomingAppointments {
  db: Db;
  clinic: Pick<Clinic, 'id' | 'name'>;
  actor: Actor;
  asOf: Date;
}

interface DueAppointment {
  id: number;
  patientId: number;
  firstName: string;
  lastName: string;
  mobile: string;
  startsAt: Date;
}

/**
 * Queues one reminder for every live appointment of the next 24 hours that is still at least two hours away and whose patient allows messages of
 * care. The text names neither illness nor specialty: the phone may lie open on a table.
 */
export async function remindUpcomingAppointments({
  db,
  clinic,
  actor,
  asOf,
}: RemindUpcomingAppointments): Promise<{ due: number; queued: number }> {
  const due = await dueAppointments(db, clinic.id, asOf);
  const { t, fmt } = localeOf('fa');
  let queued = 0;
  for (const { id, patientId, firstName, lastName, mobile, startsAt } of due) {
    const answer = await queueMessage(db, {
      clinicId: clinic.id,
      patientId,
      key: reminderKey(id, startsAt),
      purpose: 'service',
      programme: 'upcoming',
      mobile,
      text: t('sms:upcoming', {
        name: `${firstName} ${lastName}`,
        clinic: clinic.name,
        day: fmt.longDay(startsAt),
        time: fmt.time(startsAt),
      }),
      notBeforeAt: asOf,
      notAfterAt: startsAt,
      asOf,
      actor,
    });
    if (answer.queued) queued += 1;
  }
  return { due: due.length, queued };
}

async function dueAppointments(db: Db, clinicId: number, asOf: Date): Promise<DueAppointment[]> {
  const { from, until } = remindBetween(asOf);
  const found = await db.select<DueAppointment>(
    `SELECT a.id, a.patient_id AS "patientId", p.first_name AS "firstName", p.last_name AS "lastName", p.mobile, a.starts_at AS "startsAt"
     FROM appointments a JOIN patients p ON p.id = a.patient_id AND p.clinic_id = a.clinic_id
     WHERE a.clinic_id = :clinicId AND a.starts_at >= :from AND a.starts_at <= :until AND a.state IN ('booked', 'confirmed')
       AND p.deleted_at IS NULL AND p.mobile IS NOT NULL
       AND (SELECT CASE WHEN c.is_given = TRUE THEN 1 ELSE 0 END FROM consents c
         WHERE c.clinic_id = a.clinic_id AND c.patient_id = a.patient_id AND c.purpose = 'service' ORDER BY c.id DESC LIMIT 1) = 1
     ORDER BY a.starts_at, a.id`,
    { clinicId, from, until },
  );
  if (found.length === 0) return [];
  const keys = found.map(({ id, startsAt }) => reminderKey(id, startsAt));
  const known = await db.select<{ key: string }>('SELECT key FROM messages WHERE clinic_id = :clinicId AND key IN (:keys)', {
    clinicId,
    keys,
  });
  const reminded = new Set(known.map(({ key }) => key));
  return found.filter(({ id, startsAt }) => !reminded.has(reminderKey(id, startsAt)));
}
