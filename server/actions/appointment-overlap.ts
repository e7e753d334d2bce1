import type { Db } from '../../models/database.js';
import { tehranDay, tehranParts } from '../../models/persian/tehran-time.js';
import { isLive, overlaps } from '../../models/rules/appointments.js';
import { refuse, type Refused } from '../errors.js';

interface Planned {
  clinicId: number;
  patientId: number;
  startsAt: Date;
  /** The appointment that is being moved does not overlap itself. */
  exceptId: number | null;
}

/** The refusal that names the patient's other appointment at that hour, or null when there is none. */
export async function overlapping(db: Db, { clinicId, patientId, startsAt, exceptId }: Planned): Promise<Refused | null> {
  const sameDay = await db.records.Appointment.findAll({ where: { clinicId, patientId, startsOn: tehranDay(startsAt) } });
  const other = sameDay.find((each) => each.id !== exceptId && isLive(each.state) && overlaps(each.startsAt, startsAt));
  if (!other) return null;
  const { hour, minute } = tehranParts(other.startsAt);
  return refuse('overlap', 'time', { time: `${hour}:${String(minute).padStart(2, '0')}` });
}
