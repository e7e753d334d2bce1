import { expect } from 'chai';
import fc from 'fast-check';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { addDays } from '../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../models/persian/tehran-time.js';
import { findOrCreateSpecialty } from '../../models/catalogue.js';
import { reviewStanding, staleStandings, type TierCause } from '../../models/standing.js';
import { tierRules } from '../../models/tier-rule-book.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../support/builders.js';
import { DIALECTS, openTestDatabase } from '../support/database.js';
import { oracleCredit, oracleTier } from './rules/tier-oracle.js';

const TODAY = tehranDay(NOW);

for (const dialect of DIALECTS) {
  describe(`standing on ${dialect}`, function () {
    this.timeout(60_000);
    let db: Db;
    let clinic: Clinic;
    let specialtyIds: number[];
    before(async () => {
      db = await openTestDatabase(dialect);
      clinic = await buildClinic(db);
      const names = ['پوست', 'قلب'];
      specialtyIds = await Promise.all(names.map(async (name) => (await findOrCreateSpecialty(db, { clinicId: clinic.id, name })).id));
    });
    after(() => db.close());

    const addVisit = async (patientId: number, visitedOn: string, specialty = 0): Promise<number> => {
      const visit = await db.records.Visit.create({
        clinicId: clinic.id,
        patientId,
        specialtyId: specialtyIds[specialty] ?? 0,
        visitedAt: instantOf(visitedOn, '10:00'),
        visitedOn,
        createdAt: NOW,
        updatedAt: NOW,
      });
      return visit.id;
    };
    const review = (patientIds: number[], asOf = NOW, cause: TierCause = 'visit.recorded') =>
      reviewStanding(db, { clinicId: clinic.id, patientIds, asOf, actor: SYSTEM, cause });
    const rowOf = async (id: number) => (await db.records.Patient.findOne({ where: { clinicId: clinic.id, id } }))!;
    const eventsOf = (patientId: number) =>
      db.records.ClubEvent.findAll({ where: { clinicId: clinic.id, patientId, kind: 'tier.changed' }, order: [['id', 'ASC']] });

    it('writes tier, credit, number of visits and last visit, and the event with its cause', async () => {
      const { id } = await buildPatient(db, clinic);
      for (const days of [400, 200, 100, 10]) await addVisit(id, addDays(TODAY, -days));
      await addVisit(id, addDays(TODAY, -10));
      expect(await review([id])).to.deep.equal({ changed: 1 });
      expect(await rowOf(id)).to.include({
        tier: 'silver',
        tierCredit: 3,
        visitCount: 5,
        lastVisitOn: addDays(TODAY, -10),
        tierReviewedOn: TODAY,
      });
      const [event] = await eventsOf(id);
      expect(event?.payloadJson).to.deep.include({ from: 'basic', to: 'silver', credit: 3, cause: 'visit.recorded' });
    });

    it('changes nothing and says nothing when asked twice', async () => {
      const { id } = await buildPatient(db, clinic);
      for (const days of [3, 2, 1]) await addVisit(id, addDays(TODAY, -days));
      await review([id]);
      expect(await review([id, id])).to.deep.equal({ changed: 0 });
      expect(await eventsOf(id)).to.have.length(1);
    });

    it('leaves a deleted visit out', async () => {
      const { id } = await buildPatient(db, clinic);
      const visits = [];
      for (const days of [3, 2, 1]) visits.push(await addVisit(id, addDays(TODAY, -days)));
      await review([id]);
      await db.records.Visit.update({ deletedAt: NOW }, { where: { clinicId: clinic.id, id: visits } });
      await review([id], NOW, 'visit.deleted');
      expect(await rowOf(id)).to.include({ tier: 'basic', tierCredit: 0, visitCount: 0, lastVisitOn: null });
    });

    it('does not touch a patient of another clinic', async () => {
      const other = await buildClinic(db);
      const stranger = await buildPatient(db, other);
      expect(await review([stranger.id])).to.deep.equal({ changed: 0 });
    });

    it('writes what the rule says for any order of recorded, late, corrected and deleted visits', async () => {
      const rules = await tierRules(db, clinic.id);
      const step = fc.record({
        what: fc.constantFrom('record', 'record', 'record', 'correct', 'delete'),
        at: fc.nat(),
        daysAgo: fc.integer({ min: 0, max: 500 }),
        specialty: fc.integer({ min: 0, max: 1 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
          const { id } = await buildPatient(db, clinic);
          const book = new Map<number, { visitedOn: string; specialtyId: number }>();
          for (const { what, at, daysAgo, specialty } of steps) {
            const visitedOn = addDays(TODAY, -daysAgo);
            const visitId = [...book.keys()][at % Math.max(1, book.size)];
            await db.transaction(async () => {
              if (what === 'record' || visitId === undefined) {
                book.set(await addVisit(id, visitedOn, specialty), { visitedOn, specialtyId: specialtyIds[specialty] ?? 0 });
              } else if (what === 'correct') {
                await db.records.Visit.update({ visitedOn }, { where: { clinicId: clinic.id, id: visitId } });
                book.set(visitId, { visitedOn, specialtyId: book.get(visitId)?.specialtyId ?? 0 });
              } else {
                await db.records.Visit.update({ deletedAt: NOW }, { where: { clinicId: clinic.id, id: visitId } });
                book.delete(visitId);
              }
              await review([id]);
            });
          }
          const facts = { visits: [...book.values()], standing: [], rules };
          const row = await rowOf(id);
          expect(row.tier).to.equal(oracleTier(facts, TODAY));
          expect(row.tierCredit).to.equal(oracleCredit(facts, rules[0]!, TODAY));
          expect(row.visitCount).to.equal(book.size);
          const last = (await eventsOf(id)).at(-1);
          expect((last?.payloadJson as { to?: string } | undefined)?.to ?? 'basic').to.equal(row.tier);
        }),
        { numRuns: dialect === 'sqlite' ? 25 : 8 },
      );
    });

    it('finds who no longer stands as written, and nobody else', async () => {
      const quiet = await buildPatient(db, clinic);
      const aging = await buildPatient(db, clinic);
      for (const days of [360, 200, 100]) await addVisit(aging.id, addDays(TODAY, -days));
      await review([quiet.id, aging.id]);
      const stale = async (day: string) =>
        (await staleStandings(db, { clinicId: clinic.id, afterNumber: quiet.memberNumber - 1, limit: 100, day })).staleIds;
      expect(await stale(TODAY)).to.deep.equal([]);
      expect(await stale(addDays(TODAY, 40))).to.deep.equal([aging.id]);
    });

    it('counts both of two visits recorded at one moment', async () => {
      const { id } = await buildPatient(db, clinic);
      await Promise.all(
        [1, 2, 3, 4].map((days) =>
          db.transaction(async () => {
            await addVisit(id, addDays(TODAY, -days));
            await review([id]);
          }),
        ),
      );
      expect(await rowOf(id)).to.include({ tier: 'silver', tierCredit: 4, visitCount: 4 });
    });
  });
}
