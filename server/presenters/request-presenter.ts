import type { Locale } from '../locale.js';
import type { ListedRequest } from '../reports/member-request-report.js';
import { fullName, shownMobile } from './patient-presenter.js';

/** One request of a patient as the desk reads it. */
export function requestRow(request: ListedRequest, locale: Locale): object {
  const { t, fmt } = locale;
  const { id, kind, text, madeAt, state, answer, settledAt, settledBy, patientId, memberNumber, appointmentId, startsAt } = request;
  return {
    id,
    patientId,
    name: fullName(request),
    memberNumber: fmt.digits(memberNumber),
    mobile: shownMobile(request.mobile, locale),
    kindName: t(`requests:kind.${kind}`),
    text,
    made: t('requests:made', { when: fmt.instant(madeAt) }),
    isOpen: state === 'open',
    settled: settledAt
      ? t('requests:settled', { state: t(`requests:state.${state}`), when: fmt.instant(settledAt), name: settledBy ?? '' })
      : '',
    answer: answer ?? '',
    appointment: startsAt ? { id: appointmentId, when: t('requests:appointment', { when: fmt.instant(startsAt) }) } : null,
  };
}
