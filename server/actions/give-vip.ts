import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { vipVerdict, type VipWish } from '../../models/rules/vip.js';
import { endVipTerm, holdVipOf, vipTermsOf, writeVipTerm } from '../../models/vip-book.js';
import { refuse, type Outcome } from '../errors.js';

interface Giver {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  patientId: number;
}

/** Makes a member VIP from a day until a day, with a reason. Refuses what `vipVerdict` refuses, a prospect, and a patient the clinic does not have. */
export async function giveVip({
  db,
  clinic,
  actor,
  asOf,
  patientId,
  form,
}: Giver & { form: VipWish }): Promise<Outcome<{ termId: number }>> {
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const status = await holdVipOf(db, clinicId, patientId);
    if (!status) return refuse('not-found');
    if (status === 'prospect') return refuse('vip-prospect', 'reason');
    const verdict = vipVerdict(await vipTermsOf(db, clinicId, patientId), form, tehranDay(asOf));
    if (!verdict.ok) return refuse(verdict.reason, verdict.field);
    const staffId = actor.kind === 'staff' ? actor.id : null;
    const termId = await writeVipTerm(db, { clinicId, patientId, ...form, staffId, asOf });
    const payload = { fromOn: form.fromOn, untilOn: form.untilOn, reason: form.reason };
    const event = { clinicId, patientId, occurredAt: asOf, recordedAt: asOf, actor, subjectKind: 'vip', subjectId: termId };
    await appendEvent(db, { ...event, kind: 'vip.given', payload });
    return { ok: true, termId };
  });
}

/** Ends a VIP term that holds or has yet to begin, from today on. Refuses a term that is over, another patient's, and one that is not there. */
export async function endVip({ db, clinic, actor, asOf, patientId, termId }: Giver & { termId: number }): Promise<Outcome> {
  const clinicId = clinic.id;
  const today = tehranDay(asOf);
  return db.transaction(async () => {
    if (!(await holdVipOf(db, clinicId, patientId))) return refuse('not-found');
    const term = (await vipTermsOf(db, clinicId, patientId)).find(({ id }) => id === termId);
    if (!term) return refuse('not-found');
    if (term.endedOn !== null || term.untilOn < today) return refuse('vip-over');
    const staffId = actor.kind === 'staff' ? actor.id : null;
    await endVipTerm(db, { clinicId, id: termId, endedOn: today, staffId, asOf });
    const event = { clinicId, patientId, occurredAt: asOf, recordedAt: asOf, actor, subjectKind: 'vip', subjectId: termId };
    await appendEvent(db, { ...event, kind: 'vip.ended', payload: { untilOn: term.untilOn } });
    return { ok: true };
  });
}
