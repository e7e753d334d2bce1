import { addDays, daysBetween } from '../../models/persian/jalali.js';
import type { Purpose } from '../../models/rules/consent.js';
import type { Education, PatientSource } from '../../models/rules/patient-facts.js';
import type { Chance } from './chance.js';
import type { ClinicStory, Names } from './clinic-story.js';

/** One patient of the story, as the desk would come to know them. */
export interface Person {
  firstName: string;
  lastName: string;
  sex: 'f' | 'm';
  birthOn: string | null;
  age: number;
  mobile: string | null;
  nationalCode: string | null;
  education: Education | null;
  area: string | null;
  source: PatientSource | null;
  consents: Purpose[];
  /** The day of enrolling and, but for a prospect, of the first visit. */
  arrivesOn: string;
  /** The day after which they come no more. */
  leavesOn: string;
  /** How often they come, in proportion to others; 0 for a prospect. */
  rate: number;
}

interface Household {
  area: string | null;
  mobile: string;
  arrivesOn: string;
}

const FIRST_MOBILE = 1_000_000; // 0906: a prefix that no operator uses
const DAYS_TO_BIRTH = 365.25;

/** The patients of the story, in families that share a name, an area and sometimes a mobile; about `count` of them. */
export function planPeople(
  chance: Chance,
  story: ClinicStory,
  names: Names,
  { count, from, until }: { count: number; from: string; until: string },
): Person[] {
  const people: Person[] = [];
  const usedCodes = new Set<string>();
  const days = daysBetween(from, until);
  for (let serial = 0; people.length < count; serial += 1) {
    // A third came in the first half year, when the club opened; the rest came evenly since.
    const arrivesAfter = chance.happens(0.33) ? chance.next() * 180 : chance.next() * days;
    const household: Household = {
      area: chance.happens(0.93) ? chance.weighted(story.areas) : null,
      mobile: `0906${String(FIRST_MOBILE + serial * 5701)
        .padStart(7, '0')
        .slice(-7)}`,
      arrivesOn: addDays(from, Math.floor(arrivesAfter)),
    };
    for (const member of family(chance, names)) people.push(person(chance, member, household, { usedCodes, until }));
  }
  return people.slice(0, count);
}

type Member = Pick<Person, 'firstName' | 'lastName' | 'sex' | 'age'> & { ownMobile: boolean };

function family(chance: Chance, names: Names): Member[] {
  const rank = (list: readonly string[]): string => list[Math.floor(chance.next() ** 1.8 * list.length)] ?? chance.pick(list);
  const lastName = rank(names.families);
  const woman = (age: number, family = rank(names.families)): Member => ({
    firstName: age < 16 ? chance.pick(names.girls) : rank(names.women),
    lastName: family,
    sex: 'f',
    age,
    ownMobile: age >= 16,
  });
  const man = (age: number): Member => ({
    firstName: age < 16 ? chance.pick(names.boys) : rank(names.men),
    lastName,
    sex: 'm',
    age,
    ownMobile: age >= 16,
  });
  const adult = (): number => Math.min(88, 18 + Math.floor(chance.spread(2.2) * 24));
  const alone = (): Member => (chance.happens(0.57) ? woman(adult()) : man(adult()));
  if (!chance.happens(0.34)) return [alone()];
  const parentAge = chance.whole(27, 52);
  const children = Array.from({ length: chance.whole(1, 3) }, () => Math.max(1, parentAge - chance.whole(22, 34))).filter(
    (age) => age < 25,
  );
  return [
    ...(chance.happens(0.8) ? [woman(parentAge)] : []),
    ...(chance.happens(0.6) ? [man(parentAge + chance.whole(0, 7))] : []),
    ...children.map((age) => (chance.happens(0.5) ? woman(age, lastName) : man(age))),
    ...(chance.happens(0.2) ? [woman(parentAge + chance.whole(22, 30))] : []),
  ];
}

function person(
  chance: Chance,
  member: Member,
  household: Household,
  { usedCodes, until }: { usedCodes: Set<string>; until: string },
): Person {
  const { ownMobile, ...known } = member;
  const isProspect = chance.happens(0.05);
  const together = addDays(household.arrivesOn, chance.whole(0, 120));
  const arrivesOn = together < until ? together : household.arrivesOn;
  const leaves = chance.happens(0.3) ? addDays(arrivesOn, chance.whole(60, 900)) : until;
  return {
    ...known,
    birthOn: chance.happens(0.95) ? addDays(until, -Math.round((member.age + chance.next()) * DAYS_TO_BIRTH)) : null,
    mobile: chance.happens(0.03) ? null : ownMobile && chance.happens(0.75) ? ownNumber(household.mobile, chance) : household.mobile,
    nationalCode: chance.happens(0.82) ? newNationalCode(chance, usedCodes) : null,
    education: educationOf(chance, member.age),
    area: household.area,
    source: chance.happens(0.86)
      ? chance.weighted<PatientSource>([
          ['referral', 34],
          ['instagram', 20],
          ['web-search', 14],
          ['walk-in', 14],
          ['insurance', 9],
          ['physician', 7],
          ['other', 2],
        ])
      : null,
    consents: consentsOf(chance),
    arrivesOn,
    leavesOn: leaves,
    rate: isProspect ? 0 : Math.min(4, chance.spread(1.1)) + 0.06,
  };
}

const ownNumber = (shared: string, chance: Chance): string =>
  `${shared.slice(0, 4)}${String((Number(shared.slice(4)) + chance.whole(1, 5700)) % 10_000_000).padStart(7, '0')}`;

function educationOf(chance: Chance, age: number): Education | null {
  if (chance.happens(0.16)) return null;
  if (age < 18) return 'below-diploma';
  if (age >= 65)
    return chance.weighted<Education>([
      ['illiterate', 20],
      ['below-diploma', 38],
      ['diploma', 27],
      ['bachelor', 12],
      ['master', 3],
    ]);
  return chance.weighted<Education>([
    ['below-diploma', 12],
    ['diploma', 34],
    ['associate', 10],
    ['bachelor', 31],
    ['master', 13],
  ]);
}

function consentsOf(chance: Chance): Purpose[] {
  if (chance.happens(0.06)) return [];
  return ['service', ...(chance.happens(0.72) ? (['survey'] as const) : []), ...(chance.happens(0.58) ? (['promotion'] as const) : [])];
}

/** Ten digits that pass the checksum of the national code; whose they are, nobody asked. */
function newNationalCode(chance: Chance, used: Set<string>): string {
  for (;;) {
    const nine = `${String(chance.whole(1, 999)).padStart(3, '0')}${String(chance.whole(1, 999_999)).padStart(6, '0')}`;
    const rest = [...nine].reduce((sum, digit, i) => sum + Number(digit) * (10 - i), 0) % 11;
    const code = `${nine}${String(rest < 2 ? rest : 11 - rest)}`;
    if (!used.has(code) && !/^(\d)\1{9}$/.test(code)) {
      used.add(code);
      return code;
    }
  }
}
