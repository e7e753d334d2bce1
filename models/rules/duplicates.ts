/*
 * Two files may be of one person. Every fact that both files have speaks for it or against it, with a weight (in the manner of Fellegi and Sunter,
 * 1969: about the logarithm of how much likelier the finding is for one person than for two). The weights are added up; from LIKELY on the two
 * are shown to the manager, who decides. Nothing is ever merged by the program itself.
 *
 * For it: the same name in any spelling, the same birthday or one with a slip of the hand, the same mobile or one digit off. Against it: two
 * different first names (twins and siblings share the rest), birthdays that are years apart (father and son may share a name), two
 * different national codes, different sexes. What one file does not know says nothing. A mobile alone proves nothing: families share it.
 */
import { toJalali, type JalaliDay } from '../persian/jalali.js';
import { familyNameLikeness, firstNameLikeness, isOneSlipApart, type Likeness } from '../persian/name-likeness.js';
import { searchKey } from '../persian/text-keys.js';

/** What of a file is compared. */
export interface ComparedFile {
  firstName: string;
  lastName: string;
  birthOn: string | null;
  birthIsEstimated: boolean;
  mobile: string | null;
  nationalCode: string | null;
  sex: 'f' | 'm' | null;
}

export interface Comparison {
  /** The sum of the weights. */
  score: number;
  isLikely: boolean;
  /** What speaks for it, and what against, as keys of words. */
  pros: string[];
  cons: string[];
}

/** From this sum on two files are shown as one person perhaps. */
export const LIKELY = 11;

/** Weighs whether two files are of one person. */
export function compareFiles(one: ComparedFile, other: ComparedFile): Comparison {
  const findings = [
    nameFinding(one, other),
    birthFinding(one, other),
    mobileFinding(one, other),
    codeFinding(one, other),
    sexFinding(one, other),
  ];
  const score = findings.reduce((sum, { weight }) => sum + weight, 0);
  const said = (isFor: boolean): string[] =>
    findings.filter(({ weight, key }) => key !== '' && weight > 0 === isFor && weight !== 0).map(({ key }) => key);
  return { score, isLikely: score >= LIKELY, pros: said(true), cons: said(false) };
}

interface Finding {
  key: string;
  weight: number;
}
const NOTHING: Finding = { key: '', weight: 0 };

const FIRST_NAME: Readonly<Record<Likeness, number>> = { same: 0, titled: -0.5, sound: -1, slip: -1, part: -2, other: -16 };
const FAMILY_NAME: Readonly<Record<Likeness, number>> = { same: 0, titled: -0.5, sound: -1, slip: -1, part: -2, other: -14 };
const SAME_NAME = 8;

function nameFinding(one: ComparedFile, other: ComparedFile): Finding {
  const whole = ({ firstName, lastName }: ComparedFile): string => searchKey(`${firstName} ${lastName}`);
  if (whole(one) === whole(other)) return { key: 'name-same', weight: SAME_NAME };
  if (whole(one) === searchKey(`${other.lastName} ${other.firstName}`)) return { key: 'name-swapped', weight: SAME_NAME - 0.5 };
  const first = firstNameLikeness(one.firstName, other.firstName);
  const family = familyNameLikeness(one.lastName, other.lastName);
  const worse = ORDER.indexOf(first) > ORDER.indexOf(family) ? first : family;
  return { key: `name-${worse}`, weight: SAME_NAME + FIRST_NAME[first] + FAMILY_NAME[family] };
}
const ORDER: readonly Likeness[] = ['same', 'titled', 'sound', 'slip', 'part', 'other'];

function birthFinding(one: ComparedFile, other: ComparedFile): Finding {
  if (one.birthOn === null || other.birthOn === null) return NOTHING;
  const [a, b] = [toJalali(one.birthOn), toJalali(other.birthOn)];
  if (one.birthIsEstimated || other.birthIsEstimated) {
    const years = Math.abs(a.year - b.year);
    if (years === 0) return { key: 'birth-year', weight: 1.5 };
    return years === 1 ? NOTHING : { key: 'birth-other', weight: -9 };
  }
  if (one.birthOn === other.birthOn) return { key: 'birth-same', weight: 8 };
  return isBirthSlip(a, b) ? { key: 'birth-slip', weight: 3.5 } : { key: 'birth-other', weight: -9 };
}

/** One of day, month and year has a wrong or swapped digit, or day and month were swapped. */
function isBirthSlip(a: JalaliDay, b: JalaliDay): boolean {
  if (a.year === b.year && a.month === b.day && a.day === b.month) return true;
  const differing = (['year', 'month', 'day'] as const).filter((part) => a[part] !== b[part]);
  const [part] = differing;
  if (part === undefined || differing.length > 1) return false;
  return isOneSlipApart(String(a[part]).padStart(2, '0'), String(b[part]).padStart(2, '0'));
}

function mobileFinding(one: ComparedFile, other: ComparedFile): Finding {
  if (one.mobile === null || other.mobile === null) return NOTHING;
  if (one.mobile === other.mobile) return { key: 'mobile-same', weight: 4 };
  return isOneSlipApart(one.mobile, other.mobile) ? { key: 'mobile-slip', weight: 3 } : { key: 'mobile-other', weight: -1 };
}

function codeFinding(one: ComparedFile, other: ComparedFile): Finding {
  if (one.nationalCode === null || other.nationalCode === null) return NOTHING;
  if (one.nationalCode === other.nationalCode) return { key: 'code-same', weight: 12 };
  return isOneSlipApart(one.nationalCode, other.nationalCode) ? { key: 'code-slip', weight: 4 } : { key: 'code-other', weight: -14 };
}

function sexFinding(one: ComparedFile, other: ComparedFile): Finding {
  if (one.sex === null || other.sex === null || one.sex === other.sex) return NOTHING;
  return { key: 'sex-other', weight: -3.5 };
}
