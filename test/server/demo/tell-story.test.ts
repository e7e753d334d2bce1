import { expect } from 'chai';
import type { Db } from '../../../models/database.js';
import { tehranDay } from '../../../models/persian/tehran-time.js';
import { reviewTiers } from '../../../server/actions/review-tiers.js';
import { clinicStory } from '../../../server/demo/clinic-story.js';
import { demoPassword } from '../../../server/demo/sign-ins.js';
import { tellStory, type StorySize } from '../../../server/demo/tell-story.js';
import { topUpAppointments } from '../../../server/demo/top-up.js';
import { passwordFits } from '../../../server/passwords.js';
import { icd10Codes } from '../../../server/reference/icd10.js';
import { simulatorGateway } from '../../../server/sms/simulator.js';
import { NOW } from '../../support/builders.js';
import { openTestDatabase } from '../../support/database.js';

const SMALL: StorySize = { people: 60, visits: 420, years: 1, closeDays: 14 };
const SECRET = 'a secret of the demo test, long enough';

async function tell(now: Date): Promise<Db> {
  const db = await openTestDatabase();
  await tellStory({ db, gateway: simulatorGateway(db), secret: SECRET, baseUrl: 'http://127.0.0.1:3000', now, size: SMALL });
  return db;
}

const count = async (db: Db, sql: string): Promise<number> => Number((await db.select<{ n: number }>(sql))[0]?.n);

describe('the story of the demo clinic', function () {
  this.timeout(120_000);
  let db: Db;
  before(async () => {
    db = await tell(NOW);
  });
  after(() => db.close());

  it('tells of patients, visits, appointments, messages and answers', async () => {
    expect(await count(db, 'SELECT COUNT(*) AS n FROM patients')).to.be.within(45, 63);
    expect(await count(db, 'SELECT COUNT(*) AS n FROM visits')).to.be.within(300, 450);
    expect(await count(db, 'SELECT COUNT(DISTINCT specialty_id) AS n FROM visits')).to.equal(3);
    expect(await count(db, 'SELECT COUNT(*) AS n FROM appointments')).to.be.above(5);
    expect(await count(db, "SELECT COUNT(*) AS n FROM messages WHERE state IN ('accepted', 'delivered')")).to.be.above(5);
    expect(await count(db, 'SELECT COUNT(*) AS n FROM survey_answers')).to.be.above(0);
  });

  it('tells who brought whom, and of files opened twice, of which one pair was merged', async () => {
    expect(await count(db, 'SELECT COUNT(*) AS n FROM referrals')).to.be.above(2);
    expect(await count(db, 'SELECT COUNT(*) AS n FROM referrals WHERE succeeded_on IS NOT NULL')).to.be.above(1);
    expect(await count(db, 'SELECT COUNT(*) AS n FROM merges')).to.equal(1);
    expect(await count(db, 'SELECT COUNT(*) AS n FROM different_people')).to.equal(1);
  });

  it('runs up to this hour and no further', async () => {
    const [last] = await db.select<{ visitedAt: Date }>('SELECT visited_at AS "visitedAt" FROM visits ORDER BY visited_at DESC LIMIT 1');
    expect(last!.visitedAt.getTime()).to.be.within(NOW.getTime() - 3 * 86_400_000, NOW.getTime());
    expect(await count(db, `SELECT COUNT(*) AS n FROM appointments WHERE starts_on > '${tehranDay(NOW)}'`)).to.be.above(0);
  });

  it('has no visit on a Friday and several patients on one mobile', async () => {
    const days = await db.select<{ visitedOn: string }>('SELECT DISTINCT visited_on AS "visitedOn" FROM visits');
    expect(days.filter(({ visitedOn }) => new Date(`${visitedOn}T00:00:00Z`).getUTCDay() === 5)).to.deep.equal([]);
    expect(await count(db, 'SELECT COUNT(mobile) - COUNT(DISTINCT mobile) AS n FROM patients')).to.be.above(0);
    expect(await count(db, "SELECT COUNT(*) AS n FROM patients WHERE mobile NOT LIKE '0906%'")).to.equal(0);
  });

  it('leaves every tier as the rule of the club says', async () => {
    const [clinic] = await db.select<{ id: number }>('SELECT id FROM clinics');
    expect(await count(db, "SELECT COUNT(*) AS n FROM patients WHERE tier <> 'basic'")).to.be.above(5);
    const review = await reviewTiers({ db, clinic: clinic!, actor: { kind: 'system' }, asOf: NOW });
    // Only those of whom time alone changed something since the last review of the story.
    expect(review.changed).to.be.below(6);
  });

  it('gives points by two rules, some by hand, and leaves of every lot what its ledger says', async () => {
    expect(await count(db, 'SELECT COUNT(*) AS n FROM point_rules')).to.equal(2);
    expect(await count(db, "SELECT COUNT(*) AS n FROM point_entries WHERE cause LIKE 'visit:%'")).to.be.above(100);
    expect(await count(db, "SELECT COUNT(*) AS n FROM point_entries WHERE cause LIKE 'hand:%'")).to.be.above(5);
    const written = await count(db, 'SELECT SUM(points) AS n FROM point_entries');
    const expired = await count(db, `SELECT COALESCE(SUM(left_points), 0) AS n FROM point_lots WHERE expires_on < '${tehranDay(NOW)}'`);
    const left = await count(
      db,
      `SELECT SUM(left_points) AS n FROM point_lots WHERE expires_on IS NULL OR expires_on >= '${tehranDay(NOW)}'`,
    );
    expect(left).to.equal(written - expired);
  });

  it('lets the four sign-ins in with the printed passwords', async () => {
    const staff = await db.select<{ username: 'manager'; hash: string }>('SELECT username, password_hash AS hash FROM staff_members');
    expect(staff.map(({ username }) => username)).to.have.members(['receptionist', 'physician', 'manager', 'operator']);
    for (const { username, hash } of staff) expect(await passwordFits(demoPassword(SECRET, username), hash)).to.equal(true);
  });

  it('is the same story when it is told again on the same day', async () => {
    const again = await tell(NOW);
    const facts = (one: Db) => one.select('SELECT patient_id, visited_on, specialty_id, illness_id, amount_rial FROM visits ORDER BY id');
    expect(await facts(again)).to.deep.equal(await facts(db));
    await again.close();
  });

  it('gets appointments for the coming days when it is opened weeks later, and no more the next time', async () => {
    const later = new Date(NOW.getTime() + 40 * 86_400_000);
    expect((await topUpAppointments({ db, now: later })).booked).to.be.above(20);
    expect(await topUpAppointments({ db, now: later })).to.deep.equal({ booked: 0 });
  });

  it('names only illnesses that ICD-10 knows', () => {
    const codes = clinicStory().specialties.flatMap(({ illnesses }) => illnesses.flatMap(({ code }) => code ?? []));
    expect(codes.filter((code) => !(code in icd10Codes()))).to.deep.equal([]);
  });
});
