import { expect } from 'chai';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { cancelMessages, newLocalId, queueMessage } from '../../models/outbox.js';
import { NOW, SYSTEM, buildClinic } from '../support/builders.js';
import { openTestDatabase } from '../support/database.js';
import { buildMessage, eventsOf, fresh, statesOf } from '../support/messages.js';

describe('the outbox', () => {
  let db: Db;
  let clinic: Clinic;
  before(async () => {
    db = await openTestDatabase();
  });
  beforeEach(async () => {
    clinic = await buildClinic(db);
  });
  after(() => db.close());

  it('takes a message once per key, however often and at once it is asked', async () => {
    const first = await buildMessage(db, clinic, { key: 'upcoming:appointment:812:24h' });
    const again = {
      clinicId: clinic.id,
      patientId: first.patientId ?? null,
      key: first.key,
      purpose: 'service',
      programme: 'upcoming',
    } as const;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        queueMessage(db, { ...again, mobile: '09121111111', text: 'x', notBeforeAt: NOW, asOf: NOW, actor: SYSTEM }),
      ),
    );
    expect(answers).to.deep.equal(Array.from({ length: 8 }, () => ({ queued: false })));
    expect(await statesOf(db, clinic)).to.deep.equal({ queued: 1 });
    expect(await eventsOf(db, first)).to.deep.equal(['message.queued']);
  });

  it('takes the same key in another clinic', async () => {
    const other = await buildClinic(db);
    await buildMessage(db, clinic, { key: 'one' });
    await buildMessage(db, other, { key: 'one' });
    expect(await statesOf(db, other)).to.deep.equal({ queued: 1 });
  });

  it('forgets the message when the transaction around it fails', async () => {
    await db
      .transaction(async () => {
        await buildMessage(db, clinic);
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(await statesOf(db, clinic)).to.deep.equal({});
  });

  it('keeps a personal link unreadable and counts its letters', async () => {
    const link = `https://club.example/s/${'k'.repeat(22)}`;
    const message = await buildMessage(db, clinic, { text: `نظر شما چیست؟ {link} ${'ا'.repeat(20)}`, link });
    expect(JSON.stringify(message)).not.to.include('kkk');
    expect(db.vault.open(message.linkCipher ?? '')).to.equal(link);
    expect(message.parts).to.equal(2);
  });

  it('ends promotion and surveys with the way to stop them, and counts it', async () => {
    const message = await buildMessage(db, clinic, { purpose: 'promotion', text: 'ا'.repeat(66) });
    expect(message.text).to.match(/\nلغو۱۱$/);
    expect(message.parts).to.equal(2);
  });

  it('lets promotion wait for the morning from the start', async () => {
    const night = new Date('2026-11-22T20:00:00Z');
    const message = await buildMessage(db, clinic, { purpose: 'promotion', notBeforeAt: night, asOf: night });
    expect(message.nextTryAt.toISOString()).to.equal('2026-11-23T05:30:00.000Z');
  });

  it('refuses a text that no provider takes', async () => {
    let refused: unknown;
    await buildMessage(db, clinic, { text: 'ا'.repeat(901) }).catch((error: unknown) => (refused = error));
    expect(refused).to.be.instanceOf(RangeError);
  });

  it('takes back what still waits and frees its key', async () => {
    const message = await buildMessage(db, clinic, { key: 'upcoming:appointment:7:24h:a' });
    const other = await buildMessage(db, clinic, { key: 'upcoming:appointment:70:24h:a', patientId: message.patientId ?? null });
    const unwanted = {
      clinicId: clinic.id,
      patientId: message.patientId ?? 0,
      keyPrefix: 'upcoming:appointment:7:',
      asOf: NOW,
      actor: SYSTEM,
    };
    expect(await cancelMessages(db, { ...unwanted, reason: 'appointment-cancelled' })).to.equal(1);
    expect(await cancelMessages(db, { ...unwanted, reason: 'appointment-cancelled' })).to.equal(0);
    expect(await fresh(message)).to.include({ state: 'cancelled', reason: 'appointment-cancelled' });
    expect(await eventsOf(db, message)).to.deep.equal(['message.queued', 'message.cancelled']);
    expect(await eventsOf(db, other)).to.deep.equal(['message.queued']);
    await buildMessage(db, clinic, { key: 'upcoming:appointment:7:24h:a' });
    expect(await statesOf(db, clinic)).to.deep.equal({ cancelled: 1, queued: 2 });
  });

  it('makes local ids that are positive, below 2^53 and never row ids', () => {
    const ids = Array.from({ length: 2_000 }, newLocalId);
    expect(ids.every((id) => Number.isSafeInteger(id) && id > 0)).to.equal(true);
    expect(new Set(ids).size).to.equal(2_000);
    expect(Math.max(...ids)).to.be.greaterThan(2 ** 45);
  });
});
