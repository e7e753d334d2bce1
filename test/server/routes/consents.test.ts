import { expect } from 'chai';
import { openTestClub, type TestClub } from '../../support/app.js';
import { buildPatient } from '../../support/builders.js';

describe('consents on the member page', () => {
  let club: TestClub;
  before(async () => {
    club = await openTestClub();
  });
  after(() => club.close());

  it('are closed to strangers and physicians', async () => {
    const patient = await buildPatient(club.db, club.clinic);
    const path = `/patients/${patient.id}/consents/promotion`;
    expect((await club.signedOut().agent.post(path)).status).to.equal(303);
    const physician = await club.as('physician');
    expect((await physician.post(path, { source: 'desk' }, '/account')).status).to.equal(403);
    expect((await physician.post(`${path}/withdrawal`, { source: 'desk' }, '/account')).status).to.equal(403);
  });

  it('refuse unknown purposes and sources', async () => {
    const patient = await buildPatient(club.db, club.clinic);
    const desk = await club.as('receptionist');
    expect((await desk.post(`/patients/${patient.id}/consents/everything`, { source: 'desk' }, `/patients/${patient.id}`)).status).to.equal(
      404,
    );
    expect((await desk.post(`/patients/${patient.id}/consents/survey`, { source: 'sms' }, `/patients/${patient.id}`)).status).to.equal(400);
  });

  it('are dated rows with their source; saying the same again adds none', async () => {
    const patient = await buildPatient(club.db, club.clinic);
    const operator = await club.as('operator');
    const page = `/patients/${patient.id}`;
    for (const [path, source] of [
      ['promotion', 'phone'],
      ['promotion', 'desk'],
      ['promotion/withdrawal', 'paper'],
    ] as const) {
      expect((await operator.post(`${page}/consents/${path}`, { source }, page)).status, path).to.equal(303);
    }
    const rows = await club.db.records.Consent.findAll({
      where: { clinicId: club.clinic.id, patientId: patient.id },
      order: [['id', 'ASC']],
    });
    expect(rows.map((row) => [row.isGiven, row.source])).to.deep.equal([
      [true, 'phone'],
      [false, 'paper'],
    ]);
    const text = (await operator.get(page)).text;
    expect(text).to.contain('نمی‌خواهد؛ یکشنبه ۱ آذر ۱۴۰۵، فرم کاغذی').and.contain('هنوز پرسیده نشده');
    const events = await club.db.records.ClubEvent.findAll({ where: { clinicId: club.clinic.id, patientId: patient.id } });
    expect(events.map((event) => event.kind)).to.deep.equal(['consent.given', 'consent.withdrawn']);
  });
});
