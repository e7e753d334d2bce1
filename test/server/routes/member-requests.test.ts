import { expect } from 'chai';
import { makeMemberRequest } from '../../../models/member-requests.js';
import { openTestClub, type TestClub, type Visitor } from '../../support/app.js';
import { buildPatient, NOW } from '../../support/builders.js';
import { allowPurposes } from '../../support/messages.js';
import { eventKinds, ownPhone } from '../../support/own-page.js';

describe('the desk’s side of patients’ pages', function () {
  this.timeout(60_000);
  let club: TestClub;
  let desk: Visitor;
  let patientId: number;
  before(async () => {
    club = await openTestClub();
    desk = await club.as('receptionist');
  });
  beforeEach(async () => {
    patientId = (await buildPatient(club.db, club.clinic)).id;
  });
  after(() => club.close());

  const ask = (text: string, clinic = club.clinic, id = patientId) =>
    makeMemberRequest(club.db, {
      clinicId: clinic.id,
      patientId: id,
      kind: 'correction',
      text,
      asOf: NOW,
      actor: { kind: 'patient', patientId: id },
    });
  const settle = (id: number, form: object) => desk.post(`/requests/${String(id)}/settlement`, { ...form }, '/requests');
  const file = () => `/patients/${String(patientId)}`;

  it('shows requests to the desk and the operator, and to no physician', async () => {
    await ask('نام من درست نیست');
    expect((await (await club.as('operator')).get('/requests')).text).to.include('نام من درست نیست');
    expect((await (await club.as('physician')).get('/requests')).status).to.equal(403);
  });

  it('closes a request once, says so to a second desk, and opens it again', async () => {
    const { id } = await ask('یک بار');
    const manager = await club.as('manager');
    const decline = manager.post(`/requests/${String(id)}/settlement`, { state: 'declined', answer: 'نه' }, '/requests');
    const answers = await Promise.all([settle(id, { state: 'done', answer: '' }), decline]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 422]);
    expect(answers.find(({ status }) => status === 422)?.text).to.include('همکاری دیگر');
    expect((await settle(id, { state: 'open' })).status).to.equal(303);
    expect((await desk.get('/requests')).text).to.include('یک بار');
    expect(await eventKinds(club, patientId, 'staff')).to.deep.equal(['member-request.settled', 'member-request.settled']);
  });

  it('knows no request of another clinic, and no other decision', async () => {
    const other = await buildPatient(club.db, club.otherClinic);
    const { id } = await ask('از جای دیگر', club.otherClinic, other.id);
    expect((await desk.get('/requests')).text).not.to.include('از جای دیگر');
    expect((await settle(id, { state: 'done' })).status).to.equal(422);
    expect((await settle(id, { state: 'lost' })).status).to.equal(422);
    const [row] = await club.db.select<{ state: string }>('SELECT state FROM member_requests WHERE clinic_id = :clinic AND id = :id', {
      clinic: club.otherClinic.id,
      id,
    });
    expect(row?.state).to.equal('open');
  });

  it('sends a link three times a day at most, and only with consent and a mobile', async () => {
    const note = async () => (await desk.get(file())).text;
    await desk.post(`${file()}/member-links`, {}, file());
    expect(await note()).to.include('نپذیرفته است');
    await allowPurposes(club.db, club.clinic, patientId, ['service']);
    for (let i = 0; i < 3; i += 1) await desk.post(`${file()}/member-links`, {}, file());
    expect(await note()).to.include('۳ پیوند باز');
    await desk.post(`${file()}/member-links`, {}, file());
    expect(await note()).to.include('امروز سه بار');
    const bare = await buildPatient(club.db, club.clinic, { mobile: null });
    await desk.post(`/patients/${String(bare.id)}/member-links`, {}, `/patients/${String(bare.id)}`);
    expect((await desk.get(`/patients/${String(bare.id)}`)).text).to.include('موبایلی ثبت نشده است');
  });

  it('takes every link back and closes the pages that are open', async () => {
    const phone = await ownPhone(club, patientId);
    await desk.post(`${file()}/member-links/revocation`, {}, file());
    expect((await phone.get('/m/me')).status).to.equal(303);
    expect((await desk.get(file())).text).to.include('پیوند بازی ندارد');
  });

  it('does none of this for a patient of another clinic', async () => {
    const other = await buildPatient(club.db, club.otherClinic);
    for (const step of ['member-links', 'member-links/revocation', 'return'])
      expect((await desk.post(`/patients/${String(other.id)}/${step}`, {}, file())).status, step).to.equal(404);
    expect((await desk.get(`/patients/${String(other.id)}/card`)).status).to.equal(404);
  });

  it('prints the card on A4 or in the size of a bank card', async () => {
    expect((await desk.get(`${file()}/card`)).text)
      .to.match(/class="cardsheet a4"/)
      .and.match(/<svg class="qr"/);
    expect((await desk.get(`${file()}/card?paper=card`)).text).to.match(/class="cardsheet id1"/);
  });
});
