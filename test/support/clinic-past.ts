import type { Clinic } from '../../models/clinic.js';
import { appendEvents } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { ageOn, fromJalali, jalaliMonthLength, season } from '../../models/persian/jalali.js';
import { instantOf } from '../../models/persian/tehran-time.js';
import { registerPatients, type NewPatient } from '../../models/patient-registry.js';
import { EDUCATIONS, SOURCES } from '../../models/rules/patient-facts.js';
import { NOW, SYSTEM } from './builders.js';

export interface PastVisit {
  /** Position of the patient in the list of patients. */
  patient: number;
  specialty: string;
  code: string | null;
  visitedOn: string;
  /** HH:MM, or null when only the day is known. */
  time: string | null;
  amountRial?: number | null;
}

export interface Past {
  patients: NewPatient[];
  visits: PastVisit[];
}

/** Writes a past straight into the records with one event per visit, as an import would leave it; answers the patients' ids. */
export async function livePast(db: Db, clinic: Clinic, { patients, visits }: Past): Promise<{ patientIds: number[]; visitIds: number[] }> {
  return db.transaction(async () => {
    const patientIds: number[] = [];
    for (let from = 0; from < patients.length; from += 500) {
      const made = await registerPatients(db, clinic.id, patients.slice(from, from + 500), NOW);
      patientIds.push(...made.map(({ id }) => id));
    }
    const names = [...new Set(visits.map(({ specialty }) => specialty))];
    const codes = [...new Set(visits.flatMap(({ code }) => (code === null ? [] : [code])))];
    const specialties = new Map<string, number>();
    for (const name of names) {
      const [row] = await db.records.Specialty.findOrCreate({
        where: { clinicId: clinic.id, searchKey: name },
        defaults: { clinicId: clinic.id, name, searchKey: name },
      });
      specialties.set(name, row.id);
    }
    const illnesses = new Map<string, number>();
    for (const code of codes) {
      const [row] = await db.records.Illness.findOrCreate({
        where: { clinicId: clinic.id, code },
        defaults: { clinicId: clinic.id, code, searchKey: code },
      });
      illnesses.set(code, row.id);
    }
    const visitIds: number[] = [];
    for (let from = 0; from < visits.length; from += 500) {
      const made = await db.records.Visit.bulkCreate(
        visits.slice(from, from + 500).map((visit) => ({
          clinicId: clinic.id,
          patientId: patientIds[visit.patient] ?? 0,
          specialtyId: specialties.get(visit.specialty) ?? 0,
          illnessId: visit.code === null ? null : (illnesses.get(visit.code) ?? null),
          amountRial: visit.amountRial ?? null,
          visitedAt: instantOf(visit.visitedOn, visit.time ?? '00:00'),
          visitedOn: visit.visitedOn,
          hasTime: visit.time !== null,
          createdAt: NOW,
          updatedAt: NOW,
        })),
        { returning: true },
      );
      visitIds.push(...made.map(({ id }) => id));
      await appendEvents(
        db,
        made.map(({ id, patientId, visitedAt }) => ({
          clinicId: clinic.id,
          patientId,
          kind: 'visit.recorded' as const,
          occurredAt: visitedAt,
          recordedAt: NOW,
          actor: SYSTEM,
          subjectKind: 'visit',
          subjectId: id,
        })),
      );
    }
    return { patientIds, visitIds };
  });
}

const ILLNESSES = [
  ['داخلی', 'J30'],
  ['داخلی', 'J11'],
  ['داخلی', 'J45'],
  ['داخلی', 'I10'],
  ['داخلی', 'K29'],
  ['پوست و مو', 'L55'],
  ['پوست و مو', 'L70'],
  ['دندان‌پزشکی', 'K02'],
] as const;

/**
 * A made-up past of four Jalali years (1401–1404) with effects planted as in a clinic's export: spring rhinitis in women of 20–34, winter influenza
 * in children, summer sunburn in men of 20–34, asthma in district 5; university-educated of 20–49 come at 17–18, over 65 at 9–10.
 */
export function plantedPast(people: number, visits: number, seed = 1405): Past {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const someDay = (from: number, to: number): string => {
    const year = from + Math.floor(random() * (to - from + 1));
    const month = 1 + Math.floor(random() * 12);
    return fromJalali({ year, month, day: 1 + Math.floor(random() * jalaliMonthLength(year, month)) });
  };
  const patients: NewPatient[] = Array.from({ length: people }, (_, i) => ({
    firstName: 'بیمار',
    lastName: `شمارهٔ ${String(i)}`,
    sex: pick(['f', 'm'] as const),
    birthOn: someDay(1315, 1398),
    education: random() < 0.15 ? null : pick(EDUCATIONS),
    area: random() < 0.05 ? null : `منطقه ${String(1 + Math.floor(random() * 8))}`,
    source: random() < 0.1 ? null : pick(SOURCES),
  }));
  const made: PastVisit[] = [];
  while (made.length < visits) {
    const patient = Math.floor(random() * people);
    const who = patients[patient] as NewPatient;
    const visitedOn = someDay(1401, 1404);
    const age = who.birthOn ? ageOn(who.birthOn, visitedOn) : -1;
    const [specialty, code] = pick(ILLNESSES);
    if (random() > plantedWeight(who, age, code, visitedOn) / 3.5) continue;
    const hour = hourFor(who, age, random);
    const minute = String(Math.floor(random() * 12) * 5).padStart(2, '0');
    const time = random() < 0.04 ? null : `${String(hour).padStart(2, '0')}:${minute}`;
    made.push({
      patient,
      specialty,
      code: random() < 0.03 ? null : code,
      visitedOn,
      time,
      amountRial: 1_000_000 + Math.floor(random() * 90) * 100_000,
    });
  }
  return { patients, visits: made };
}

function plantedWeight(who: NewPatient, age: number, code: string, visitedOn: string): number {
  const when = season(visitedOn);
  if (code === 'J30' && who.sex === 'f' && age >= 20 && age <= 34 && when === 'spring') return 3.5;
  if (code === 'J11' && age >= 0 && age < 12 && when === 'winter') return 3;
  if (code === 'L55' && who.sex === 'm' && age >= 20 && age <= 34 && when === 'summer') return 3.5;
  if (code === 'J45' && who.area === 'منطقه 5') return 2.5;
  return 1;
}

function hourFor(who: NewPatient, age: number, random: () => number): number {
  const hours = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
  const isUniversity = who.education === 'bachelor' || who.education === 'master';
  const weight = (hour: number): number => {
    if (isUniversity && age >= 20 && age < 50 && (hour === 17 || hour === 18)) return 2.6;
    return age >= 65 && (hour === 9 || hour === 10) ? 2.6 : 1;
  };
  let rest = random() * hours.reduce((sum, hour) => sum + weight(hour), 0);
  return hours.find((hour) => (rest -= weight(hour)) < 0) ?? 19;
}

/** Numbers from 0 to 1 that are the same in every run (Mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
