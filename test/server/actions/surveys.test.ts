import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import { stateConsent } from '../../../models/consent-book.js';
import type { Db } from '../../../models/database.js';
import type { Patient } from '../../../models/patient.js';
import { pointsStanding } from '../../../models/points-book.js';
import { answerSurvey } from '../../../server/actions/answer-survey.js';
import { askAfterVisit } from '../../../server/actions/ask-after-visit.js';
import { deleteVisit } from '../../../server/actions/delete-visit.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { openTestDatabase } from '../../support/database.js';
import { buildPointRule } from '../../support/points.js';
import { buildLists, buildVisit, visitOf, type Lists } from '../../support/visits.js';

const hours = (n: number) => new Date(NOW.getTime() + n * 3_600_000);
const JOB = { kind: 'job', name: 'ask-after-visit' } as const;

describe('the after-visit survey', () => {
  let db: Db;
  let clinic: Clinic;
  let lists: Lists;
  let patient: Patient;
  before(async () => {
    db = await openTestDatabase();
  });
  beforeEach(async () => {
    clinic = await buildClinic(db);
    lists = await buildLists(db, clinic);
    patient = await buildPatient(db, clinic);
    await consent(true);
  });
  after(() => db.close());

  const consent = (isGiven: boolean) =>
    db.transaction(() =>
      stateConsent(db, {
        clinicId: clinic.id,
        patientId: patient.id,
        purpose: 'survey',
        isGiven,
        source: 'desk',
        actor: SYSTEM,
        asOf: NOW,
      }),
    );
  const visit = (time = '09:00', specialty = lists.skin) => buildVisit(db, clinic, patient.id, visitOf(specialty, { time }));
  const ask = (asOf: Date) => askAfterVisit({ db, clinic, actor: JOB, asOf, baseUrl: 'https://club.example' });
  const messages = () => db.records.Message.findAll({ where: { clinicId: clinic.id }, order: ['id'] });
  const token = async () => {
    const [message] = await messages();
    const [row] = await db.select<{ cipher: string }>('SELECT link_cipher AS cipher FROM messages WHERE id = :id', { id: message!.id });
    return db.vault.open(row!.cipher).replace('https://club.example/s/', '');
  };

  describe('asking', () => {
    it('waits two hours, asks once, and says so again and again', async () => {
      const id = await visit();
      expect(await ask(hours(0.9))).to.deep.equal({ due: 0, queued: 0 });
      expect(await ask(hours(1.1))).to.deep.equal({ due: 1, queued: 1 });
      expect(await ask(hours(1.1))).to.deep.equal({ due: 0, queued: 0 });
      expect(await ask(hours(80))).to.deep.equal({ due: 0, queued: 0 });
      const [message] = await messages();
      expect(message).to.include({
        purpose: 'survey',
        programme: 'after-visit',
        key: `after-visit:visit:${String(id)}:ask`,
        state: 'queued',
      });
      expect(message!.text).to.include('{link}');
      expect(message!.notAfterAt).to.deep.equal(new Date(hours(1.1).getTime() + 7 * 86_400_000));
    });

    it('keeps only the hash of a token of at least 128 bits', async () => {
      await visit();
      await ask(hours(2));
      const sent = await token();
      expect(Buffer.from(sent, 'base64url')).to.have.length(24);
      const invitation = await db.records.SurveyInvitation.findOne({ where: { clinicId: clinic.id } });
      expect(invitation!.tokenHash)
        .to.match(/^[0-9a-f]{64}$/)
        .and.not.include(sent);
    });

    it('asks about the latest visit of the day only', async () => {
      await visit('08:00');
      const latest = await visit('09:00', lists.dental);
      expect(await ask(hours(2))).to.deep.equal({ due: 2, queued: 1 });
      const [invitation] = await db.records.SurveyInvitation.findAll({ where: { clinicId: clinic.id } });
      expect(invitation!.visitId).to.equal(latest);
    });

    it('asks about the freshest of two days after three days of silence, and not within thirty days', async () => {
      await buildVisit(db, clinic, patient.id, visitOf(lists.skin, { day: '2026-11-21' }));
      const fresh = await visit();
      expect(await ask(hours(30))).to.deep.equal({ due: 2, queued: 1 });
      const [invitation] = await db.records.SurveyInvitation.findAll({ where: { clinicId: clinic.id } });
      expect(invitation!.visitId).to.equal(fresh);
      const later = { actor: SYSTEM, asOf: hours(24 * 20) };
      await buildVisit(db, clinic, patient.id, visitOf(lists.skin, { day: '2026-12-12' }), later);
      expect(await ask(hours(24 * 20 + 3))).to.deep.equal({ due: 1, queued: 0 });
    });

    it('asks nobody who did not allow it, took it back, has no mobile, is deleted or whose visit is', async () => {
      const id = await visit();
      await consent(false);
      expect((await ask(hours(3))).queued).to.equal(0);
      await consent(true);
      await patient.update({ mobile: null });
      expect((await ask(hours(3))).queued).to.equal(0);
      await patient.update({ mobile: '09121234567', deletedAt: NOW });
      expect((await ask(hours(3))).queued).to.equal(0);
      await patient.update({ deletedAt: null });
      await deleteVisit({ db, clinic, actor: SYSTEM, asOf: hours(2), visitId: id });
      expect(await ask(hours(3))).to.deep.equal({ due: 0, queued: 0 });
    });

    it('takes the waiting question back when the visit is deleted', async () => {
      const id = await visit();
      await ask(hours(3));
      await deleteVisit({ db, clinic, actor: SYSTEM, asOf: hours(3), visitId: id });
      expect((await messages()).map((message) => message.state)).to.deep.equal(['cancelled']);
    });

    it('asks once when two ticks meet', async () => {
      await visit();
      const answers = await Promise.all([ask(hours(3)), ask(hours(3))]);
      expect(answers[0].queued + answers[1].queued).to.equal(1);
      expect(await messages()).to.have.length(1);
    });
  });

  describe('answering', () => {
    const form = { recommendation: 9, reasons: ['physician', 'waiting'] as ('physician' | 'waiting')[], comment: 'ممنون' };

    it('stores the answer under its visit and logs it', async () => {
      const id = await visit();
      await ask(hours(3));
      expect(await answerSurvey({ db, asOf: hours(5), token: await token(), form })).to.deep.equal({ ok: true });
      const answer = await db.records.SurveyAnswer.findOne({ where: { clinicId: clinic.id } });
      expect(answer).to.include({ visitId: id, patientId: patient.id, recommendation: 9, comment: 'ممنون', answeredOn: '2026-11-22' });
      expect(answer!.reasonsJson).to.deep.equal(['physician', 'waiting']);
      const event = await db.records.ClubEvent.findOne({ where: { clinicId: clinic.id, kind: 'survey.answered' } });
      expect(event).to.include({ patientId: patient.id, actorKind: 'patient' });
    });

    it('earns the same points whatever the answer says, and once', async () => {
      await buildPointRule(db, clinic, { perTenThousandToman: 0, welcome: 0, answer: 5 });
      const balances: number[] = [];
      for (const [recommendation, time, later] of [
        [10, '07:00', 3],
        [0, '07:30', 80],
      ] as const) {
        patient = await buildPatient(db, clinic);
        await consent(true);
        await visit(time);
        await ask(hours(3));
        const [invited] = await db.select<{ cipher: string }>('SELECT link_cipher AS cipher FROM messages WHERE patient_id = :id', {
          id: patient.id,
        });
        const sent = db.vault.open(invited!.cipher).replace('https://club.example/s/', '');
        for (const asOf of [hours(later), hours(later + 1)])
          await answerSurvey({ db, asOf, token: sent, form: { ...form, recommendation, comment: null } });
        balances.push((await pointsStanding(db, { clinicId: clinic.id, patientId: patient.id, day: '2026-11-30' })).balance);
      }
      expect(balances).to.deep.equal([5, 5]);
    });

    it('keeps one of fifty answers at once', async () => {
      await visit();
      await ask(hours(3));
      const sent = await token();
      const answers = await Promise.all(Array.from({ length: 50 }, () => answerSurvey({ db, asOf: hours(5), token: sent, form })));
      expect(answers.filter((answer) => answer.ok)).to.have.length(1);
      expect(await db.records.SurveyAnswer.count({ where: { clinicId: clinic.id } })).to.equal(1);
      expect(await db.records.ClubEvent.count({ where: { clinicId: clinic.id, kind: 'survey.answered' } })).to.equal(1);
    });

    it('refuses a used, an expired and an unknown link with the same word', async () => {
      await visit();
      await ask(hours(3));
      const sent = await token();
      const closed = { ok: false, reason: 'closed' };
      expect(await answerSurvey({ db, asOf: hours(3 + 7 * 24), token: sent, form })).to.deep.equal(closed);
      await answerSurvey({ db, asOf: hours(4), token: sent, form });
      expect(await answerSurvey({ db, asOf: hours(5), token: sent, form })).to.deep.equal(closed);
      expect(await answerSurvey({ db, asOf: hours(5), token: 'nobody', form })).to.deep.equal(closed);
    });
  });
});
