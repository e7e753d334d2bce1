import type { Db } from '../../models/database.js';
import { passwordProblem } from '../../models/rules/passwords.js';
import type { SignedIn } from '../context.js';
import { refuse, type Outcome } from '../errors.js';
import type { PasswordForm } from '../forms/staff-form.js';
import { hashPassword, passwordFits } from '../passwords.js';

/** Changes one's own password after asking for the current one; every session of that person ends, this one too. */
export async function changeOwnPassword({ db, staff, form }: { db: Db; staff: SignedIn; form: PasswordForm }): Promise<Outcome> {
  const problem = passwordProblem(form.password, staff.username);
  if (problem) return refuse(problem, 'password');
  const kept = await db.records.StaffMember.findOne({ where: { clinicId: staff.clinicId, id: staff.id } });
  if (!(await passwordFits(form.current, kept?.passwordHash ?? null))) return refuse('password-wrong', 'current');
  const passwordHash = await hashPassword(form.password);
  await kept?.update({ passwordHash, sessionEpoch: staff.sessionEpoch + 1 });
  return { ok: true };
}
