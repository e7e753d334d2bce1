import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import { consentsOf } from '../../../models/consent-book.js';
import type { Db } from '../../../models/database.js';
import type { Patient } from '../../../models/patient.js';
import { fetchReplies } from '../../../server/actions/fetch-replies.js';
import { receiveFromLine, receiveMessage } from '../../../server/actions/receive-message.js';
import { sendMessages } from '../../../server/actions/send-messages.js';
import { kavenegarGateway } from '../../../server/sms/kavenegar.js';
import { simulatorGateway } from '../../../server/sms/simulator.js';
import { NOW, SYSTEM, buildClinic, buildPatient } from '../../support/builders.js';
import { openTestDatabase } from '../../support/database.js';
import { KavenegarStub } from '../../support/kavenegar-stub.js';
import { allowPurposes, buildMessage } from '../../support/messages.js';

describe('receiving a message', () => {
  let db: Db;
  let clinic: Clinic;
  let mother: Patient;
  let child: Patient;
  let serial = 0;
  let mobile: string;
  const hear = (text: string, providerId = `p${String((serial += 1))}`) =>
    receiveMessage({ db, clinicId: clinic.id, providerId, from: mobile, text, asOf: NOW });
  const allowed = async (patient: Patient): Promise<string[]> =>
    Object.entries(await consentsOf(db, patient.clinicId, patient.id)).flatMap(([purpose, said]) => (said?.isGiven ? [purpose] : []));

  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());
  beforeEach(async () => {
    clinic = await buildClinic(db);
    mother = await buildPatient(db, clinic);
    mobile = mother.mobile ?? '';
    child = await buildPatient(db, clinic, { firstName: 'آوا', mobile });
    for (const patient of [mother, child]) await allowPurposes(db, clinic, patient.id);
  });

  for (const text of ['11', '۱۱', 'لغو', 'لغو ۱۱', ' ۱ ۱ ']) {
    it(`stops promotion and surveys for the whole family at «${text}», and care goes on`, async () => {
      expect(await hear(text)).to.deep.equal({ isNew: true, handledAs: 'stop' });
      expect(await allowed(mother)).to.deep.equal(['service']);
      expect(await allowed(child)).to.deep.equal(['service']);
      const row = await db.records.Consent.findOne({ where: { clinicId: clinic.id, patientId: child.id, isGiven: false } });
      expect(row).to.include({ source: 'sms' });
      expect(row?.evidence).to.include(text);
    });
  }

  it('allows them again at ۱۲', async () => {
    await hear('11');
    expect(await hear('۱۲')).to.include({ handledAs: 'rejoin' });
    expect(await allowed(mother)).to.have.members(['service', 'promotion', 'survey']);
  });

  it('stops what waits in the outbox, at the moment of sending', async () => {
    await buildMessage(db, clinic, { patientId: mother.id, mobile, purpose: 'promotion' });
    await buildMessage(db, clinic, { patientId: mother.id, mobile });
    await hear('لغو11');
    const counts = await sendMessages({ db, clinic, gateway: simulatorGateway(db), actor: SYSTEM, asOf: NOW });
    expect(counts).to.include({ accepted: 1, cancelled: 1 });
  });

  it('takes the same reply once', async () => {
    await hear('11', 'same');
    await hear('12');
    expect(await hear('11', 'same')).to.include({ isNew: false });
    expect(await allowed(mother)).to.have.members(['service', 'promotion', 'survey']);
    expect(await db.records.InboundMessage.count({ where: { clinicId: clinic.id } })).to.equal(2);
  });

  it('says the same twice without a second row of consent', async () => {
    await hear('11');
    await hear('11');
    expect(await db.records.Consent.count({ where: { clinicId: clinic.id, patientId: mother.id, isGiven: false } })).to.equal(2);
  });

  it('keeps anything else for a person, under the patient who was written to last', async () => {
    await buildMessage(db, clinic, { patientId: child.id, mobile });
    await sendMessages({ db, clinic, gateway: simulatorGateway(db), actor: SYSTEM, asOf: NOW });
    expect(await hear('ساعت ۵ می‌آیم')).to.deep.equal({ isNew: true, handledAs: 'reply' });
    const kept = await db.records.InboundMessage.findOne({ where: { clinicId: clinic.id } });
    expect(kept).to.include({ text: 'ساعت ۵ می‌آیم', patientId: child.id, fromMobile: mobile });
    const event = await db.records.ClubEvent.findOne({ where: { clinicId: clinic.id, kind: 'message.received' } });
    expect(event).to.include({ patientId: child.id, subjectId: kept?.id });
    expect(JSON.stringify(event?.payloadJson)).not.to.include('می‌آیم');
  });

  it('keeps what an unknown phone says, shortened to what fits', async () => {
    const from = '09350000000';
    await receiveMessage({ db, clinicId: clinic.id, providerId: 'long', from, text: 'ا'.repeat(2_000), asOf: NOW });
    const kept = await db.records.InboundMessage.findOne({ where: { clinicId: clinic.id } });
    expect(kept).to.include({ patientId: null });
    expect(kept?.text).to.have.length(900);
  });

  describe('from a line that serves several clinics', () => {
    const line = (text: string, from = `+98${mobile.slice(1)}`) =>
      receiveFromLine({ db, providerId: `line-${String((serial += 1))}`, from, text, asOf: NOW });

    it('stops in every clinic that knows the phone, and tells only the last writer anything else', async () => {
      const other = await buildClinic(db);
      const sister = await buildPatient(db, other, { mobile });
      await allowPurposes(db, other, sister.id);
      await buildMessage(db, other, { patientId: sister.id, mobile });
      await sendMessages({ db, clinic: other, gateway: simulatorGateway(db), actor: SYSTEM, asOf: NOW });
      expect(await line('سلام')).to.equal(1);
      expect(await db.records.InboundMessage.count({ where: { clinicId: clinic.id } })).to.equal(0);
      expect(await db.records.InboundMessage.count({ where: { clinicId: other.id } })).to.equal(1);
      expect(await line('۱۱')).to.equal(2);
      expect(await allowed(mother)).to.deep.equal(['service']);
      expect(await allowed(sister)).to.deep.equal(['service']);
    });

    it('drops what nobody can be the addressee of', async () => {
      expect(await line('سلام', '10008663')).to.equal(0);
    });

    it('fetches what waits at the provider', async () => {
      const stub = await KavenegarStub.open();
      stub.unread.push({ messageid: 77, message: '۱۱', sender: `98${mobile.slice(1)}` });
      const gateway = kavenegarGateway({ apiKey: stub.apiKey, sender: '10004346', baseUrl: stub.baseUrl });
      expect(await fetchReplies({ db, gateway, asOf: NOW })).to.deep.equal({ fetched: 1, halted: null });
      expect(await fetchReplies({ db, gateway, asOf: NOW })).to.deep.equal({ fetched: 0, halted: null });
      expect(await allowed(mother)).to.deep.equal(['service']);
      stub.script.push(403);
      expect(await fetchReplies({ db, gateway, asOf: NOW })).to.deep.equal({ fetched: 0, halted: 'key-refused' });
      await stub.close();
    });
  });
});
