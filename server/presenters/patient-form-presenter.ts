import { toJalali } from '../../models/persian/jalali.js';
import { PURPOSES } from '../../models/rules/consent.js';
import { CONSENT_WORDING } from '../../models/rules/consent-wording.js';
import { EDUCATIONS, SOURCES } from '../../models/rules/patient-facts.js';
import type { Lookalike } from '../../models/patient-duplicates.js';
import type { Refused } from '../errors.js';
import type { Locale } from '../locale.js';
import type { MemberFile } from '../reports/member-page-report.js';
import { fullName, shownMobile, shownSource } from './patient-presenter.js';

export type Typed = Record<string, string | string[]>;

/** The choices that both patient forms offer; a source in the words of an import stays choosable. */
export function formChoices(ownSource: string | null, locale: Locale): object {
  const sources = [...SOURCES, ...(ownSource !== null && !(SOURCES as readonly string[]).includes(ownSource) ? [ownSource] : [])];
  return { educations: EDUCATIONS, sources: sources.map((value) => ({ value, label: shownSource(value, locale) })) };
}

export interface EnrollState {
  values: Typed;
  submissionKey: string;
  lookalikes?: readonly Lookalike[];
  taken?: object | null;
}

/** The enrollment form as typed so far, with whoever looks like the newcomer. */
export function enrollView({ values, submissionKey, lookalikes = [], taken = null }: EnrollState, locale: Locale): object {
  const { t } = locale;
  const ticked = [values['consents'] ?? []].flat();
  return {
    values,
    submissionKey,
    taken,
    lookalikes: lookalikes.map((patient) => lookalikeView(patient, locale)),
    lookalikeKind: lookalikes.some((patient) => patient.kind === 'same') ? 'same' : 'family',
    purposes: PURPOSES.map((value) => ({
      value,
      wording: t(`patients:consent.wording.v${CONSENT_WORDING}.${value}`),
      isTicked: ticked.includes(value),
    })),
    hasReferral: true,
    ...formChoices(null, locale),
  };
}

/** What the form of an existing patient starts with, as if it had been typed. */
export function typedFromFile(file: MemberFile): Typed {
  const birth = file.birthOn === null ? null : toJalali(file.birthOn);
  return {
    firstName: file.firstName,
    lastName: file.lastName,
    mobile: file.mobile ?? '',
    nationalCode: file.nationalCode ?? '',
    birthDay: birth && !file.birthIsEstimated ? String(birth.day) : '',
    birthMonth: birth && !file.birthIsEstimated ? String(birth.month) : '',
    birthYear: birth ? String(birth.year) : '',
    sex: file.sex ?? '',
    education: file.education ?? '',
    area: file.area ?? '',
    source: file.source ?? '',
    fileNumber: file.fileNumber ?? '',
  };
}

/** Whose identity was claimed, as a link for the desk; null when the refusal names nobody. */
export function takenBy(refused: Refused): { id: unknown; name: unknown } | null {
  return refused.params?.['id'] === undefined ? null : { id: refused.params['id'], name: refused.params['name'] };
}

function lookalikeView(patient: Lookalike, locale: Locale): object {
  const { t, fmt } = locale;
  const facts = [
    { text: fmt.digits(patient.memberNumber) },
    { text: patient.birthOn ? t('patients:lookalikes.born', { day: fmt.day(patient.birthOn) }) : '' },
    { text: shownMobile(patient.mobile, locale), isLtr: true },
    { text: patient.kind === 'family' ? t('patients:lookalikes.family') : '' },
  ];
  return { id: patient.id, name: fullName(patient), facts: facts.filter((fact) => fact.text !== '') };
}
