import { expect } from 'chai';
import { recordMissed } from '../../../models/job-book.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { NOW } from '../../support/builders.js';

describe('the page of the night shift', () => {
  let club: TestClub;
  before(async () => {
    // One clinic on this computer: the manager sees what the jobs counted.
    club = await openTestClub();
    await club.db.records.TierRule.destroy({ where: { clinicId: club.otherClinic.id } });
    await club.otherClinic.destroy();
  });
  after(() => club.close());

  it('is the manager’s', async () => {
    expect((await club.signedOut().get('/jobs')).status).to.equal(303);
    for (const role of ['receptionist', 'physician', 'operator'] as const) {
      const visitor = await club.as(role);
      expect((await visitor.get('/jobs')).status).to.equal(403);
      expect((await visitor.post('/jobs/review-tiers/runs', {}, '/account')).status).to.equal(403);
    }
  });

  it('says what each job is, when it runs and why', async () => {
    const page = await (await club.as('manager')).get('/jobs');
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('بازبینی سطح‌ها').and.contain('هر شب ساعت ۲:۳۰').and.contain('فردا، ساعت ۲:۳۰');
    expect(page.text).to.contain('هنوز انجام نشده است');
  });

  it('runs a job now and shows what it counted', async () => {
    const manager = await club.as('manager');
    expect((await manager.post('/jobs/review-tiers/runs', {}, '/jobs')).status).to.equal(303);
    const page = await manager.get('/jobs');
    expect(page.text).to.contain('«بازبینی سطح‌ها» انجام شد.').and.contain('کاری نبود');
    const runs = await manager.get('/jobs/review-tiers');
    expect(runs.text).to.contain('امروز، ساعت ۱۰:۰۰');
  });

  it('shows what was missed', async () => {
    await recordMissed(club.db, 'clean-sessions', new Date(NOW.getTime() - 86_400_000), { slots: 3 }, NOW);
    const page = await (await club.as('manager')).get('/jobs');
    expect(page.text).to.contain('از دست رفت').and.contain('۳ نوبت از دست رفت');
  });

  it('hides counts where several clinics share one program', async () => {
    const { clinic } = club;
    await club.db.records.Clinic.create({ slug: 'another', name: 'another', createdAt: NOW });
    await club.db.execute(`UPDATE job_runs SET counts_json = '{"patients":41}' WHERE job = 'review-tiers'`);
    const manager = await club.as('manager');
    expect((await manager.get('/jobs')).text).not.to.contain('۴۱ بیمار');
    await club.db.records.Clinic.destroy({ where: { slug: 'another' } });
    expect((await manager.get('/jobs')).text).to.contain('۴۱ بیمار');
    expect(clinic.slug).not.to.equal('another');
  });

  it('knows no other job', async () => {
    const manager = await club.as('manager');
    expect((await manager.get('/jobs/sleep')).status).to.equal(404);
    expect((await manager.post('/jobs/sleep/runs', {}, '/jobs')).status).to.equal(404);
    expect((await manager.get('/jobs/review-tiers?before=nonsense')).status).to.equal(200);
  });
});
