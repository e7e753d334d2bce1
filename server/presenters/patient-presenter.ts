import { ageOn } from '../../models/persian/jalali.js';
import { maskNationalCode } from '../../models/persian/national-code.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { CONSENT_WORDING, STAFF_CONSENT_SOURCES } from '../../models/rules/consent-wording.js';
import { PURPOSES } from '../../models/rules/consent.js';
import { hasText, type Locale } from '../locale.js';
import type { MemberFile, MemberPage } from '../reports/member-page-report.js';
import type { ListedPatient } from '../reports/patient-list-report.js';
import type { FoundPatient } from '../reports/patient-search-report.js';

type Named = { firstName: string; lastName: string };
type Born = { birthOn: string | null; birthIsEstimated: number | boolean };

/** First name, then family name. */
export const fullName = ({ firstName, lastName }: Named): string => `${firstName} ${lastName}`;

/** A mobile in readable groups and the language's digits: ۰۹۱۲ ۳۴۵ ۶۷۸۹. */
export function shownMobile(mobile: string | null, { fmt }: Pick<Locale, 'fmt'>): string {
  return mobile === null ? '' : fmt.digits(`${mobile.slice(0, 4)} ${mobile.slice(4, 7)} ${mobile.slice(7)}`);
}

/** Age in words, marked as about when the birthday is estimated; empty when it is not known. */
export function shownAge(born: Born, today: string, { t }: Pick<Locale, 't'>): string {
  if (born.birthOn === null) return '';
  const years = Math.max(0, ageOn(born.birthOn, today));
  return t(born.birthIsEstimated ? 'patients:ageAbout' : 'patients:age', { years });
}

/** How the patient came to know the clinic: a word of ours or the words of an imported file. */
export function shownSource(source: string | null, { t }: Pick<Locale, 't'>): string {
  if (source === null) return '';
  return hasText(`patients:source.${source}`) ? t(`patients:source.${source}`) : source;
}

/** One hit of the desk's search. */
export function foundView(patient: FoundPatient, asOf: Date, locale: Locale): object {
  return {
    id: patient.id,
    name: fullName(patient),
    memberNumber: locale.fmt.digits(patient.memberNumber),
    mobile: shownMobile(patient.mobile, locale),
    age: shownAge(patient, tehranDay(asOf), locale),
    status: patient.status,
    statusName: locale.t(`patients:status.${patient.status}`),
    tier: patient.tier,
    tierName: locale.t(`tiers:tier.${patient.tier}`),
  };
}

/** One row of the list. */
export function listedView(patient: ListedPatient, asOf: Date, locale: Locale): object {
  const { fmt } = locale;
  return {
    ...foundView(patient, asOf, locale),
    isVip: patient.isVip === 1,
    visitCount: fmt.number(patient.visitCount),
    lastVisit: patient.lastVisitOn ? fmt.day(patient.lastVisitOn) : '',
    area: patient.area ?? '',
  };
}

/** The head, the facts, the consents and the family of a member page. */
export function memberView({ file, consents, family, ahead }: MemberPage, asOf: Date, locale: Locale): object {
  const { t, fmt } = locale;
  return {
    id: file.id,
    name: fullName(file),
    initials: `${file.firstName.charAt(0)}\u200c${file.lastName.charAt(0)}`,
    memberNumber: fmt.digits(file.memberNumber),
    cardNumber: fmt.digits(String(file.memberNumber).replace(/(\d{3})(?=\d)/g, '$1 ')),
    isMember: file.status === 'member',
    isDeleted: file.deletedAt !== null,
    deletedOn: file.deletedAt ? fmt.longDay(file.deletedAt) : '',
    statusName: t(`patients:status.${file.status}`),
    tier: file.tier,
    tierName: t(`tiers:tier.${file.tier}`),
    mobile: shownMobile(file.mobile, locale),
    age: shownAge(file, tehranDay(asOf), locale),
    area: file.area ?? '',
    memberSince: file.memberSinceOn ? fmt.longDay(file.memberSinceOn) : '',
    facts: fileFacts(file, locale),
    family: family.map((relative) => ({ id: relative.id, name: fullName(relative), memberNumber: fmt.digits(relative.memberNumber) })),
    ahead: ahead.map(({ id, mayOpen, startsAt, specialty, physician }) => ({
      id,
      mayOpen,
      when: fmt.instant(startsAt),
      what: [specialty, physician].filter(Boolean).join(' · '),
    })),
    consents: PURPOSES.map((purpose) => {
      const said = consents[purpose];
      const when = said ? { source: t(`patients:consent.source.${said.source}`), on: fmt.longDay(said.recordedAt) } : null;
      const state = said === null ? 'never' : said.isGiven ? 'given' : 'withdrawn';
      return {
        purpose,
        isGiven: said?.isGiven ?? false,
        name: t(`patients:consent.purpose.${purpose}`),
        said: t(`patients:consent.said.${state}`, when ?? {}),
      };
    }),
    consentSources: STAFF_CONSENT_SOURCES.map((source) => ({ value: source, label: t(`patients:consent.source.${source}`) })),
    consentWording: PURPOSES.map((purpose) => t(`patients:consent.wording.v${CONSENT_WORDING}.${purpose}`)),
  };
}

/** What is known of a patient as pairs of label and words; what is not known says so where it matters. */
export function fileFacts(file: MemberFile, locale: Locale): { label: string; value: string; isLtr?: boolean; isUnknown?: boolean }[] {
  const { t, fmt } = locale;
  const unknown = t('patients:unknown');
  const known = (key: string, value: string, isLtr = false) => ({
    label: t(`patients:field.${key}`),
    value: value || unknown,
    isLtr: isLtr && value !== '',
    isUnknown: value === '',
  });
  const birth =
    file.birthOn === null
      ? ''
      : file.birthIsEstimated
        ? t('patients:birthAbout', { year: fmt.digits(fmt.day(file.birthOn).slice(0, 4)) })
        : fmt.day(file.birthOn);
  return [
    known('birth', birth),
    known('sex', file.sex ? t(`patients:sex.${file.sex}`) : ''),
    known('nationalCode', file.nationalCode ? fmt.digits(maskNationalCode(file.nationalCode)) : '', true),
    known('education', file.education ? t(`patients:education.${file.education}`) : ''),
    known('source', shownSource(file.source, locale)),
    ...(file.fileNumber ? [known('fileNumber', fmt.digits(file.fileNumber), true)] : []),
    { label: t('patients:field.enrolledAt'), value: fmt.day(file.enrolledAt) },
    { label: t('patients:field.visitCount'), value: fmt.number(file.visitCount) },
    ...(file.lastVisitOn ? [{ label: t('patients:field.lastVisit'), value: fmt.day(file.lastVisitOn) }] : []),
  ];
}
