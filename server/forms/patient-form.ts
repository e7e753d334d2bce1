import { z } from 'zod';
import { normaliseMobile } from '../../models/persian/mobile.js';
import { normaliseNationalCode } from '../../models/persian/national-code.js';
import { displayName, placeName, searchKey } from '../../models/persian/text-keys.js';
import { PURPOSES } from '../../models/rules/consent.js';
import { EDUCATIONS, SEXES, SOURCES } from '../../models/rules/patient-facts.js';
import { readReferralCode, REFERRAL_WAYS, type ReferralWay } from '../../models/rules/referrals.js';
import { gatherBirth, typedBirth, type Birth } from './birth-fields.js';

/** What the desk may change of a patient; unknown answers are null. */
export interface PatientEditForm {
  firstName: string;
  lastName: string;
  mobile: string | null;
  nationalCode: string | null;
  birthOn: string | null;
  birthIsEstimated: boolean;
  sex: (typeof SEXES)[number] | null;
  education: string | null;
  area: string | null;
  source: string | null;
  fileNumber: string | null;
}

/** A new patient: the same, with what was allowed, who brought them, the key that makes a double submit one, and the word that lookalikes are known. */
export interface EnrollForm extends PatientEditForm {
  consents: (typeof PURPOSES)[number][];
  submissionKey: string;
  anyway?: 'yes' | undefined;
  /** The code of the member who brought them, and how it reached the desk. */
  referral?: string | null;
  referralVia?: ReferralWay;
}

const NAME_LENGTH = 60;

const name = (missing: string) =>
  z
    .string(missing)
    .max(400, 'too-long')
    .transform(displayName)
    .superRefine((text, context) => {
      if (text === '') context.addIssue({ code: 'custom', message: missing });
      else if (text.length > NAME_LENGTH) context.addIssue({ code: 'custom', message: 'too-long' });
      else if (searchKey(text) === '' || /\d/.test(searchKey(text))) context.addIssue({ code: 'custom', message: 'name-letters' });
    });

const optionalText = (length: number) =>
  z
    .string()
    .max(400, 'too-long')
    .default('')
    .transform((text) => displayName(text) || null)
    .refine((text) => text === null || text.length <= length, 'too-long');

const optionalChoice = <const T extends readonly [string, ...string[]]>(choices: T) =>
  z
    .union([z.enum(choices), z.literal('')], 'unknown-choice')
    .default('')
    .transform((choice) => (choice === '' ? null : choice));

const mobile = z
  .string()
  .max(40, 'mobile-invalid')
  .default('')
  .transform((text, context) => {
    const answer = normaliseMobile(text);
    if (answer.ok) return answer.mobile;
    if (answer.reason !== 'mobile-empty') context.addIssue({ code: 'custom', message: answer.reason });
    return null;
  });

const nationalCode = z
  .string()
  .max(40, 'national-code-invalid')
  .default('')
  .transform((text, context) => {
    const answer = normaliseNationalCode(text);
    if (answer.ok) return answer.nationalCode;
    if (answer.reason !== 'national-code-empty') context.addIssue({ code: 'custom', message: answer.reason });
    return null;
  });

/** A typed referral code as it is stored; null when none was typed. */
export const referralCode = z
  .string()
  .max(40, 'referral-code-unknown')
  .default('')
  .transform((text, context) => {
    const code = readReferralCode(text);
    if (code === null && text.trim() !== '') context.addIssue({ code: 'custom', message: 'referral-code-unknown' });
    return code;
  });

const fields = (today: string) => ({
  firstName: name('first-name-missing'),
  lastName: name('last-name-missing'),
  mobile,
  nationalCode,
  birthDay: typedBirth(today),
  sex: optionalChoice(SEXES),
  education: optionalChoice(EDUCATIONS),
  area: optionalText(60).transform((area) => (area === null ? null : placeName(area))),
  source: z.string().max(40, 'too-long').default(''),
  fileNumber: optionalText(30),
});

/** Reads an enrollment; `today` is the clinic's day. */
export const enrollForm = (today: string): z.ZodType<EnrollForm> =>
  z
    .preprocess(
      gatherBirth,
      z.strictObject({
        ...fields(today),
        source: optionalChoice(SOURCES),
        consents: z
          .preprocess(
            (sent) => (typeof sent === 'string' ? [sent] : sent),
            z.array(z.enum(PURPOSES, 'unknown-choice')).max(PURPOSES.length, 'unknown-choice'),
          )
          .default([]),
        submissionKey: z.string('invalid').regex(/^[\w-]{8,64}$/, 'invalid'),
        anyway: z.literal('yes').optional(),
        referral: referralCode,
        referralVia: z.enum(REFERRAL_WAYS, 'unknown-choice').default('desk'),
      }),
    )
    .transform(flat);

/** Reads changes to a patient; a source that an import named in its own words may stay. */
export const patientEditForm = (today: string, ownSource: string | null): z.ZodType<PatientEditForm> =>
  z
    .preprocess(
      gatherBirth,
      z.strictObject({
        ...fields(today),
        source: z
          .string()
          .default('')
          .refine((text) => text === '' || text === ownSource || (SOURCES as readonly string[]).includes(text), 'unknown-choice')
          .transform((text) => text || null),
      }),
    )
    .transform(flat);

/** The form with birth as two plain columns. */
function flat<F extends { birthDay: Birth }>({ birthDay, ...rest }: F): Omit<F, 'birthDay'> & Birth {
  return { ...rest, ...birthDay };
}
