import { z } from 'zod';
import { passwordProblem } from '../../models/rules/passwords.js';

const username = z
  .string('required')
  .trim()
  .min(1, 'required')
  .min(3, 'username-form')
  .max(40, 'username-form')
  .regex(/^[\p{L}\p{N}._@-]+$/u, 'username-form');
const displayName = z.string('required').trim().min(1, 'required').max(80, 'too-long');
const role = z.enum(['receptionist', 'physician', 'manager', 'operator'], 'required');
const token = { _csrf: z.string().optional() };

const withGoodPassword = <S extends z.ZodType<{ username: string; password: string }>>(schema: S): S =>
  schema.superRefine((form, context) => {
    const problem = passwordProblem(form.password, form.username);
    if (problem) context.addIssue({ code: 'custom', path: ['password'], message: problem });
  });

/** A new staff member. */
export const newStaffForm = withGoodPassword(
  z.strictObject({ username, displayName, role, password: z.string('required').min(1, 'required'), ...token }),
);
export type NewStaffForm = z.infer<typeof newStaffForm>;

/** Changes to a staff member; an empty password keeps the old one. */
export const staffEditForm = z
  .strictObject({ displayName, role, active: z.literal('yes').optional(), password: z.string().default(''), ...token })
  .superRefine((form, context) => {
    const problem = form.password === '' ? null : passwordProblem(form.password, '');
    if (problem) context.addIssue({ code: 'custom', path: ['password'], message: problem });
  });
export type StaffEditForm = z.infer<typeof staffEditForm>;

/** The first run: the clinic and its manager. */
export const setUpForm = withGoodPassword(
  z.strictObject({
    clinicName: z.string('required').trim().min(1, 'required').max(80, 'too-long'),
    phone: z.string().trim().max(30, 'too-long').default(''),
    displayName,
    username,
    password: z.string('required').min(1, 'required'),
    ...token,
  }),
);
export type SetUpForm = z.infer<typeof setUpForm>;

/** A change of one's own password. */
export const passwordForm = z.strictObject({
  current: z.string('required').min(1, 'required'),
  password: z.string('required').min(1, 'required'),
  ...token,
});
export type PasswordForm = z.infer<typeof passwordForm>;
