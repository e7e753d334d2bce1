import { expect } from 'chai';
import { offerSetUp } from '../../../server/actions/set-up-club.js';
import { openTestClub, type TestClub } from '../../support/app.js';

describe('the first run', () => {
  let club: TestClub;
  const form = {
    clinicName: 'درمانگاه نو',
    phone: '',
    displayName: 'دکتر نو',
    username: 'first-manager',
    password: 'یک جملهٔ بلند برای ورود',
  };
  before(async () => {
    club = await openTestClub();
  });
  after(() => club.close());

  const emptyStaff = async (): Promise<void> => {
    await club.db.execute('DELETE FROM staff_members');
  };

  it('offers no link while anybody can sign in', async () => {
    expect(await offerSetUp({ db: club.db, asOf: club.clock() })).to.equal(null);
  });

  it('opens the clinic and its manager once, by the link alone', async () => {
    await club.db.execute('DELETE FROM club_events');
    await emptyStaff();
    const token = await offerSetUp({ db: club.db, asOf: club.clock() });
    const visitor = club.signedOut();
    expect((await visitor.get('/setup/wrong-token')).status).to.equal(404);
    const bad = await visitor.post(`/setup/${String(token)}`, { ...form, password: 'short' });
    expect(bad.status).to.equal(422);
    expect(bad.text).to.contain('درمانگاه نو');
    const done = await visitor.post(`/setup/${String(token)}`, form);
    expect(done.status).to.equal(303);
    expect((await visitor.get(`/setup/${String(token)}`)).status).to.equal(404);
    expect((await visitor.post('/sign-in', { username: 'first-manager', password: form.password })).status).to.equal(303);
    const rules = await club.db.select('SELECT id FROM tier_rules WHERE clinic_id = (SELECT id FROM clinics WHERE slug = :slug)', {
      slug: 'clinic',
    });
    expect(rules).to.have.length(1);
  });

  it('closes the link after a day', async () => {
    await club.db.execute('DELETE FROM club_events');
    await emptyStaff();
    const token = await offerSetUp({ db: club.db, asOf: new Date(club.clock().getTime() - 25 * 3_600_000) });
    expect((await club.signedOut().get(`/setup/${String(token)}`)).status).to.equal(404);
  });
});
