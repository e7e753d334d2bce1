import { DuckDBDateValue, type DuckDBValue } from '@duckdb/node-api';
import { jalaliMonthLength, toJalali, weekday } from '../../models/persian/jalali.js';
import { tehranDay, tehranParts } from '../../models/persian/tehran-time.js';
import { icd10Chapter, threeCharacterCode } from '../../models/rules/icd10.js';
import { UNKNOWN } from './facts.js';

export type FactRow = readonly DuckDBValue[];

export interface IllnessSource {
  id: number;
  code: string;
}

export interface PatientSource {
  id: number;
  status: string;
  birthOn: string | null;
  sex: string | null;
  education: string | null;
  area: string | null;
  tier: string;
  source: string | null;
  enrolledAt: Date;
  memberSinceOn: string | null;
}

export interface VisitSource {
  id: number;
  patientId: number;
  specialtyId: number;
  serviceId: number | null;
  illnessId: number | null;
  physicianId: number | null;
  amountRial: number | null;
  visitedAt: Date;
  visitedOn: string;
  isTimed: number;
}

export interface MessageSource {
  id: number;
  patientId: number;
  purpose: string;
  programme: string;
  state: string;
  queuedAt: Date;
}

export interface AnswerSource {
  id: number;
  patientId: number;
  specialtyId: number;
  recommendation: number;
  answeredOn: string;
  reasonsJson: readonly string[];
}

/** An illness of the clinic's list: its three-character name, its code, its chapter («own» when it is not of ICD-10). */
export function illnessFact({ id, code }: IllnessSource): FactRow {
  return [BigInt(id), threeCharacterCode(code) ?? code, code, icd10Chapter(code) ?? 'own'];
}

/** A patient as a row of facts. */
export function patientFact(patient: PatientSource): FactRow {
  const birth = patient.birthOn === null ? null : dayParts(patient.birthOn);
  const since = patient.memberSinceOn === null ? null : dayParts(patient.memberSinceOn);
  return [
    ...person(patient.id),
    patient.status,
    birth?.year ?? null,
    birth?.dayOfYear ?? null,
    word(patient.sex),
    word(patient.education),
    word(patient.area),
    patient.tier,
    word(patient.source),
    dayParts(tehranDay(patient.enrolledAt)).date,
    since?.date ?? null,
    since?.year ?? null,
    since?.month ?? null,
  ];
}

/** A visit as a row of facts. */
export function visitFact(visit: VisitSource): FactRow {
  const day = dayParts(visit.visitedOn);
  return [
    BigInt(visit.id),
    ...person(visit.patientId),
    String(visit.specialtyId),
    known(visit.serviceId),
    visit.illnessId === null ? null : BigInt(visit.illnessId),
    known(visit.physicianId),
    visit.amountRial === null ? null : BigInt(visit.amountRial),
    day.date,
    day.year,
    day.month,
    day.dayOfYear,
    day.lastDay,
    day.weekday,
    visit.isTimed === 1 ? tehranParts(visit.visitedAt).hour : null,
  ];
}

/** A message as a row of facts, on the day it was queued. */
export function messageFact(message: MessageSource): FactRow {
  const day = dayParts(tehranDay(message.queuedAt));
  return [BigInt(message.id), ...person(message.patientId), message.purpose, message.programme, message.state, day.year, day.month];
}

/** A survey answer as a row of facts. */
export function answerFact(answer: AnswerSource): FactRow {
  const day = dayParts(answer.answeredOn);
  const { specialtyId, recommendation, reasonsJson } = answer;
  return [BigInt(answer.id), ...person(answer.patientId), String(specialtyId), recommendation, day.year, day.month, reasonsJson.join('|')];
}

const BITS = Array.from({ length: 64 }, (_, bit) => 1n << BigInt(bit));

/** The person and one bit of 64 for them: or-ed together, set bits are a sure lower bound of how many people there are. */
const person = (id: number): [bigint, bigint] => [BigInt(id), BITS[id % 64] ?? 1n];

const known = (id: number | null): string => (id === null ? UNKNOWN : String(id));
const word = (text: string | null): string => (text === null || text.trim() === '' ? UNKNOWN : text.trim());

interface DayParts {
  date: DuckDBDateValue;
  year: number;
  month: number;
  weekday: number;
  /** Month and day as one number: 1230 is 30 Esfand. */
  dayOfYear: number;
  /** The last day of the year in the same spelling: 1229 or 1230. */
  lastDay: number;
}

// A clinic has a few thousand days; working each out once is what makes a million visits quick.
const days = new Map<string, DayParts>();
const MOST_DAYS = 100_000;

function dayParts(day: string): DayParts {
  let parts = days.get(day);
  if (!parts) {
    const { year, month, day: dayOfMonth } = toJalali(day);
    parts = {
      date: new DuckDBDateValue(Date.parse(`${day}T00:00:00Z`) / 86_400_000),
      year,
      month,
      weekday: weekday(day),
      dayOfYear: month * 100 + dayOfMonth,
      lastDay: 1200 + jalaliMonthLength(year, 12),
    };
    if (days.size >= MOST_DAYS) days.clear();
    days.set(day, parts);
  }
  return parts;
}
