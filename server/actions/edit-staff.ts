import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { refuse, type Outcome } from '../errors.js';
import type { StaffEditForm } from '../forms/staff-form.js';
import { hashPassword } from '../passwords.js';

/**
 * Changes name, role, password or active state. A new role, password or closing ends the person's sessions at their next request.
 * Refuses to leave the clinic without an active manager. `id` must be of this clinic, otherwise null comes back.
 */
export async function editStaff({
  db,
  clinic,
  actor,
  id,
  form,
  asOf,
}: {
  db: Db;
  clinic: Clinic;
  actor: Actor;
  id: number;
  form: Omit<StaffEditForm, '_csrf'>;
  asOf: Date;
}): Promise<Outcome | null> {
  const passwordHash = form.password === '' ? null : await hashPassword(form.password);
  return db.transaction(async () => {
    const staff = await db.records.StaffMember.findOne({ where: { clinicId: clinic.id, id } });
    if (!staff) return null;
    const isActive = form.active === 'yes';
    if (staff.role === 'manager' && (form.role !== 'manager' || !isActive)) {
      const [others] = await db.select<{ n: number }>(
        `SELECT COUNT(*) AS n FROM staff_members
         WHERE clinic_id = :clinicId AND role = 'manager' AND disabled_at IS NULL AND id <> :id`,
        { clinicId: clinic.id, id },
      );
      if (Number(others?.n) === 0) return refuse('last-manager', form.role === 'manager' ? 'active' : 'role');
    }
    const changed: string[] = [];
    if (staff.displayName !== form.displayName) changed.push('displayName');
    if (staff.role !== form.role) changed.push('role');
    if (passwordHash) changed.push('password');
    if ((staff.disabledAt === null) !== isActive) changed.push('active');
    if (changed.length === 0) return { ok: true };
    const endsSessions = changed.some((field) => field !== 'displayName');
    await staff.update({
      displayName: form.displayName,
      role: form.role,
      disabledAt: isActive ? null : (staff.disabledAt ?? asOf),
      ...(passwordHash ? { passwordHash } : {}),
      ...(endsSessions ? { sessionEpoch: staff.sessionEpoch + 1 } : {}),
    });
    await appendEvent(db, {
      clinicId: clinic.id,
      kind: 'staff.changed',
      occurredAt: asOf,
      recordedAt: asOf,
      actor,
      subjectKind: 'staff',
      subjectId: id,
      payload: { changed },
    });
    return { ok: true };
  });
}
