import type { Db } from '../../models/database.js';
import { addDays, daysBetween } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { bookAppointment } from '../actions/book-appointment.js';
import { openness } from './attendance.js';
import { chanceFrom } from './chance.js';

const AHEAD_DAYS = 10;
const A_DAY = 7;
const HOURS = ['08:30', '09:15', '10:00', '10:45', '11:30', '12:15', '16:00', '16:45', '17:30', '18:15', '19:00'];
const LAST_ON_THURSDAY = 6;

interface Regular {
  patientId: number;
  specialtyId: number;
  serviceId: number | null;
  physicianId: number | null;
}

/** Books appointments for the coming days of a demo clinic that was told some days ago and has too few left; answers how many. */
export async function topUpAppointments({ db, now }: { db: Db; now: Date }): Promise<{ booked: number }> {
  const today = tehranDay(now);
  const clinic = await db.records.Clinic.findOne({ where: { slug: 'demo' } });
  if (!clinic || (await appointmentsAfter(db, clinic.id, today)) >= A_DAY) return { booked: 0 };
  const regulars = await db.select<Regular>(
    `SELECT patient_id AS "patientId", specialty_id AS "specialtyId", service_id AS "serviceId", physician_id AS "physicianId"
     FROM visits WHERE clinic_id = :clinicId AND deleted_at IS NULL ORDER BY visited_at DESC, id DESC LIMIT 400`,
    { clinicId: clinic.id },
  );
  const chance = chanceFrom(daysBetween('2020-01-01', today));
  let booked = 0;
  await db.transaction(async () => {
    for (let ahead = 0; ahead <= AHEAD_DAYS && regulars.length > 0; ahead += 1) {
      const day = addDays(today, ahead);
      const busy = openness(day);
      const hours = busy > 0 && busy < 0.6 ? HOURS.slice(0, LAST_ON_THURSDAY) : HOURS;
      for (let left = Math.round(A_DAY * busy); left > 0; left -= 1) {
        const form = { ...chance.pick(regulars), day, time: chance.pick(hours), note: null };
        const answer = await bookAppointment({ db, clinic, actor: { kind: 'system' }, asOf: now, form });
        if (answer.ok) booked += 1;
      }
    }
  });
  return { booked };
}

async function appointmentsAfter(db: Db, clinicId: number, day: string): Promise<number> {
  const [row] = await db.select<{ n: number }>('SELECT COUNT(*) AS n FROM appointments WHERE clinic_id = :clinicId AND starts_on > :day', {
    clinicId,
    day,
  });
  return row?.n ?? 0;
}
