import { fixedHoliday } from '../../models/persian/holidays.js';
import { addDays, toJalali, weekday } from '../../models/persian/jalali.js';
import type { Chance } from './chance.js';
import type { ClinicStory, IllnessStory, SpecialtyStory } from './clinic-story.js';
import type { Person } from './people.js';

/** A visit of the story: who came, on which day of the clinic's clock, when, for what. */
export interface Attendance {
  person: number;
  day: string;
  time: string;
  specialty: SpecialtyStory;
  illness: IllnessStory;
  service: string;
  physician: string;
  amountRial: number;
}

interface Reason {
  specialty: SpecialtyStory;
  illness: IllnessStory;
  /** Running sums of how much each person is inclined to come for it. */
  inclined: number[];
}

// Saturday to Friday; on Thursdays the clinic closes at one.
const WEEK = [1.3, 1.05, 1, 1, 0.95, 0.55, 0];
const GROWTH = 0.7; // from the first year to the last
const DEARER_A_YEAR = 1.32;

/** How busy a day is, 0 when the clinic is closed: Fridays, the fixed holidays, and a quiet Nowruz. */
export function openness(day: string): number {
  if (fixedHoliday(day)) return 0;
  const { month, day: monthDay } = toJalali(day);
  return (WEEK[weekday(day)] ?? 0) * (month === 1 && monthDay <= 13 ? 0.35 : 1);
}

/** The visits of the story in order of time, about `count`: a first one for everybody on arrival, the others as seasons and habits have it. */
export function planAttendance(
  chance: Chance,
  story: ClinicStory,
  people: readonly Person[],
  { count, from, until }: { count: number; from: string; until: string },
): Attendance[] {
  const reasons = story.specialties.flatMap((specialty) =>
    specialty.illnesses.map((illness): Reason => ({
      specialty,
      illness,
      inclined: runningSums(people.map((person) => person.rate * inclination(chance, person, illness))),
    })),
  );
  const visits: Attendance[] = [];
  const days = daysOf(from, until);
  const returns = count - people.filter((person) => person.rate > 0).length;
  const busy = days.map((day, i) => openness(day) * (1 - GROWTH / 2 + (GROWTH * i) / days.length));
  const share = returns / busy.reduce((sum, one) => sum + one, 0);
  const arrivals = new Map<string, number[]>();
  people.forEach((person, i) => {
    if (person.rate > 0) arrivals.set(nextOpen(person.arrivesOn, until), [...(arrivals.get(nextOpen(person.arrivesOn, until)) ?? []), i]);
  });
  days.forEach((day, i) => {
    const month = toJalali(day).month;
    const today = new Set<number>();
    const come = (person: number, reason: Reason): void => {
      today.add(person);
      visits.push(attend(chance, people[person], person, day, reason, i / days.length));
    };
    for (const person of arrivals.get(day) ?? []) come(person, firstReason(chance, reasons, month, person));
    const weights = reasons.map((reason): [Reason, number] => [
      reason,
      reason.specialty.weight * reason.illness.weight * (reason.illness.months[month - 1] ?? 1),
    ]);
    for (let left = chance.count((busy[i] ?? 0) * share); left > 0; left -= 1) {
      const reason = chance.weighted(weights);
      const person = whoComes(chance, reason, people, day, today);
      if (person !== null) come(person, reason);
    }
  });
  return visits.sort((a, b) => `${a.day}${a.time}`.localeCompare(`${b.day}${b.time}`));
}

/** Every day from one to another, both included. */
export function daysOf(from: string, until: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= until; day = addDays(day, 1)) days.push(day);
  return days;
}

function nextOpen(day: string, until: string): string {
  for (let next = day; next <= until; next = addDays(next, 1)) if (openness(next) > 0) return next;
  return day;
}

const ageGroup = (age: number): number => [15, 30, 50, 65].filter((limit) => age >= limit).length;

function inclination(chance: Chance, person: Person, illness: IllnessStory): number {
  const bySex = illness.women === undefined ? 1 : person.sex === 'f' ? (2 * illness.women) / (1 + illness.women) : 2 / (1 + illness.women);
  const byArea = person.area === null ? 1 : (illness.areas?.[person.area] ?? 1);
  // A lasting illness is had by few, and they come for it again and again.
  const byHabit = illness.chronic ? (chance.happens(0.2) ? 3.4 : 0.3) : 1;
  return (illness.ages[ageGroup(person.age)] ?? 1) * bySex * byArea * byHabit;
}

function runningSums(weights: readonly number[]): number[] {
  let sum = 0;
  return weights.map((weight) => (sum += weight));
}

function firstReason(chance: Chance, reasons: readonly Reason[], month: number, person: number): Reason {
  const own = ({ inclined }: Reason): number => (inclined[person] ?? 0) - (inclined[person - 1] ?? 0);
  return chance.weighted(
    reasons.map((reason): [Reason, number] => [
      reason,
      reason.specialty.weight *
        reason.illness.weight *
        (reason.illness.months[month - 1] ?? 1) *
        (own(reason) / (reason.inclined.at(-1) ?? 1)),
    ]),
  );
}

function whoComes(chance: Chance, { inclined }: Reason, people: readonly Person[], day: string, today: ReadonlySet<number>): number | null {
  for (let tries = 0; tries < 60; tries += 1) {
    const person = firstAbove(inclined, chance.next() * (inclined.at(-1) ?? 0));
    const { arrivesOn, leavesOn } = people[person] ?? { arrivesOn: '', leavesOn: '' };
    if (arrivesOn < day && day <= leavesOn && !today.has(person)) return person;
  }
  return null;
}

function firstAbove(sums: readonly number[], mark: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > mark) high = middle;
    else low = middle + 1;
  }
  return low;
}

function attend(
  chance: Chance,
  person: Person | undefined,
  index: number,
  day: string,
  { specialty, illness }: Reason,
  progress: number,
): Attendance {
  const service = chance.weighted(Object.entries(illness.services));
  const [name, amountToday] = specialty.services[service] ?? ['', 0];
  const paid = (amountToday * DEARER_A_YEAR ** (4 * (progress - 1)) * chance.whole(92, 108)) / 100;
  return {
    person: index,
    day,
    time: hourOf(chance, person, day),
    specialty,
    illness,
    service: name,
    physician: chance.pick(specialty.physicians),
    amountRial: Math.round(paid / 100_000) * 100_000,
  };
}

type Hours = readonly (readonly [number, number])[];
const MORNING: Hours = [
  [8, 5],
  [9, 8],
  [10, 8],
  [11, 6],
  [12, 3],
  [13, 1],
  [15, 1],
  [16, 2],
  [17, 2],
  [18, 1],
  [19, 0.5],
];
const AFTERNOON: Hours = [
  [9, 1],
  [10, 1],
  [11, 1],
  [12, 1],
  [15, 3],
  [16, 7],
  [17, 8],
  [18, 5],
  [19, 2],
];
const AFTER_WORK: Hours = [
  [8, 2],
  [9, 1],
  [10, 1],
  [11, 1],
  [12, 1],
  [15, 1],
  [16, 2],
  [17, 6],
  [18, 9],
  [19, 8],
];
const ALL_DAY: Hours = [
  [8, 2],
  [9, 5],
  [10, 6],
  [11, 6],
  [12, 4],
  [13, 2],
  [15, 3],
  [16, 5],
  [17, 5],
  [18, 4],
  [19, 3],
];

function hourOf(chance: Chance, person: Person | undefined, day: string): string {
  const hours = !person ? ALL_DAY : person.age < 18 ? AFTERNOON : person.age >= 60 ? MORNING : person.sex === 'm' ? AFTER_WORK : ALL_DAY;
  const closesAt = weekday(day) === 5 ? 13 : 20;
  const hour = chance.weighted(hours.filter(([each]) => each < closesAt));
  return `${String(hour).padStart(2, '0')}:${String(chance.whole(0, 11) * 5).padStart(2, '0')}`;
}
