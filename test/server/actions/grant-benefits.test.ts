import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import type { Db } from '../../../models/database.js';
import { addDays, fromJalali } from '../../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../../models/persian/tehran-time.js';
import { reviewStanding } from '../../../models/standing.js';
import { deleteVisit } from '../../../server/actions/delete-visit.js';
import { grantBenefits } from '../../../server/actions/grant-benefits.js';
import { buildBenefit, makeMember, switchClub } from '../../support/benefits.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { DIALECTS, openTestDatabase } from '../../support/database.js';
import { buildLists, buildVisit, visitOf, type Lists } from '../../support/visits.js';

const TODAY = tehranDay(NOW);
const NONE = { tiers: 0, birthdays: 0, anniversaries: 0 };

for (const dialect of DIALECTS)
  describe(`the benefits that are given by themselves on ${dialect}`, function () {
    this.timeout(60_000);
    let db: Db;
    let clinic: Clinic;
    let lists: Lists;
    before(async () => {
      db = await openTestDatabase(dialect);
    });
    beforeEach(async () => {
      clinic = await buildClinic(db);
      lists = await buildLists(db, clinic);
    });
    after(() => db.close());

    const night = (day: string, one: Pick<Clinic, 'id'> = clinic) =>
      grantBenefits({ db, clinic: one, actor: { kind: 'job', name: 'grant-benefits' }, asOf: instantOf(day, '03:00') });
    const born = async (birthOn: string, { estimated = false } = {}) => {
      const { id } = await buildPatient(db, clinic, { birthOn, birthIsEstimated: estimated });
      await makeMember(db, clinic, id, { since: '2024-06-10' });
      return id;
    };
    const causes = async () =>
      (await db.select<{ cause: string }>('SELECT cause FROM benefit_grants WHERE clinic_id = :id ORDER BY id', { id: clinic.id })).map(
        (row) => row.cause,
      );

    it('gives each birthday once in a Jalali year, also when nights were missed', async () => {
      const benefit = await buildBenefit(db, clinic, { automatic: 'birthday' });
      const id = await born(fromJalali({ year: 1370, month: 9, day: 1 }));
      await born(fromJalali({ year: 1370, month: 9, day: 2 }));
      await born(fromJalali({ year: 1370, month: 9, day: 1 }), { estimated: true });
      await buildPatient(db, clinic, { birthOn: fromJalali({ year: 1370, month: 9, day: 1 }) });
      expect(await night(addDays(TODAY, -1))).to.deep.equal(NONE);
      expect(await night(TODAY)).to.deep.equal({ ...NONE, birthdays: 1 });
      expect(await night(TODAY)).to.deep.equal(NONE);
      expect(await causes()).to.deep.equal([`birthday:${String(id)}:1405:b${String(benefit.id)}`]);
      // Three nights without the job: the second one is made up for, the first is not given again.
      expect(await night(addDays(TODAY, 4))).to.deep.equal({ ...NONE, birthdays: 1 });
      expect(await night(addDays(TODAY, 365))).to.deep.equal({ ...NONE, birthdays: 1 });
      expect(await night(addDays(TODAY, 380))).to.deep.equal(NONE);
    });

    it('gives who was born on 30 Esfand the 29th of a common year', async () => {
      await buildBenefit(db, clinic, { automatic: 'birthday', createdAt: new Date('2020-01-01T00:00:00Z') });
      await born(fromJalali({ year: 1370, month: 12, day: 30 }));
      const last = fromJalali({ year: 1404, month: 12, day: 29 });
      expect((await night(addDays(last, -1))).birthdays).to.equal(0);
      expect((await night(last)).birthdays).to.equal(1);
      expect((await night(addDays(last, 1))).birthdays).to.equal(0);
    });

    it('gives each full year of membership once, and nothing that began before the benefit', async () => {
      const benefit = await buildBenefit(db, clinic, { automatic: 'anniversary', createdAt: new Date('2025-09-01T00:00:00Z') });
      const id = await born('1980-01-01');
      expect((await night('2025-06-10')).anniversaries).to.equal(0);
      expect((await night('2026-06-12')).anniversaries).to.equal(1);
      expect((await night('2026-06-13')).anniversaries).to.equal(0);
      expect(await causes()).to.deep.equal([`anniversary:${String(id)}:2:b${String(benefit.id)}`]);
    });

    it('respects limit, stock and offer, and the programme that is off', async () => {
      await buildBenefit(db, clinic, { automatic: 'birthday', stock: 1 });
      for (const n of [1, 2, 3]) await born(fromJalali({ year: 1360 + n, month: 9, day: 1 }));
      expect((await night(TODAY)).birthdays).to.equal(1);
      expect((await night(addDays(TODAY, 1))).birthdays).to.equal(0);
      await db.execute('UPDATE benefits SET stock = 3 WHERE clinic_id = :id', { id: clinic.id });
      await switchClub({ db, clinic }, { kind: 'tiered', isOn: false });
      expect(await night(addDays(TODAY, 1))).to.deep.equal(NONE);
      await switchClub({ db, clinic }, { kind: 'single', isOn: true });
      expect((await night(addDays(TODAY, 1))).birthdays).to.equal(2);
    });

    it('gives the benefit of a tier with the visit that reaches it, and never again for the same tier', async () => {
      const silver = await buildBenefit(db, clinic, { automatic: 'tier', openTiers: ['silver'] });
      const { id } = await buildPatient(db, clinic);
      const visitIds: number[] = [];
      for (const daysAgo of [30, 20, 10]) {
        const day = addDays(TODAY, -daysAgo);
        visitIds.push(await buildVisit(db, clinic, id, visitOf(lists.skin, { day }), { asOf: instantOf(day, '12:00') }));
      }
      expect(await causes()).to.deep.equal([`tier:silver:${String(id)}:b${String(silver.id)}`]);
      // The grace is over: the tier falls; new visits bring it back, and nothing new.
      const later = instantOf(addDays(TODAY, 600), '03:00');
      await reviewStanding(db, { clinicId: clinic.id, patientIds: [id], asOf: later, actor: SYSTEM, cause: 'time.passed' });
      for (const days of [601, 602, 603]) {
        const day = addDays(TODAY, days);
        await buildVisit(db, clinic, id, visitOf(lists.skin, { day }), { asOf: instantOf(day, '12:00') });
      }
      expect(await causes()).to.have.length(1);
      expect((await night(addDays(TODAY, 604))).tiers).to.equal(0);
      expect((await deleteVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId: visitIds[0]! })).ok).to.equal(true);
      expect(await causes()).to.have.length(1);
    });

    it('makes up at night for a tier that was reached without a visit, but not for tiers out of a file', async () => {
      await buildBenefit(db, clinic, { automatic: 'tier', openTiers: ['silver'] });
      for (const cause of ['tier-rule.changed', 'import.done'] as const) {
        const { id } = await buildPatient(db, clinic);
        await makeMember(db, clinic, id);
        for (const daysAgo of [30, 20, 10]) {
          const visitedOn = addDays(TODAY, -daysAgo);
          const visit = {
            clinicId: clinic.id,
            patientId: id,
            specialtyId: lists.skin.id,
            visitedOn,
            visitedAt: instantOf(visitedOn, '10:00'),
          };
          await db.records.Visit.create({ ...visit, createdAt: NOW, updatedAt: NOW });
        }
        await reviewStanding(db, { clinicId: clinic.id, patientIds: [id], asOf: NOW, actor: SYSTEM, cause });
      }
      expect((await night(addDays(TODAY, 3))).tiers).to.equal(1);
      expect((await night(addDays(TODAY, 3))).tiers).to.equal(0);
    });
  });
