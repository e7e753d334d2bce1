import { CONSENT_WORDING } from '../../models/rules/consent-wording.js';
import { PURPOSES, type Purpose } from '../../models/rules/consent.js';
import { mayCancelAlone, mayTakeBack } from '../../models/rules/member-access.js';
import type { ConsentStanding } from '../../models/consent-book.js';
import type { Locale } from '../locale.js';
import type { EarningWays } from '../reports/earning-ways-report.js';
import type { OwnPageStanding } from '../reports/member-home-report.js';
import type { OwnAppointment, OwnConsent, OwnMessage, OwnRequest, OwnVisit } from '../reports/member-own-report.js';

export interface OwnAppointmentView {
  id: number;
  when: string;
  what: string;
  stateName: string;
  /** What the patient may do now: call it off, hand the wish to the desk, take it back, or nothing. */
  step: 'cancel' | 'ask' | 'restore' | null;
  isAsked: boolean;
}

/** One appointment as its patient sees it. */
export function ownAppointmentView(appointment: OwnAppointment, asOf: Date, { t, fmt }: Locale): OwnAppointmentView {
  const { id, startsAt, state, specialty, physician, cancelledByPatientAt, isAsked } = appointment;
  const isLive = (state === 'booked' || state === 'confirmed') && startsAt > asOf;
  const cancel = mayCancelAlone(startsAt, asOf) ? 'cancel' : isAsked ? null : 'ask';
  const restore = cancelledByPatientAt !== null && mayTakeBack(cancelledByPatientAt, startsAt, asOf) ? 'restore' : null;
  return {
    id,
    when: fmt.instant(startsAt),
    what: [specialty, physician].filter(Boolean).join(' · '),
    stateName: t(`appointments:state.${state}`),
    step: isLive ? cancel : restore,
    isAsked: isLive && isAsked,
  };
}

/** Each purpose with the words that were asked, and what the patient said last. */
export function ownConsentsView(consents: Record<Purpose, ConsentStanding | null>, { t, fmt }: Locale): object[] {
  return PURPOSES.map((purpose) => {
    const said = consents[purpose];
    const state = said === null ? 'never' : said.isGiven ? 'given' : 'withdrawn';
    return {
      purpose,
      isGiven: said?.isGiven ?? false,
      name: t(`patients:consent.purpose.${purpose}`),
      wording: t(`patients:consent.wording.v${CONSENT_WORDING}.${purpose}`),
      said: t(`me:consents.${state}`, said ? { on: fmt.longDay(said.recordedAt) } : {}),
      warning: said?.isGiven === true && purpose === 'service' ? t('me:consents.serviceWarning') : '',
    };
  });
}

/** What the clinic keeps, chapter by chapter, each row in words. */
export function ownDataView(
  data: { visits: OwnVisit[]; messages: OwnMessage[]; consents: OwnConsent[]; requests: OwnRequest[] },
  { t, fmt }: Locale,
): { key: string; title: string; rows: { when: string; what: string; more: string }[] }[] {
  const joined = (parts: (string | null)[]): string => parts.filter(Boolean).join(' · ');
  const chapters = {
    visits: data.visits.map((visit) => ({
      when: fmt.day(visit.visitedOn),
      what: joined([visit.specialty, visit.service, visit.physician]),
      more: joined([visit.illness, visit.amountRial ? fmt.toman(visit.amountRial) : null]),
    })),
    consents: data.consents.map(({ purpose, isGiven, source, wordingVersion, recordedAt }) => ({
      when: fmt.day(recordedAt),
      what: t(isGiven ? 'me:data.allowed' : 'me:data.refused', { purpose: t(`patients:consent.purpose.${purpose}`) }),
      more: joined([t(`patients:consent.source.${source}`), t('me:data.wording', { version: wordingVersion })]),
    })),
    messages: data.messages.map(({ queuedAt, text, state }) => ({
      when: fmt.day(queuedAt),
      what: fmt.digits(text.replace('{link}', t('messages:link-place'))),
      more: t(`messages:state.${state}`),
    })),
    requests: data.requests.map(({ kind, text, madeAt, state, answer }) => ({
      when: fmt.day(madeAt),
      what: joined([t(`requests:kind.${kind}`), text]),
      more: joined([t(`requests:state.${state}`), answer]),
    })),
  };
  return Object.entries(chapters).map(([key, rows]) => ({ key, title: t(`me:data.${key}`), rows }));
}

/** The people behind one mobile by their first names; namesakes are told apart by the end of their member number. */
export function familyChoices(
  people: readonly { id: number; firstName: string; memberNumber: number }[],
  { t, fmt }: Locale,
): { value: string; label: string }[] {
  return people.map(({ id, firstName, memberNumber }) => {
    const hasNamesake = people.some((other) => other.id !== id && other.firstName === firstName);
    const ending = fmt.digits(String(memberNumber).slice(-2));
    return { value: String(id), label: hasNamesake ? t('me:who.namesake', { name: firstName, ending }) : firstName };
  });
}

/** What the desk reads about a patient's own page. */
export function ownPageView({ open, lastExpiresAt, leftAt }: OwnPageStanding, { t, fmt }: Locale): object {
  const until = lastExpiresAt ? fmt.longDay(lastExpiresAt) : '';
  return {
    hasLinks: open > 0,
    links: open > 0 ? t('requests:link.open', { count: open, until }) : t('requests:link.none'),
    left: leftAt ? t('requests:link.left', { on: fmt.longDay(leftAt) }) : null,
  };
}

/** How points are earned, in sentences, and the services that earn them. */
export function earningWaysView(
  { rule, services, next }: EarningWays,
  { t, fmt }: Locale,
): { sentences: string[]; services: { name: string; points: string }[] } {
  const said: [number, string][] = [
    [rule.perTenThousandToman, 'perAmount'],
    [rule.referral, 'referral'],
    [rule.answer, 'answer'],
  ];
  return {
    sentences: [
      ...(next ? [t('me:points.next', { points: next.points, when: fmt.instant(next.startsAt) })] : []),
      ...said.flatMap(([points, key]) => (points > 0 ? [t(`me:points.${key}`, { points })] : [])),
    ],
    services: services.map(({ name, points }) => ({ name, points: t('me:points.worth', { points }) })),
  };
}
