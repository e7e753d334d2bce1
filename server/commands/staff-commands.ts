import { text as readAll } from 'node:stream/consumers';
import type { Clinic } from '../../models/clinic.js';
import { usernameKey } from '../../models/rules/passwords.js';
import { addStaff } from '../actions/add-staff.js';
import { editStaff } from '../actions/edit-staff.js';
import { openClinic } from '../actions/open-clinic.js';
import type { Club } from '../app.js';
import { newStaffForm, staffEditForm } from '../forms/staff-form.js';
import { parseForm } from '../forms/parse.js';
import { hasText, localeOf } from '../locale.js';
import { textOf, type Command, type CommandAnswer } from './command.js';

const { t } = localeOf('fa');

/** A refusal in words, with its reason for scripts. */
export function refusal(reason: string, about = ''): CommandAnswer {
  const key = [`staff:reasons.${reason}`, `commands:reasons.${reason}`, `errors:reasons.${reason}`].find(hasText);
  return { ok: false, reason, text: `${about ? `${about}: ` : ''}${key ? t(key) : reason}` };
}

/** The clinic of a --clinic option, or null. */
export const clinicOf = (club: Club, slug: string): Promise<Clinic | null> => club.db.records.Clinic.findOne({ where: { slug } });

/** `clinic add` */
export const addClinicCommand: Command = {
  name: 'clinic add',
  says: 'opens a clinic with the default tier rule',
  takes: [],
  options: {
    slug: { takes: 'SLUG', says: 'short name in a-z, 0-9 and hyphens', required: true },
    name: { takes: 'NAME', says: 'name that people see', required: true },
  },
  run: async (club, _words, options) => {
    const form = { slug: textOf(options['slug']), name: textOf(options['name']) };
    const opened = await openClinic({ db: club.db, form, asOf: club.clock() });
    if (!opened.ok) return refusal(opened.reason, opened.field);
    return { ok: true, data: { id: opened.clinic.id, slug: form.slug }, text: t('commands:clinic-added', { name: form.name }) };
  },
};

/** `staff add` */
export const addStaffCommand: Command = {
  name: 'staff add',
  says: 'gives a person a sign-in; the password is read from standard input',
  takes: [],
  options: {
    clinic: { takes: 'SLUG', says: 'the clinic', required: true },
    username: { takes: 'NAME', says: 'name to sign in with', required: true },
    role: { takes: 'ROLE', says: 'receptionist, physician, manager or operator', required: true },
    name: { takes: 'NAME', says: 'name that people see (default: the username)' },
    'password-stdin': { takes: null, says: 'read the password from standard input', required: true },
  },
  run: async (club, _words, options) => {
    const clinic = await clinicOf(club, textOf(options['clinic']));
    if (!clinic) return refusal('clinic-unknown', 'clinic');
    const parsed = parseForm(newStaffForm, {
      username: textOf(options['username']),
      displayName: textOf(options['name']) || textOf(options['username']),
      role: textOf(options['role']),
      password: await passwordFromInput(),
    });
    if (!parsed.ok) return refusal(parsed.problems[0]?.reason ?? 'invalid', parsed.problems[0]?.field);
    const added = await addStaff({ db: club.db, clinic, actor: { kind: 'system' }, form: parsed.form, asOf: club.clock() });
    if (!added.ok) return refusal(added.reason, added.field);
    return {
      ok: true,
      data: { id: added.staff.id },
      text: t('commands:staff-added', { name: parsed.form.username }),
      audited: { clinicId: clinic.id, action: 'staff.add', subjectKind: 'staff', subjectId: added.staff.id },
    };
  },
};

/** `staff reset-password` */
export const resetPasswordCommand: Command = {
  name: 'staff reset-password',
  says: 'sets a new password, opens the sign-in again and ends all sessions; the password is read from standard input',
  takes: [],
  options: {
    username: { takes: 'NAME', says: 'name to sign in with', required: true },
    'password-stdin': { takes: null, says: 'read the password from standard input', required: true },
  },
  run: async (club, _words, options) => {
    const key = usernameKey(textOf(options['username']));
    const [found] = await club.db.select<{ id: number; clinicId: number; displayName: string; role: string }>(
      `SELECT id, clinic_id AS "clinicId", display_name AS "displayName", role FROM staff_members WHERE username_key = :key`,
      { key },
    );
    const clinic = found && (await club.db.records.Clinic.findByPk(found.clinicId));
    if (!found || !clinic) return refusal('staff-unknown', 'username');
    const parsed = parseForm(staffEditForm, {
      displayName: found.displayName,
      role: found.role,
      active: 'yes',
      password: await passwordFromInput(),
    });
    if (!parsed.ok) return refusal(parsed.problems[0]?.reason ?? 'invalid', parsed.problems[0]?.field);
    if (parsed.form.password === '') return refusal('password-short', 'password');
    const edited = await editStaff({ db: club.db, clinic, actor: { kind: 'system' }, id: found.id, form: parsed.form, asOf: club.clock() });
    if (!edited?.ok) return refusal(edited?.reason ?? 'staff-unknown');
    return {
      ok: true,
      data: { id: found.id },
      text: t('commands:password-reset', { name: textOf(options['username']) }),
      audited: { clinicId: clinic.id, action: 'staff.reset-password', subjectKind: 'staff', subjectId: found.id },
    };
  },
};

const passwordFromInput = async (): Promise<string> => (await readAll(process.stdin)).replace(/\r?\n$/, '');
