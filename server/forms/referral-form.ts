import { z } from 'zod';
import { csrfField } from './fields.js';
import { referralCode } from './patient-form.js';

/** Who brought a patient, written down later. */
export const referrerForm = z.strictObject({
  ...csrfField,
  referral: referralCode.refine((code) => code !== null, 'referral-code-missing'),
});

export const REFERRAL_PERIODS = ['quarter', 'year', 'all'] as const;
export type ReferralPeriod = (typeof REFERRAL_PERIODS)[number];

/** /referrals: which period, and after which row the page goes on («came.brought.id»). What is not understood is the first page of a year. */
export const referralsQuery = z.object({
  period: z.enum(REFERRAL_PERIODS).catch('year'),
  after: z
    .string()
    .regex(/^\d{1,9}\.\d{1,9}\.\d{1,15}$/)
    .transform((key) => {
      const [came = 0, brought = 0, id = 0] = key.split('.').map(Number);
      return { came, brought, id };
    })
    .nullable()
    .catch(null)
    .default(null),
});
