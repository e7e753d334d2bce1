import { issueMemberLink } from '../../models/member-link.js';
import type { TestClub, Visitor } from './app.js';
import { tokenIn } from './app.js';
import { NOW, SYSTEM } from './builders.js';

/** A patient's phone on which their own page was opened by a link. */
export async function ownPhone(club: TestClub, patientId: number, clinic = club.clinic): Promise<Visitor> {
  const token = await issueMemberLink(club.db, { clinicId: clinic.id, patientId, asOf: club.clock(), actor: SYSTEM });
  const phone = club.signedOut();
  await phone.get(`/m/l/${token}`);
  return { ...phone, post: (path, form = {}, from = '/m/me') => phone.post(path, form, from) };
}

/** The code in the newest message with a code; null when none was written. */
export async function newestCode(club: TestClub): Promise<string | null> {
  const [row] = await club.db.select<{ cipher: string }>(
    `SELECT link_cipher AS cipher FROM messages WHERE clinic_id = :id AND programme = 'member-code' ORDER BY id DESC LIMIT 1`,
    { id: club.clinic.id },
  );
  return row ? club.db.vault.open(row.cipher) : null;
}

/** A phone on which a code was asked for this mobile, with the token of its form. */
export async function askingPhone(
  club: TestClub,
  mobile: string,
): Promise<{ phone: Visitor; type: (code: string) => ReturnType<Visitor['post']> }> {
  const phone = club.signedOut();
  await phone.agent.post(`/m/${club.clinic.slug}/codes`).type('form').send({ mobile });
  const page = await phone.get(`/m/${club.clinic.slug}/code`);
  const _csrf = tokenIn(page.text);
  return {
    phone,
    type: async (code) => phone.agent.post(`/m/${club.clinic.slug}/code`).type('form').send({ _csrf, code }),
  };
}

/** From today on the clinic keeps this kind of club, on or off. */
export async function addClinicLoyalty({ db, clinic }: TestClub, kind: 'single' | 'tiered' | 'vip', isOn: boolean): Promise<void> {
  await db.execute(
    `INSERT INTO loyalty_versions (clinic_id, effective_on, kind, is_on, created_at) VALUES (:id, '2026-11-01', :kind, :isOn, :now)`,
    { id: clinic.id, kind, isOn, now: NOW },
  );
}

/** The kinds of events that somebody of this kind caused about a patient, in their order. */
export async function eventKinds({ db, clinic }: TestClub, patientId: number, actorKind: string): Promise<string[]> {
  const rows = await db.select<{ kind: string }>(
    'SELECT kind FROM club_events WHERE clinic_id = :id AND patient_id = :patientId AND actor_kind = :actorKind ORDER BY id',
    { id: clinic.id, patientId, actorKind },
  );
  return rows.map(({ kind }) => kind);
}
