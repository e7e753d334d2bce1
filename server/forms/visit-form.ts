import { z } from 'zod';
import {
  chosenId,
  csrfField,
  memberNumber,
  optionalAmountRial,
  optionalId,
  optionalText,
  optionalTime,
  submissionKey,
  typedDay,
} from './fields.js';

/** A visit as the desk writes it down; days and words such as «دیروز» are read from `today`. */
export const visitForm = (today: string) =>
  z.strictObject({
    specialtyId: chosenId('specialty-missing'),
    serviceId: optionalId,
    illness: optionalText(120, 'illness-unknown'),
    physicianId: optionalId,
    day: typedDay(today, { missing: 'day-missing', unreadable: 'day-unreadable' }),
    time: optionalTime('time-unreadable'),
    amountRial: optionalAmountRial('amount-unreadable'),
    note: optionalText(400, 'note-too-long'),
    appointmentId: optionalId,
    grantCode: z.string('grant-unknown').max(40, 'grant-unknown').optional(),
    submissionKey,
    ...csrfField,
  });
export type VisitForm = z.output<ReturnType<typeof visitForm>>;

/** Whose visit it is: the member number, typed or scanned. */
export const visitorForm = z.object({ member: memberNumber('member-missing', 'member-unknown') });
