import { randomUUID } from 'node:crypto';
import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import { consentsOf } from '../../models/consent-book.js';
import type { Db } from '../../models/database.js';
import { issueMemberLink, memberLinks, revokeMemberLinks } from '../../models/member-link.js';
import { queueMessage } from '../../models/outbox.js';
import { mayContact } from '../../models/rules/consent.js';
import { LINKS_A_DAY, linkExpiresAt } from '../../models/rules/member-access.js';
import { refuse, type Outcome } from '../errors.js';
import { localeOf } from '../locale.js';

export interface AboutMemberLink {
  db: Db;
  clinic: Pick<Clinic, 'id' | 'name'>;
  actor: Actor;
  asOf: Date;
  patientId: number;
}

/**
 * Gives a patient a personal link and queues the message of care that carries it. Refuses without a mobile, without consent for messages of
 * care, and after three links in a day.
 */
export function sendMemberLink({ db, clinic, actor, asOf, patientId, baseUrl }: AboutMemberLink & { baseUrl: string }): Promise<Outcome> {
  const clinicId = clinic.id;
  return db.transaction(async (): Promise<Outcome> => {
    const patient = await db.records.Patient.findOne({ where: { clinicId, id: patientId, deletedAt: null }, lock: true });
    if (!patient) return refuse('not-found');
    if (!patient.mobile) return refuse('no-mobile');
    const consent = (await consentsOf(db, clinicId, patientId)).service;
    const answer = mayContact({ consent: consent?.isGiven ?? null, isDeleted: false });
    if (!answer.ok) return refuse(answer.reason);
    const { issuedToday } = await memberLinks(db, { clinicId, patientId, asOf });
    if (issuedToday >= LINKS_A_DAY) return refuse('too-many-links');
    const token = await issueMemberLink(db, { clinicId, patientId, asOf, actor });
    await queueMessage(db, {
      clinicId,
      patientId,
      key: `member-link:${randomUUID()}`,
      purpose: 'service',
      programme: 'member-link',
      mobile: patient.mobile,
      text: localeOf('fa').t('me:link.message', { name: `${patient.firstName} ${patient.lastName}`, clinic: clinic.name }),
      link: `${baseUrl}/m/l/${token}`,
      notBeforeAt: asOf,
      notAfterAt: linkExpiresAt(asOf),
      asOf,
      actor,
    });
    return { ok: true };
  });
}

/** Takes back every link of a patient and closes the pages that are open. Refuses for a patient who is not there. */
export async function takeBackMemberLinks({ db, clinic, actor, asOf, patientId }: AboutMemberLink): Promise<Outcome<{ links: number }>> {
  const patient = await db.records.Patient.findOne({ where: { clinicId: clinic.id, id: patientId }, attributes: ['id'] });
  if (!patient) return refuse('not-found');
  return { ok: true, links: await revokeMemberLinks(db, { clinicId: clinic.id, patientId, asOf, actor }) };
}
