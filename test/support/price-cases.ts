import type { Db } from '../../models/database.js';
import type { DiscountRule, DiscountTerms } from '../../models/rules/discounts.js';
import { NOW } from './builders.js';

/** Services by letter: a and b of the first specialty, c of the second. */
export type Letter = 'a' | 'b' | 'c';
export type CaseTerms =
  | Exclude<DiscountTerms, { kind: 'together' | 'nth' }>
  | { kind: 'together'; services: Letter[] }
  | { kind: 'nth'; service: Letter; n: number };
export type CaseRule = { terms: CaseTerms; specialty?: 1 | 2 } & Partial<Omit<DiscountRule, 'terms' | 'id' | 'specialtyId'>>;

/** One visit of Sunday 1 Azar 1405 with what is known before, and what is left to pay (toman). */
export interface PriceCase {
  what: string;
  rules: CaseRule[];
  /** The member's earlier visits: day and service. */
  past?: [on: string, service: Letter | null][];
  /** The days on which others on the same mobile came, each another person. */
  family?: string[];
  visit?: { service?: Letter | null; time?: string | null; toman?: number };
  /** A discount that the member brings. */
  grant?: { percent?: number; toman?: number };
  pay: number;
  by: string | null;
}

export const DAY = '2026-11-22';
const SUNDAY = 1;
const quiet = (change: Partial<CaseRule> = {}, hours: [string, string] = ['08:00', '12:00'], weekdays = [SUNDAY]): CaseRule => ({
  terms: { kind: 'off-peak', weekdays, fromTime: hours[0], toTime: hours[1] },
  percent: 10,
  ...change,
});
const nth = (n: number, change: Partial<CaseRule> = {}): CaseRule => ({ terms: { kind: 'nth', service: 'a', n }, percent: 100, ...change });
const family = (members: number, months: number): CaseRule => ({ terms: { kind: 'family', members, months }, percent: 15 });
const streak = (months: number): CaseRule => ({ terms: { kind: 'streak', months }, percent: 20 });
const together: CaseRule = { terms: { kind: 'together', services: ['a', 'b'] }, amountRial: 1_000_000 };
const treatment = { isTreatment: true, permitNumber: '۱۲/ب' };

/** Each price is worked out by hand from the rule in plain words; a visit costs 500,000 toman and begins at 9:00 unless something else is said. */
export const PRICE_CASES: readonly PriceCase[] = [
  { what: 'no rule at all', rules: [], pay: 500_000, by: null },
  { what: 'quiet hours', rules: [quiet()], pay: 450_000, by: 'off-peak' },
  { what: 'quiet hours that begin now', rules: [quiet({}, ['09:00', '10:00'])], pay: 450_000, by: 'off-peak' },
  { what: 'quiet hours that end now', rules: [quiet({}, ['08:00', '09:00'])], pay: 500_000, by: null },
  { what: 'quiet hours of another weekday', rules: [quiet({}, ['08:00', '12:00'], [0, 2, 3])], pay: 500_000, by: null },
  { what: 'quiet hours, hour unknown', rules: [quiet()], visit: { time: null }, pay: 500_000, by: null },
  { what: 'rounding to whole thousands in the member’s favour', rules: [quiet()], visit: { toman: 123_456 }, pay: 111_000, by: 'off-peak' },
  {
    what: 'rounding of an amount',
    rules: [quiet({ percent: null, amountRial: 155_550 })],
    visit: { toman: 100_000 },
    pay: 84_000,
    by: 'off-peak',
  },
  {
    what: 'an amount larger than the price',
    rules: [quiet({ percent: null, amountRial: 9_000_000 })],
    visit: { toman: 70_000 },
    pay: 0,
    by: 'off-peak',
  },
  { what: 'a hundred per cent', rules: [quiet({ percent: 100 })], pay: 0, by: 'off-peak' },
  { what: 'a free visit stays free', rules: [quiet()], visit: { toman: 0 }, pay: 0, by: null },
  { what: 'the specialty of the rule', rules: [quiet({ specialty: 1 })], pay: 450_000, by: 'off-peak' },
  { what: 'another specialty', rules: [quiet({ specialty: 2 })], pay: 500_000, by: null },
  { what: 'a rule that begins tomorrow', rules: [quiet({ effectiveOn: '2026-11-23' })], pay: 500_000, by: null },
  { what: 'a rule on its last day', rules: [quiet({ untilOn: DAY })], pay: 450_000, by: 'off-peak' },
  { what: 'a rule that ended yesterday', rules: [quiet({ effectiveOn: '2026-01-01', untilOn: '2026-11-21' })], pay: 500_000, by: null },
  { what: 'the best of two, not both', rules: [quiet(), quiet({ percent: 25 })], pay: 375_000, by: 'off-peak' },
  {
    what: 'the best of a share and an amount',
    rules: [quiet({ percent: 30 }), quiet({ percent: null, amountRial: 1_200_000 })],
    pay: 350_000,
    by: 'off-peak',
  },
  { what: 'a treatment with a permit that ends today', rules: [quiet({ ...treatment, permitUntilOn: DAY })], pay: 450_000, by: 'off-peak' },
  { what: 'a treatment with a permit of yesterday', rules: [quiet({ ...treatment, permitUntilOn: '2026-11-21' })], pay: 500_000, by: null },
  { what: 'a treatment without a permit', rules: [quiet({ isTreatment: true })], pay: 500_000, by: null },
  { what: 'two services on one day', rules: [together], past: [[DAY, 'b']], pay: 400_000, by: 'together' },
  { what: 'two services on two days', rules: [together], past: [['2026-11-21', 'b']], pay: 500_000, by: null },
  { what: 'only one of the two services', rules: [together], past: [[DAY, 'a']], pay: 500_000, by: null },
  {
    what: 'a bundle and a service beside it',
    rules: [together],
    past: [
      [DAY, 'a'],
      [DAY, 'b'],
    ],
    visit: { service: 'c' },
    pay: 500_000,
    by: null,
  },
  {
    what: 'the fourth time is free',
    rules: [nth(4)],
    past: [
      ['2026-05-01', 'a'],
      ['2026-06-01', 'a'],
      ['2026-07-01', 'a'],
    ],
    pay: 0,
    by: 'nth',
  },
  {
    what: 'the third of four is not',
    rules: [nth(4)],
    past: [
      ['2026-05-01', 'a'],
      ['2026-06-01', 'a'],
      ['2026-06-02', 'b'],
    ],
    pay: 500_000,
    by: null,
  },
  { what: 'the second time at half the price', rules: [nth(2, { percent: 50 })], past: [['2026-05-01', 'a']], pay: 250_000, by: 'nth' },
  {
    what: 'the n-th time of another service',
    rules: [nth(2)],
    past: [['2026-05-01', 'a']],
    visit: { service: 'b' },
    pay: 500_000,
    by: null,
  },
  { what: 'a family of two', rules: [family(2, 3)], family: ['2026-10-30'], pay: 425_000, by: 'family' },
  { what: 'a family of two that came too long ago', rules: [family(2, 1)], family: ['2026-10-15'], pay: 500_000, by: null },
  { what: 'a family that is one short', rules: [family(3, 6)], family: ['2026-10-30'], pay: 500_000, by: null },
  { what: 'a family of three', rules: [family(3, 6)], family: ['2026-10-30', DAY], pay: 425_000, by: 'family' },
  {
    what: 'three months in a row',
    rules: [streak(3)],
    past: [
      ['2026-11-06', null],
      ['2026-10-07', 'b'],
    ],
    pay: 400_000,
    by: 'streak',
  },
  {
    what: 'three months with a hole',
    rules: [streak(3)],
    past: [
      ['2026-11-06', null],
      ['2026-09-06', 'b'],
    ],
    pay: 500_000,
    by: null,
  },
  {
    what: 'the second visit of the third month',
    rules: [streak(3)],
    past: [
      ['2026-11-06', null],
      ['2026-10-07', null],
      [DAY, 'b'],
    ],
    pay: 500_000,
    by: null,
  },
  {
    what: 'four months where three count',
    rules: [streak(3)],
    past: [
      ['2026-11-06', null],
      ['2026-10-07', null],
      ['2026-09-06', null],
    ],
    pay: 500_000,
    by: null,
  },
  { what: 'a discount that the member brings', rules: [], grant: { percent: 40 }, pay: 300_000, by: 'grant' },
  { what: 'an amount that the member brings', rules: [quiet()], grant: { toman: 75_500 }, pay: 424_000, by: 'grant' },
  {
    what: 'a rule that is better than what the member brings',
    rules: [quiet({ percent: 50 })],
    grant: { percent: 40 },
    pay: 250_000,
    by: 'off-peak',
  },
  {
    what: 'the best of five kinds',
    rules: [quiet(), together, nth(2), family(2, 3), streak(3)],
    past: [
      ['2026-11-06', 'a'],
      ['2026-10-07', 'b'],
      [DAY, 'b'],
    ],
    family: [DAY],
    pay: 0,
    by: 'nth',
  },
];

/** Writes the rules of a case into a clinic, in place of all others. */
export async function writeRules(
  db: Db,
  clinicId: number,
  rules: readonly CaseRule[],
  serviceOf: (letter: Letter) => number,
  specialtyIds: readonly [number, number],
): Promise<number[]> {
  await db.execute('UPDATE discount_rules SET archived_at = :at WHERE clinic_id = :clinicId AND archived_at IS NULL', {
    clinicId,
    at: NOW,
  });
  const ids: number[] = [];
  for (const [i, { terms, specialty, ...rule }] of rules.entries()) {
    const { kind, ...rest } = termsOf(terms, serviceOf);
    const [row] = await db.execute<{ id: number }>(
      `INSERT INTO discount_rules (clinic_id, name, kind, terms_json, percent, amount_rial, specialty_id, effective_on, until_on, is_treatment,
         permit_number, permit_until_on, created_at)
       VALUES (:clinicId, :name, :kind, :terms, :percent, :amountRial, :specialtyId, :effectiveOn, :untilOn, :isTreatment, :permitNumber, :permitUntilOn, :at)
       RETURNING id`,
      {
        clinicId,
        name: `قاعدهٔ ${String(i)}`,
        kind,
        terms: JSON.stringify(rest),
        percent: rule.amountRial ? null : (rule.percent ?? null),
        amountRial: rule.amountRial ?? null,
        specialtyId: specialty === undefined ? null : specialtyIds[specialty - 1],
        effectiveOn: rule.effectiveOn ?? '2026-01-01',
        untilOn: rule.untilOn ?? null,
        isTreatment: rule.isTreatment ?? false,
        permitNumber: rule.permitNumber ?? null,
        permitUntilOn: rule.permitUntilOn ?? null,
        at: NOW,
      },
    );
    ids.push(row!.id);
  }
  return ids;
}

function termsOf(terms: CaseTerms, serviceOf: (letter: Letter) => number): DiscountTerms {
  if (terms.kind === 'together') return { kind: 'together', serviceIds: terms.services.map(serviceOf) };
  return terms.kind === 'nth' ? { kind: 'nth', serviceId: serviceOf(terms.service), n: terms.n } : terms;
}
