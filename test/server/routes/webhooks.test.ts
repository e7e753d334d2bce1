import { expect } from 'chai';
import supertest from 'supertest';
import { consentsOf } from '../../../models/consent-book.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { NOW } from '../../support/builders.js';
import { buildMessage, eventsOf, fresh } from '../../support/messages.js';

const DOOR = '/webhooks/kavenegar/webhook-secret-of-tests';

describe('the provider’s webhooks', () => {
  let club: TestClub;
  let serial = 0;
  const inbound = (text: string, from: string) => ({ from, to: '10004346', message: text, messageid: String((serial += 1)) });
  const sent = async () => {
    const message = await buildMessage(club.db, club.clinic);
    const accepted = { state: 'accepted', providerId: String(900_000 + (serial += 1)), acceptedAt: NOW, nextPollAt: NOW } as const;
    await club.db.records.Message.update(accepted, { where: { clinicId: club.clinic.id, id: message.id } });
    return fresh(message);
  };
  before(async () => {
    club = await openTestClub();
  });
  after(() => club.close());
  const call = () => supertest(club.app);

  it('stand behind a secret; a wrong one finds no page', async () => {
    const message = await buildMessage(club.db, club.clinic);
    for (const door of ['/webhooks/kavenegar/wrong', `${DOOR}x`, '/webhooks/kavenegar/%00']) {
      const answer = await call().post(`${door}/inbound`).type('form').send(inbound('11', message.mobile));
      expect(answer.status, door).to.equal(404);
    }
    expect((await consentsOf(club.db, club.clinic.id, message.patientId ?? 0)).survey?.isGiven).to.equal(true);
  });

  it('are not there without a secret of our own', async () => {
    const closed = await openTestClub(undefined, { WEBHOOK_SECRET: '' });
    for (const door of ['/webhooks/kavenegar/undefined/inbound', '/webhooks/kavenegar/null/delivery']) {
      expect((await supertest(closed.app).post(door).send({})).status).to.equal(404);
    }
    await closed.close();
  });

  const ways: [string, (path: string, body: Record<string, string>) => supertest.Test][] = [
    ['POST form', (path, body) => call().post(path).type('form').send(body)],
    [
      'POST JSON',
      (path, body) =>
        call()
          .post(path)
          .send({ ...body, messageid: Number(body['messageid']) }),
    ],
    ['GET', (path, body) => call().get(path).query(body)],
  ];
  for (const [way, go] of ways) {
    it(`hear a reply by ${way}, once, however the number is written`, async () => {
      const message = await buildMessage(club.db, club.clinic);
      const body = inbound('لغو ۱۱', `98${message.mobile.slice(1)}`);
      for (let twice = 0; twice < 2; twice += 1) {
        const answer = await go(`${DOOR}/inbound`, body);
        expect(answer.status).to.equal(200);
        expect(answer.headers).not.to.have.property('set-cookie');
      }
      expect((await consentsOf(club.db, club.clinic.id, message.patientId ?? 0)).promotion?.isGiven).to.equal(false);
      expect(await club.db.records.InboundMessage.count({ where: { clinicId: club.clinic.id, providerId: body.messageid } })).to.equal(1);
    });

    it(`hear of a delivery by ${way}, once`, async () => {
      const message = await sent();
      for (let twice = 0; twice < 2; twice += 1) await go(`${DOOR}/delivery`, { messageid: message.providerId ?? '', status: '10' });
      expect((await fresh(message)).state).to.equal('delivered');
      expect((await eventsOf(club.db, message)).filter((kind) => kind === 'message.delivered')).to.have.length(1);
    });
  }

  it('believe a later delivery after a failed one, and nothing after that', async () => {
    const message = await sent();
    for (const status of [4, 11, 10, 11, 100, 14]) {
      await call().post(`${DOOR}/delivery`).type('form').send({ messageid: message.providerId, status });
    }
    expect((await fresh(message)).state).to.equal('delivered');
  });

  it('refuse what is no call of the provider, and shrug at an unknown message', async () => {
    for (const body of [{}, { from: '', message: 'x', messageid: '1' }, { from: 'x'.repeat(99), message: 'x', messageid: '1' }]) {
      expect((await call().post(`${DOOR}/inbound`).send(body)).status, JSON.stringify(body)).to.equal(400);
    }
    for (const body of [{}, { messageid: '1' }, { messageid: '1', status: 'many' }, { messageid: ['1', '2'], status: 1 }]) {
      expect((await call().post(`${DOOR}/delivery`).send(body)).status, JSON.stringify(body)).to.equal(400);
    }
    const broken = await call().post(`${DOOR}/inbound`).type('json').send('{"from":');
    expect(broken.status).to.equal(400);
    const long = await call()
      .post(`${DOOR}/inbound`)
      .send({ ...inbound('ا'.repeat(3_000), '09120000000'), junk: 'x'.repeat(30_000) });
    expect(long.status).to.equal(413);
    expect((await call().post(`${DOOR}/delivery`).send({ messageid: '424242', status: 10 })).status).to.equal(200);
  });
});
