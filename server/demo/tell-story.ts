import type { Db } from '../../models/database.js';
import { addDays, addJalaliMonths, toJalali, weekday } from '../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../models/persian/tehran-time.js';
import { reviewTiers } from '../actions/review-tiers.js';
import type { SmsGateway } from '../sms/gateway.js';
import { Agenda } from './agenda.js';
import { daysOf, openness, planAttendance, type Attendance } from './attendance.js';
import { planBenefits } from './benefits.js';
import { planKeptAppointment, planLostAppointment } from './bookings.js';
import { chanceFrom } from './chance.js';
import { clinicStory, commonNames } from './clinic-story.js';
import { Desk } from './desk.js';
import { planHonours, tellAudit } from './honours.js';
import { openDemoClinic } from './opening.js';
import { planPeople } from './people.js';
import { planPatientPages } from './patient-pages.js';
import { Phones } from './phones.js';
import { planPoints } from './points.js';
import { planFilesTwice, Referrers } from './referrals.js';
import { planTiers } from './tiers.js';

export interface StorySize {
  people: number;
  visits: number;
  /** How many Jalali years ago the club opened. */
  years: number;
  /** For how many days before today every appointment, message and answer is told, not only the visits. */
  closeDays: number;
}

export interface TellStory {
  db: Db;
  gateway: SmsGateway;
  /** The installation's secret, from which the demo passwords are made. */
  secret: string;
  /** Where patients reach the club, without a slash at the end. */
  baseUrl: string;
  now: Date;
  size?: StorySize;
}

const SIZE: StorySize = { people: 1_500, visits: 12_600, years: 4, closeDays: 31 };
const SEED = 1405;
const AHEAD_DAYS = 14;
const FRIDAY = 6;
const ROUNDS = ['09:05', '14:00', '19:00'];

/** Tells the demo clinic's years up to `now` through the club's own actions, each at its past hour. The same day gives the same story. */
export async function tellStory({ db, gateway, secret, baseUrl, now, size = SIZE }: TellStory): Promise<void> {
  const story = clinicStory();
  const chance = chanceFrom(SEED);
  const today = tehranDay(now);
  const from = addJalaliMonths(today, -12 * size.years);
  const people = planPeople(chance, story, commonNames(), { count: size.people, from, until: today });
  const visits = planAttendance(chance, story, people, { count: size.visits, from, until: addDays(today, AHEAD_DAYS) });

  const open = await openDemoClinic(db, story, { secret, asOf: instantOf(from, '07:00') });
  const agenda = new Agenda();
  const desk = new Desk(open, people, new Referrers(open, chanceFrom(SEED + 5)));
  // Phones have a chance of their own: the order in which messages arrive must not change what happens at the desk.
  const phones = new Phones({ open, agenda, chance: chanceFrom(SEED + 1), story, gateway, baseUrl });
  const closeFrom = addDays(today, -size.closeDays);
  const byDay = new Map<string, Attendance[]>();
  for (const visit of visits) byDay.set(visit.day, [...(byDay.get(visit.day) ?? []), visit]);
  const told = { open, agenda, chance, desk, notes: story.notes };
  planHonours({ open, agenda, desk, story, chance: chanceFrom(SEED + 2), people: people.length, today });
  planFilesTwice({ open, agenda, desk, chance: chanceFrom(SEED + 15), people, today });
  planTiers({ open, agenda, desk, story, chance: chanceFrom(SEED + 11), people: people.length, today });
  planPoints({ open, agenda, desk, story, chance: chanceFrom(SEED + 3), people: size.people, today, years: size.years });

  planBenefits({ open, agenda, desk, chance: chanceFrom(SEED + 4), people: people.length, today });
  planPatientPages({ open, agenda, chance: chanceFrom(SEED + 6), story, baseUrl, today });

  // Long ago the desk wrote its visits down at the end of the week: a year of days, each with its consequences, takes the demo's first minute.
  let week: Attendance[] = [];
  for (const day of daysOf(from, addDays(today, AHEAD_DAYS))) {
    const list = byDay.get(day) ?? [];
    const walkIns: Attendance[] = [];
    for (const visit of day < closeFrom ? [] : list) {
      const isBooked = day > today || chance.happens(visit.specialty.booked);
      if (isBooked) planKeptAppointment(told, visit, closeFrom);
      else walkIns.push(visit);
      if (isBooked && day <= today) planLostAppointment(told, visit, chance.whole(0, people.length - 1), closeFrom);
    }
    const receive = (some: Attendance[], at: Date): void => agenda.desk(at, (asOf) => desk.receive(some, asOf));
    if (day < closeFrom) {
      week.push(...list);
      if (endsWeek(day, closeFrom) && week.length > 0) {
        receive(week, instantOf(day, '20:30'));
        week = [];
      }
    }
    if (day < today && walkIns.length > 0) receive(walkIns, instantOf(day, '20:30'));
    if (day === today) for (const visit of walkIns) receive([visit], new Date(instantOf(day, visit.time).getTime() + 60_000));
    people.forEach((person, i) => {
      if (person.rate === 0 && person.arrivesOn === day && openness(day) > 0)
        agenda.desk(instantOf(day, '11:20'), async (asOf) => void (await desk.enroll(i, asOf)));
    });
    if (toJalali(day).day === 1)
      agenda.desk(
        instantOf(day, '03:30'),
        async (asOf) => void (await reviewTiers({ db, clinic: open.clinic, actor: { kind: 'job', name: 'review-tiers' }, asOf })),
      );
    if (day > closeFrom) for (const time of ROUNDS) phones.plan(instantOf(day, time));
    // A day told is a day done: what was planned for later days waits.
    if (day <= today && (toJalali(day).day === 1 || day >= closeFrom)) await agenda.happenUntil(db, earlier(instantOf(day, '23:59'), now));
  }
  await agenda.happenUntil(db, now);
  await tellAudit({ open, chance: chanceFrom(SEED + 22), now });
}

/** Fridays, and before a new month or the days that are told closely. */
function endsWeek(day: string, closeFrom: string): boolean {
  const next = addDays(day, 1);
  return weekday(day) === FRIDAY || toJalali(next).day === 1 || next >= closeFrom;
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);
