import { expect } from 'chai';
import { addDays } from '../../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../../models/persian/tehran-time.js';
import { useGrant } from '../../../models/grant-use.js';
import { grantBalance, GRANT_STATES } from '../../../models/rules/benefits.js';
import { grantBalances } from '../../../server/reports/benefit-balance-report.js';
import { winWin } from '../../../server/reports/win-win-report.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { buildBenefit, buildGrant, makeMember } from '../../support/benefits.js';
import { buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { buildLists } from '../../support/visits.js';

const TODAY = tehranDay(NOW);

describe('the report on benefits', function () {
  this.timeout(60_000);
  let club: TestClub;
  let memberIds: number[];
  before(async () => {
    club = await openTestClub();
    const { db, clinic } = club;
    const lists = await buildLists(db, clinic);
    memberIds = [];
    for (let i = 0; i < 14; i += 1) {
      const { id } = await buildPatient(db, clinic);
      await makeMember(db, clinic, id, { tier: i < 7 ? 'silver' : 'gold' });
      memberIds.push(id);
      const visit = { clinicId: clinic.id, patientId: id, specialtyId: lists.skin.id, amountRial: 1_000_000 };
      await db.records.Visit.create({ ...visit, visitedAt: NOW, visitedOn: TODAY, createdAt: NOW, updatedAt: NOW });
    }
    const cup = await buildBenefit(db, clinic, { name: 'لیوان', validDays: 5 });
    const massage = await buildBenefit(db, clinic, { name: 'ماساژ', costRial: 2_000_000, valueRial: 3_000_000 });
    const give = async (benefitId: number, member: number, daysAgo: number, usedDaysAgo: number | null) => {
      const asOf = instantOf(addDays(TODAY, -daysAgo), '10:00');
      const { grantId } = await buildGrant(db, clinic, { benefitId, patientId: memberIds[member]!, asOf });
      if (usedDaysAgo === null) return;
      const at = instantOf(addDays(TODAY, -usedDaysAgo), '11:00');
      expect((await useGrant(db, { clinicId: clinic.id, grantId, patientId: null, asOf: at, actor: SYSTEM })).ok).to.equal(true);
    };
    // The cup: six expired, five open, two used by two people. The massage: six used.
    for (let i = 0; i < 6; i += 1) await give(cup.id, i, 20, null);
    for (let i = 0; i < 5; i += 1) await give(cup.id, i + 6, 1, null);
    for (let i = 0; i < 2; i += 1) await give(cup.id, i + 11, 20, 18);
    for (let i = 0; i < 6; i += 1) await give(massage.id, i, 10, 3);
  });
  after(() => club.close());

  const period = (from: string, to: string) => ({ clinicId: club.clinic.id, from, to, today: TODAY });

  it('is the manager’s', async () => {
    for (const path of ['/benefits/report', '/benefits/win-win']) {
      expect((await club.signedOut().get(path)).status).to.equal(303);
      expect((await (await club.as('receptionist')).get(path)).status).to.equal(403);
      expect((await (await club.as('manager')).get(path)).status).to.equal(200);
    }
  });

  it('adds up for every benefit, tier and last day, as the rule of one grant says', async () => {
    const grants = await club.db.select<{ grantedOn: string; validUntilOn: string; usedOn: string | null; reversedOn: string | null }>(
      `SELECT granted_on AS "grantedOn", valid_until_on AS "validUntilOn", used_on AS "usedOn", reversed_on AS "reversedOn" FROM benefit_grants WHERE clinic_id = :id`,
      { id: club.clinic.id },
    );
    for (const daysAgo of [0, 2, 4, 9, 14, 15, 19, 25]) {
      const to = addDays(TODAY, -daysAgo);
      for (const by of ['benefit', 'tier'] as const) {
        const { total, rows } = await grantBalances(club.db, by, period('2020-01-01', to));
        for (const row of [total, ...rows]) {
          const parts = GRANT_STATES.map((state) => row[state]);
          if (row.granted !== null && !parts.includes(null))
            expect(parts.reduce((sum: number, n) => sum + (n ?? 0), 0)).to.equal(row.granted);
        }
        const whole = grantBalance(grants, to);
        for (const state of ['granted', ...GRANT_STATES] as const)
          if (total[state] !== null) expect(total[state], `${state} ${to}`).to.equal(whole[state]);
      }
    }
  });

  it('hides two people, and what would give them away', async () => {
    const { rows, total, hasHidden } = await grantBalances(club.db, 'benefit', period('2020-01-01', TODAY));
    const cup = rows.find((row) => row.label === 'لیوان')!;
    expect(hasHidden).to.equal(true);
    expect(cup.used).to.equal(null);
    expect([cup.costRial, total.costRial]).to.deep.equal([null, null]);
    // Neither its row nor its column can be subtracted.
    expect([cup.granted, cup.open, cup.expired, cup.reversed].filter((n) => n === null)).to.have.length.at.least(1);
    const massage = rows.find((row) => row.label === 'ماساژ')!;
    expect(massage.used === null || total.used === null).to.equal(true);
  });

  it('puts what members received beside what the same members brought', async () => {
    const { received, others } = await winWin(club.db, { clinicId: club.clinic.id, from: addDays(TODAY, -5), to: TODAY });
    expect(received).to.deep.equal({ people: 6, valueRial: 18_000_000, costRial: 12_000_000, visits: 6, amountRial: 6_000_000 });
    expect(others).to.deep.equal({ people: 8, valueRial: 0, costRial: 0, visits: 8, amountRial: 8_000_000 });
    const small = await winWin(club.db, { clinicId: club.clinic.id, from: addDays(TODAY, -18), to: addDays(TODAY, -17) });
    expect(small.received).to.equal(null);
    const page = await (await club.as('manager')).get('/benefits/win-win');
    expect(page.text).to.contain('نه علت و معلول');
  });

  it('comes as a spreadsheet with the same numbers, and says when the period runs backwards', async () => {
    const manager = await club.as('manager');
    const csv = await manager.get('/benefits/report?format=csv&table=tiers');
    expect(csv.headers['content-type']).to.contain('text/csv');
    expect(csv.text).to.contain('نقره‌ای').and.contain('داده شده');
    const xlsx = await manager.get('/benefits/win-win?format=xlsx');
    expect(xlsx.headers['content-type']).to.contain('spreadsheetml');
    const backwards = await manager.get(`/benefits/report?from=${TODAY}&to=${addDays(TODAY, -3)}`);
    expect(backwards.status).to.equal(422);
    expect(backwards.text).to.contain('پیش از روز آغاز');
    expect((await manager.get('/benefits/win-win?from=abc')).status).to.equal(422);
  });
});
