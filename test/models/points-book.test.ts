import { expect } from 'chai';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { writeChoice } from '../../models/loyalty-book.js';
import { addDays, addJalaliMonths } from '../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../models/persian/tehran-time.js';
import { entriesOf } from '../../models/point-ledger.js';
import { earnPoints, pointsStanding, reverseEntry, spendPoints } from '../../models/points-book.js';
import { ledgerOn } from '../../models/rules/points.js';
import { settlePoints } from '../../models/settle-points.js';
import { deleteVisit, restoreVisit } from '../../server/actions/delete-visit.js';
import { takeBackClub } from '../../server/actions/choose-club.js';
import { correctVisit } from '../../server/actions/correct-visit.js';
import { reviewPoints } from '../../server/actions/review-points.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../support/builders.js';
import { DIALECTS, openTestDatabase } from '../support/database.js';
import { buildPointRule } from '../support/points.js';
import { buildLists, buildVisit, visitOf, type Lists } from '../support/visits.js';

const TODAY = tehranDay(NOW);
const DESKS = 50;

for (const dialect of DIALECTS) {
  describe(`the book of points on ${dialect}`, function () {
    this.timeout(60_000);
    let db: Db;
    let clinic: Clinic;
    let lists: Lists;
    before(async () => {
      db = await openTestDatabase(dialect);
      clinic = await buildClinic(db);
      lists = await buildLists(db, clinic);
      await buildPointRule(db, clinic, { effectiveOn: addDays(TODAY, -30), servicePoints: { [lists.laser.id]: 7 } });
    });
    after(() => db.close());

    const member = async (): Promise<number> => (await buildPatient(db, clinic)).id;
    const give = (patientId: number, points: number, cause: string) =>
      earnPoints(db, { clinicId: clinic.id, patientId, points, cause, kind: 'hand', occurredOn: TODAY, asOf: NOW, actor: SYSTEM });
    const spend = (patientId: number, points: number, cause: string) =>
      spendPoints(db, { clinicId: clinic.id, patientId, points, cause, asOf: NOW, actor: SYSTEM });
    const balance = async (patientId: number, day = TODAY): Promise<number> =>
      (await pointsStanding(db, { clinicId: clinic.id, patientId, day })).balance;
    const causes = async (patientId: number): Promise<string[]> =>
      (await entriesOf(db, { clinicId: clinic.id, patientId })).map(
        ({ cause, points }) => `${cause.replace(/^reverse:.*/, 'reverse')} ${String(points)}`,
      );
    /** What is left of the lots as written must be what the ledger says. */
    const lotsAgree = async (patientId: number): Promise<void> => {
      const rows = await db.select<{ entryId: number; leftPoints: number }>(
        'SELECT entry_id AS "entryId", left_points AS "leftPoints" FROM point_lots WHERE patient_id = :patientId ORDER BY entry_id',
        { patientId },
      );
      const { lots } = ledgerOn(await entriesOf(db, { clinicId: clinic.id, patientId }), TODAY);
      expect(rows.map(({ entryId, leftPoints }) => [entryId, leftPoints])).to.deep.equal(
        lots.map((lot) => [lot.entryId, lot.left + lot.expired]),
      );
    };

    it('gives a new member the points of welcome and of the visit, and says so in the log', async () => {
      const id = await member();
      const visitId = await buildVisit(db, clinic, id, visitOf(lists.skin, { serviceId: lists.laser.id, amountRial: 2_590_000 }));
      expect(await causes(id)).to.deep.equal([`welcome:${String(id)} 20`, `visit:${String(visitId)} 57`]);
      expect(await pointsStanding(db, { clinicId: clinic.id, patientId: id, day: TODAY })).to.deep.equal({
        balance: 77,
        expiring: { points: 77, on: addJalaliMonths(TODAY, 12) },
      });
      const events = await db.records.ClubEvent.findAll({ where: { clinicId: clinic.id, patientId: id, kind: 'points.earned' } });
      expect(events.map(({ payloadJson }) => payloadJson)).to.deep.equal([
        { points: 77, causes: [`welcome:${String(id)}`, `visit:${String(visitId)}`], entries: 2 },
      ]);
      await lotsAgree(id);
    });

    it('reverses and earns anew when a visit is corrected, deleted and restored', async () => {
      const id = await member();
      const form = visitOf(lists.skin, { amountRial: 1_000_000 });
      const visitId = await buildVisit(db, clinic, id, form);
      const corrected = { ...form, amountRial: 500_000 };
      await correctVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId, form: corrected });
      await correctVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId, form: { ...corrected, note: 'یادداشت' } });
      const cause = `visit:${String(visitId)}`;
      const first = [`welcome:${String(id)} 20`, `${cause} 20`, 'reverse -20', `${cause}:2 10`];
      expect(await causes(id)).to.deep.equal(first);
      await deleteVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId });
      expect(await balance(id)).to.equal(0);
      await restoreVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId });
      expect(await balance(id)).to.equal(30);
      expect((await causes(id)).slice(-2)).to.deep.equal([`welcome:${String(id)}:2 20`, `${cause}:3 10`]);
      await lotsAgree(id);
    });

    it('gives nothing for visits before the first rule', async () => {
      const id = await member();
      await buildVisit(db, clinic, id, visitOf(lists.skin, { day: addDays(TODAY, -31), amountRial: 1_000_000 }));
      expect(await causes(id)).to.deep.equal([]);
    });

    it('changes nothing when asked again, and leaves what a manager reversed as long as the visit stays as it was', async () => {
      const id = await member();
      const visitId = await buildVisit(db, clinic, id, visitOf(lists.skin, { amountRial: 1_000_000 }));
      const settle = () => settlePoints(db, { clinicId: clinic.id, patientIds: [id], asOf: NOW, actor: SYSTEM });
      await db.transaction(settle);
      expect(await causes(id)).to.have.length(2);
      await reverseEntry(db, { clinicId: clinic.id, cause: `visit:${String(visitId)}`, asOf: NOW, actor: SYSTEM, reason: 'اشتباه' });
      await db.transaction(settle);
      expect(await balance(id)).to.equal(20);
      await correctVisit({ db, clinic, actor: SYSTEM, asOf: NOW, visitId, form: visitOf(lists.skin, { amountRial: 2_000_000 }) });
      expect(await balance(id)).to.equal(60);
    });

    it('earns once for one cause, and again after it was reversed', async () => {
      const id = await member();
      const referral = {
        clinicId: clinic.id,
        patientId: id,
        cause: 'referral:9',
        kind: 'referral' as const,
        occurredOn: TODAY,
        asOf: NOW,
        actor: SYSTEM,
      };
      expect(await earnPoints(db, referral)).to.deep.equal({ ok: true, points: 30 });
      expect(await earnPoints(db, referral)).to.deep.equal({ ok: true, points: 0 });
      expect(await reverseEntry(db, { ...referral, reason: 'به نتیجه نرسید' })).to.deep.equal({ ok: true, points: -30 });
      expect(await reverseEntry(db, referral)).to.deep.equal({ ok: false, reason: 'entry-reversed' });
      expect(await earnPoints(db, referral)).to.deep.equal({ ok: true, points: 30 });
      expect(await causes(id)).to.deep.equal(['referral:9 30', 'reverse -30', 'referral:9:2 30']);
      expect(await reverseEntry(db, { ...referral, cause: 'referral:10' })).to.deep.equal({ ok: false, reason: 'entry-unknown' });
    });

    it('refuses to spend more than there is, and spends for one cause once', async () => {
      const id = await member();
      await give(id, 100, 'hand:refusals');
      expect(await spend(id, 101, 'grant:1')).to.deep.equal({ ok: false, reason: 'points-short' });
      expect(await spend(id, -1, 'grant:1')).to.deep.equal({ ok: false, reason: 'points-unreadable' });
      expect(await spend(id, 60, 'grant:1')).to.deep.equal({ ok: true });
      expect(await spend(id, 60, 'grant:1')).to.deep.equal({ ok: true });
      expect(await balance(id)).to.equal(40);
      await lotsAgree(id);
    });

    it(`lets of ${String(DESKS)} desks that spend at once only so many through as the balance pays for`, async () => {
      const id = await member();
      await give(id, 230, 'hand:parallel');
      await give(id, 7, 'hand:parallel-more');
      const answers = await Promise.all(Array.from({ length: DESKS }, (_, i) => spend(id, 10, `grant:${String(1000 + i)}`)));
      expect(answers.filter(({ ok }) => ok)).to.have.length(23);
      expect(answers.filter((answer) => !answer.ok && answer.reason === 'points-short')).to.have.length(DESKS - 23);
      expect(await balance(id)).to.equal(7);
      await lotsAgree(id);
    });

    it('lets visits and spending of one member go on at once without losing a point', async () => {
      const id = await member();
      await give(id, 100, 'hand:mixed');
      const spending = Array.from({ length: 10 }, (_, i) => spend(id, 5, `grant:${String(2000 + i)}`));
      const visits = Array.from({ length: 10 }, () => buildVisit(db, clinic, id, visitOf(lists.skin, { amountRial: 100_000 })));
      await Promise.all([...spending, ...visits]);
      expect(await balance(id)).to.equal(100 + 20 + 10 * 2 - 10 * 5);
      await lotsAgree(id);
    });

    it('is only added to: neither a change nor a deletion of an entry passes', async () => {
      const id = await member();
      await give(id, 10, 'hand:kept');
      const refused = async (sql: string): Promise<string> => {
        try {
          await db.transaction(() => db.execute(sql, { id }));
          return 'passed';
        } catch (error) {
          return (error as { original: Error }).original.message;
        }
      };
      expect(await refused('UPDATE point_entries SET points = 99 WHERE patient_id = :id')).to.contain('only added to');
      expect(await refused('UPDATE point_entries SET note = NULL WHERE patient_id = :id')).to.contain('only added to');
      expect(await refused('DELETE FROM point_entries WHERE patient_id = :id')).to.contain('only added to');
      expect(await balance(id)).to.equal(10);
    });

    it('goes with its patient when the patient goes altogether, and may move to the file of the same person', async () => {
      const [gone, stays] = [await member(), await member()];
      await give(gone, 10, 'hand:gone');
      await spend(gone, 3, 'grant:gone');
      await reverseEntry(db, { clinicId: clinic.id, cause: 'grant:gone', asOf: NOW, actor: SYSTEM });
      await give(stays, 5, 'hand:moves');
      await db.execute('UPDATE point_entries SET patient_id = :gone WHERE patient_id = :stays', { gone, stays });
      await db.transaction(async () => {
        for (const table of ['club_events', 'patient_search_terms'])
          await db.execute(`DELETE FROM ${table} WHERE patient_id = :gone`, { gone });
        await db.execute('DELETE FROM patients WHERE clinic_id = :clinicId AND id = :gone', { clinicId: clinic.id, gone });
      });
      const [left] = await db.select<{ n: number }>('SELECT COUNT(*) AS n FROM point_entries WHERE patient_id = :gone', { gone });
      expect(Number(left?.n)).to.equal(0);
    });

    it('earns nothing for days on which the programme was off, spends nothing while it is off, and goes on afterwards', async () => {
      const club = await buildClinic(db);
      const { skin } = await buildLists(db, club);
      await buildPointRule(db, club, { effectiveOn: addDays(TODAY, -30), welcome: 0 });
      const choice = { clinicId: club.id, kind: 'tiered' as const, staffId: null, asOf: NOW };
      await writeChoice(db, { ...choice, isOn: false, effectiveOn: addDays(TODAY, -10) });
      await writeChoice(db, { ...choice, isOn: true, effectiveOn: addDays(TODAY, 10) });
      const { id } = await buildPatient(db, club);
      for (const day of [-11, -10, 0]) await buildVisit(db, club, id, visitOf(skin, { day: addDays(TODAY, day), amountRial: 1_000_000 }));
      const change = { clinicId: club.id, patientId: id, cause: 'grant:off', points: 5, actor: SYSTEM };
      expect(await spendPoints(db, { ...change, asOf: NOW })).to.deep.equal({ ok: false, reason: 'points-off' });
      const answer = { ...change, cause: 'answer:off', kind: 'answer' as const, occurredOn: TODAY, asOf: NOW };
      expect(await earnPoints(db, answer)).to.deep.equal({ ok: true, points: 0 });
      expect((await pointsStanding(db, { clinicId: club.id, patientId: id, day: TODAY })).balance).to.equal(20);
      const later = instantOf(addDays(TODAY, 10), '10:00');
      expect(await spendPoints(db, { ...change, asOf: later })).to.deep.equal({ ok: true });
    });

    it('earns afterwards what was missed when the programme turns out to have been on', async () => {
      const club = await buildClinic(db);
      const { skin } = await buildLists(db, club);
      await buildPointRule(db, club, { effectiveOn: addDays(TODAY, -30), welcome: 0 });
      const off = { clinicId: club.id, kind: 'tiered' as const, isOn: false, effectiveOn: addDays(TODAY, -10), staffId: null, asOf: NOW };
      const id = await writeChoice(db, off);
      const patient = await buildPatient(db, club);
      await buildVisit(db, club, patient.id, visitOf(skin, { day: addDays(TODAY, -5), amountRial: 1_000_000 }));
      const standing = () => pointsStanding(db, { clinicId: club.id, patientId: patient.id, day: TODAY });
      expect((await standing()).balance).to.equal(0);
      const back = await takeBackClub({ db, clinic: club, actor: SYSTEM, asOf: NOW, id });
      expect(back).to.deep.include({ ok: true, changesPointsFrom: addDays(TODAY, -10) });
      const review = { db, clinic: club, actor: SYSTEM, asOf: NOW, from: addDays(TODAY, -10) };
      expect(await reviewPoints(review)).to.deep.equal({ patients: 1 });
      expect((await standing()).balance).to.equal(20);
    });

    it('keeps the points of another clinic apart', async () => {
      const other = await buildClinic(db);
      const id = await member();
      await give(id, 10, 'hand:mine');
      expect((await pointsStanding(db, { clinicId: other.id, patientId: id, day: TODAY })).balance).to.equal(0);
      expect(
        await spendPoints(db, { clinicId: other.id, patientId: id, points: 5, cause: 'grant:theirs', asOf: NOW, actor: SYSTEM }),
      ).to.deep.equal({
        ok: false,
        reason: 'patient-unknown',
      });
      expect(await reverseEntry(db, { clinicId: other.id, cause: 'hand:mine', asOf: NOW, actor: SYSTEM })).to.deep.equal({
        ok: false,
        reason: 'entry-unknown',
      });
    });
  });
}
