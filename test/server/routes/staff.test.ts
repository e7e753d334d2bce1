import { expect } from 'chai';
import { openTestClub, type TestClub } from '../../support/app.js';
import { buildStaff, PASSWORD } from '../../support/builders.js';

describe('the staff page', () => {
  let club: TestClub;
  before(async () => {
    club = await openTestClub();
  });
  after(() => club.close());

  const form = { displayName: 'نرگس جعفری', username: 'narges', role: 'operator', password: 'چهار واژهٔ ساده و بلند' };

  it('is closed to strangers and to every role but the manager', async () => {
    expect((await club.signedOut().get('/staff')).status).to.equal(303);
    for (const role of ['receptionist', 'physician', 'operator'] as const) {
      const visitor = await club.as(role);
      expect((await visitor.get('/staff')).status, role).to.equal(403);
      expect((await visitor.post('/staff', form, '/account')).status, role).to.equal(403);
    }
  });

  it('shows nobody of another clinic', async () => {
    const stranger = await buildStaff(club.db, club.otherClinic, { displayName: 'کس دیگر' });
    const manager = await club.as('manager');
    expect((await manager.get('/staff')).text).to.not.contain('کس دیگر');
    expect((await manager.get(`/staff/${String(stranger.id)}`)).status).to.equal(404);
    expect((await manager.post(`/staff/${String(stranger.id)}`, { displayName: 'x', role: 'manager' }, '/staff/new')).status).to.equal(404);
    for (const id of ['0', '-1', '1e3', 'abc', '99999999999999999999'])
      expect((await manager.get(`/staff/${id}`)).status, id).to.equal(404);
  });

  it('refuses a bad form beside its fields and keeps what was typed', async () => {
    const manager = await club.as('manager');
    const answer = await manager.post('/staff', { ...form, username: 'a b', password: '12345678' }, '/staff/new');
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('<title>خطا:').and.contain('نرگس جعفری').and.contain('a b');
    expect(answer.text).to.contain('href="#field-username"').and.contain('این رمز را همه حدس می‌زنند');
    const extra = await manager.post('/staff', { ...form, clinic_id: '2' }, '/staff/new');
    expect(extra.status).to.equal(422);
  });

  it('adds a person who can then sign in, and refuses the same name in any letters', async () => {
    const manager = await club.as('manager');
    expect((await manager.post('/staff', form, '/staff/new')).status).to.equal(303);
    const again = await manager.post('/staff', { ...form, username: 'NARGES' }, '/staff/new');
    expect(again.status).to.equal(422);
    expect(again.text).to.contain('کس دیگری دارد');
    const narges = club.signedOut();
    expect((await narges.post('/sign-in', { username: 'Narges', password: form.password })).status).to.equal(303);
  });

  it('ends the sessions of a person whose sign-in is closed, at the next request', async () => {
    const person = await buildStaff(club.db, club.clinic, { username: 'leaving-one' });
    const leaving = club.signedOut();
    await leaving.post('/sign-in', { username: 'leaving-one', password: PASSWORD });
    expect((await leaving.get('/account')).status).to.equal(200);
    const manager = await club.as('manager');
    const id = String(person.id);
    await manager.post(`/staff/${id}`, { displayName: person.displayName, role: 'receptionist', password: '' }, `/staff/${id}`);
    expect((await leaving.get('/account')).status).to.equal(303);
  });

  it('never leaves the clinic without a manager', async () => {
    const manager = await club.as('manager');
    const own = await club.db.records.StaffMember.findOne({ where: { clinicId: club.clinic.id, role: 'manager' } });
    const id = String(own?.id);
    const answer = await manager.post(`/staff/${id}`, { displayName: 'م', role: 'operator', active: 'yes', password: '' }, `/staff/${id}`);
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('تنها مدیر فعال');
  });

  it('changes a password only for who knows the current one, and signs out everywhere', async () => {
    await buildStaff(club.db, club.clinic, { username: 'changing-one' });
    const first = club.signedOut();
    const second = club.signedOut();
    for (const one of [first, second]) await one.post('/sign-in', { username: 'changing-one', password: PASSWORD });
    const wrong = await first.post('/account/password', { current: 'nope nope', password: 'یک جملهٔ تازه' }, '/account');
    expect(wrong.status).to.equal(422);
    const done = await first.post('/account/password', { current: PASSWORD, password: 'یک جملهٔ تازه' }, '/account');
    expect(done.status).to.equal(303);
    expect((await second.get('/account')).status).to.equal(303);
    expect((await first.post('/sign-in', { username: 'changing-one', password: 'یک جملهٔ تازه' })).status).to.equal(303);
  });

  it('speaks English when asked, and remembers it', async () => {
    const manager = await club.as('manager');
    await manager.agent.post('/language').type('form').send({ lang: 'en', back: '/staff' });
    const page = await manager.get('/staff');
    expect(page.text).to.contain('<html lang="en" dir="ltr"').and.contain('New staff member');
    await manager.agent.post('/language').type('form').send({ lang: 'fa', back: '//evil.example' }).expect('Location', '/');
  });
});
