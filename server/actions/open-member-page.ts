import type { Clinic } from '../../models/clinic.js';
import { appendEvent } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { newMemberCode, useMemberCode } from '../../models/member-code.js';
import { memberLinkOwner } from '../../models/member-link.js';
import { beginMemberSession, endMemberSession, type MemberSession } from '../../models/member-session.js';
import { queueMessage } from '../../models/outbox.js';
import { refuse, type Outcome } from '../errors.js';
import { localeOf } from '../locale.js';

interface AtDoor {
  db: Db;
  asOf: Date;
}

/** What the visitor's cookie has to hold from now on. */
type Let = Outcome<{ cookie: string; clinicId: number; patientId: number | null }>;

/** Opens the page of whoever holds a personal link. Refuses unknown, used-up and revoked links with the same reason. */
export async function openByLink({ db, asOf, token }: AtDoor & { token: string }): Promise<Let> {
  const owner = await memberLinkOwner(db, token, asOf);
  return owner ? { ok: true, cookie: await openPage(db, owner, 'link', asOf), ...owner } : refuse('link-closed');
}

/**
 * Sends a one-time code to a mobile and answers the cookie that waits for it. Whether anybody has this mobile is not told: a code is made for
 * a stranger too, and only not sent.
 */
export function askForCode({
  db,
  clinic,
  mobile,
  asOf,
}: AtDoor & { clinic: Pick<Clinic, 'id' | 'name'>; mobile: string }): Promise<string> {
  const clinicId = clinic.id;
  return db.transaction(async () => {
    const { code, key, expiresAt } = await newMemberCode(db, { clinicId, mobile, asOf });
    if ((await patientsOf(db, clinicId, mobile)).length > 0)
      await queueMessage(db, {
        clinicId,
        // Several people may share the mobile, and whoever asks for a code has allowed this one message by asking.
        patientId: null,
        key,
        purpose: 'service',
        programme: 'member-code',
        mobile,
        text: localeOf('fa').t('me:code.message', { clinic: clinic.name }),
        link: code,
        notBeforeAt: asOf,
        notAfterAt: expiresAt,
        asOf,
        actor: { kind: 'system' },
      });
    return beginMemberSession(db, { clinicId, stage: 'asked', mobile, asOf });
  });
}

/** Checks a one-time code: opens the page of the one person behind the mobile, or lets a family choose. Every refusal has the same reason. */
export async function enterCode({ db, session, code, asOf }: AtDoor & { session: MemberSession; code: string }): Promise<Let> {
  const { clinicId, mobile } = session;
  if (mobile === null || !(await useMemberCode(db, { clinicId, mobile, asOf, code }))) return refuse('code-wrong', 'code');
  return db.transaction(async (): Promise<Let> => {
    const people = await patientsOf(db, clinicId, mobile);
    const [only] = people;
    if (!only) return refuse('code-wrong', 'code');
    await endMemberSession(db, session);
    const cookie =
      people.length === 1
        ? await openPage(db, { clinicId, patientId: only.id }, 'code', asOf)
        : await beginMemberSession(db, { clinicId, stage: 'choosing', mobile, asOf });
    return { ok: true, cookie, clinicId, patientId: people.length === 1 ? only.id : null };
  });
}

/** Opens the page of the person that somebody behind a family mobile chose; refuses anybody who is not behind it. */
export function choosePerson({ db, session, patientId, asOf }: AtDoor & { session: MemberSession; patientId: number }): Promise<Let> {
  const { clinicId, mobile } = session;
  return db.transaction(async (): Promise<Let> => {
    const people = mobile === null ? [] : await patientsOf(db, clinicId, mobile);
    if (!people.some(({ id }) => id === patientId)) return refuse('person-unknown', 'person');
    await endMemberSession(db, session);
    return { ok: true, cookie: await openPage(db, { clinicId, patientId }, 'code', asOf), clinicId, patientId };
  });
}

async function openPage(
  db: Db,
  { clinicId, patientId }: { clinicId: number; patientId: number },
  by: 'link' | 'code',
  asOf: Date,
): Promise<string> {
  return db.transaction(async () => {
    const cookie = await beginMemberSession(db, { clinicId, stage: 'open', patientId, asOf });
    const actor = { kind: 'patient', patientId } as const;
    await appendEvent(db, { clinicId, patientId, kind: 'member-page.opened', occurredAt: asOf, recordedAt: asOf, actor, payload: { by } });
    return cookie;
  });
}

function patientsOf(db: Db, clinicId: number, mobile: string): Promise<{ id: number }[]> {
  return db.select<{ id: number }>(
    'SELECT id FROM patients WHERE clinic_id = :clinicId AND mobile = :mobile AND deleted_at IS NULL ORDER BY id',
    {
      clinicId,
      mobile,
    },
  );
}
