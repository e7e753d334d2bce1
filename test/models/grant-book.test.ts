import { expect } from 'chai';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { giveGrants } from '../../models/grant-book.js';
import { reverseGrant } from '../../models/grant-reversal.js';
import { grantOf, openGrantsOf, useGrant } from '../../models/grant-use.js';
import { takenOf } from '../../models/grant-facts.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { leaveClub, returnToClub } from '../../server/actions/leave-club.js';
import { buildBenefit, buildGrant, makeMember } from '../support/benefits.js';
import { actorOf, buildClinic, buildPatient, buildStaff, NOW, SYSTEM } from '../support/builders.js';
import { DIALECTS, openTestDatabase } from '../support/database.js';

const TODAY = tehranDay(NOW);
const DAY_MS = 86_400_000;

for (const dialect of DIALECTS)
  describe(`the book of grants on ${dialect}`, function () {
    this.timeout(120_000);
    let db: Db;
    let clinic: Clinic;
    let memberId: number;
    before(async () => {
      db = await openTestDatabase(dialect);
      clinic = await buildClinic(db);
      memberId = (await buildPatient(db, clinic)).id;
      await makeMember(db, clinic, memberId, { tier: 'silver' });
    });
    after(() => db.close());

    const give = (benefitId: number, cause: string, patientId = memberId) =>
      giveGrants(db, { clinicId: clinic.id, benefitId, wishes: [{ patientId, cause }], asOf: NOW, actor: SYSTEM });

    it('lets exactly one of fifty desks use a grant, and tells the others why', async () => {
      const benefit = await buildBenefit(db, clinic);
      const { grantId } = await buildGrant(db, clinic, { benefitId: benefit.id, patientId: memberId });
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => useGrant(db, { clinicId: clinic.id, grantId, patientId: memberId, asOf: NOW, actor: SYSTEM })),
      );
      expect(answers.filter((answer) => answer.ok)).to.have.length(1);
      expect(new Set(answers.filter((answer) => !answer.ok).map((answer) => answer.reason))).to.deep.equal(new Set(['grant-used']));
      const used = await db.select<{ n: number }>(
        `SELECT COUNT(*) AS n FROM club_events WHERE clinic_id = :clinicId AND kind = 'benefit.used' AND subject_id = :grantId`,
        { clinicId: clinic.id, grantId },
      );
      expect(used[0]?.n).to.equal(1);
    });

    it('gives nothing to a member who left the club, until they come back', async () => {
      const benefit = await buildBenefit(db, clinic);
      const leaver = (await buildPatient(db, clinic)).id;
      await makeMember(db, clinic, leaver);
      const own = { db, clinic, actor: { kind: 'patient', patientId: leaver }, patientId: leaver, asOf: NOW } as const;
      await leaveClub(own);
      expect((await give(benefit.id, 'hand:left', leaver)).map(({ ok }) => ok)).to.deep.equal([false]);
      await returnToClub(own);
      expect((await give(benefit.id, 'hand:back', leaver)).map(({ ok }) => ok)).to.deep.equal([true]);
    });

    it('never gives more than the stock, however many desks give at once', async () => {
      const benefit = await buildBenefit(db, clinic, { stock: 7 });
      const answers = (await Promise.all(Array.from({ length: 30 }, (_, i) => give(benefit.id, `hand:stock-${String(i)}`)))).flat();
      expect(answers.filter((answer) => answer.ok)).to.have.length(7);
      expect(await takenOf(db, clinic.id, benefit.id, TODAY)).to.equal(7);
      expect(answers.filter((answer) => !answer.ok).every((answer) => answer.reason === 'out-of-stock')).to.equal(true);
    });

    it('never gives a member more than the limit, and gives a cause once', async () => {
      const benefit = await buildBenefit(db, clinic, { limitCount: 2, limitMonths: 6 });
      const answers = (await Promise.all(Array.from({ length: 12 }, (_, i) => give(benefit.id, `hand:limit-${String(i)}`)))).flat();
      expect(answers.filter((answer) => answer.ok)).to.have.length(2);
      const other = await buildBenefit(db, clinic);
      const same = (await Promise.all(Array.from({ length: 20 }, () => give(other.id, 'hand:same')))).flat();
      expect(same.every((answer) => answer.ok)).to.equal(true);
      expect(same.filter((answer) => answer.ok && answer.isNew)).to.have.length(1);
    });

    it('freezes what was promised, whatever becomes of the catalogue', async () => {
      const benefit = await buildBenefit(db, clinic, { name: 'ماساژ', validDays: 10 });
      const { grantId } = await buildGrant(db, clinic, { benefitId: benefit.id, patientId: memberId });
      await benefit.update({ name: 'چیز دیگر', costRial: 1, valueRial: 2, validDays: 1, archivedAt: NOW });
      const grant = await grantOf(db, clinic.id, { id: grantId });
      expect(grant).to.include({ name: 'ماساژ', costRial: 500_000, valueRial: 1_000_000, validUntilOn: '2026-12-02' });
      expect((await useGrant(db, { clinicId: clinic.id, grantId, patientId: null, asOf: NOW, actor: SYSTEM })).ok).to.equal(true);
    });

    it('refuses the wrong member, the day after the last, another clinic and a permit that ended, and changes nothing', async () => {
      const other = await buildPatient(db, clinic);
      const elsewhere = await buildClinic(db);
      const benefit = await buildBenefit(db, clinic, { isTreatment: true, permitNumber: '12', permitUntilOn: '2026-11-23' });
      const { grantId } = await buildGrant(db, clinic, { benefitId: benefit.id, patientId: memberId });
      const reasonOf = async (clinicId: number, patientId: number | null, asOf: Date) => {
        const answer = await useGrant(db, { clinicId, grantId, patientId, asOf, actor: SYSTEM });
        return answer.ok ? null : answer.reason;
      };
      expect(await reasonOf(clinic.id, other.id, NOW)).to.equal('wrong-member');
      expect(await reasonOf(elsewhere.id, null, NOW)).to.equal('grant-unknown');
      expect(await reasonOf(clinic.id, memberId, new Date(NOW.getTime() + 2 * DAY_MS))).to.equal('permit-expired');
      expect(await reasonOf(clinic.id, memberId, new Date(NOW.getTime() + 40 * DAY_MS))).to.equal('grant-expired');
      expect((await grantOf(db, clinic.id, { id: grantId }))?.state).to.equal('open');
      expect(await reasonOf(clinic.id, memberId, NOW)).to.equal(null);
      expect(await reasonOf(clinic.id, memberId, NOW)).to.equal('grant-used');
    });

    it('takes a mistaken use back without taking the promise, and puts a withdrawn one back on the shelf', async () => {
      const desk = actorOf(await buildStaff(db, clinic));
      const colleague = actorOf(await buildStaff(db, clinic));
      const benefit = await buildBenefit(db, clinic, { stock: 1 });
      const { grantId } = await buildGrant(db, clinic, { benefitId: benefit.id, patientId: memberId });
      await useGrant(db, { clinicId: clinic.id, grantId, patientId: null, asOf: NOW, actor: desk });
      const back = (actor: typeof desk, id = grantId) =>
        reverseGrant(db, { clinicId: clinic.id, grantId: id, reason: 'اشتباه', asOf: NOW, actor });
      expect(await back(colleague)).to.deep.equal({ ok: false, reason: 'not-yours-to-reverse' });
      const answers = await Promise.all(Array.from({ length: 10 }, () => back(desk)));
      expect(answers.filter((answer) => answer.ok)).to.have.length(1);
      expect((await grantOf(db, clinic.id, { id: grantId }))?.state).to.equal('reversed');
      const again = (await openGrantsOf(db, { clinicId: clinic.id, patientId: memberId, day: TODAY })).find(
        (grant) => grant.cause === `again:${String(grantId)}`,
      );
      expect(again).to.include({ name: benefit.name, validUntilOn: '2026-12-22' });
      expect(await takenOf(db, clinic.id, benefit.id, TODAY)).to.equal(1);
      const manager = actorOf(await buildStaff(db, clinic, { role: 'manager' }));
      expect((await back(manager, again?.id)).ok).to.equal(true);
      expect(await takenOf(db, clinic.id, benefit.id, TODAY)).to.equal(0);
    });

    it('gives nothing while the programme is off', async () => {
      const still = await buildClinic(db);
      const patient = await buildPatient(db, still);
      await makeMember(db, still, patient.id);
      await db.execute(
        `INSERT INTO loyalty_versions (clinic_id, effective_on, kind, is_on, created_at) VALUES (:id, '2020-01-01', 'tiered', FALSE, :at)`,
        { id: still.id, at: NOW },
      );
      const benefit = await buildBenefit(db, still);
      const wishes = [{ patientId: patient.id, cause: 'hand:off' }];
      const [answer] = await giveGrants(db, { clinicId: still.id, benefitId: benefit.id, wishes, asOf: NOW, actor: SYSTEM });
      expect(answer).to.include({ ok: false, reason: 'programme-off' });
    });
  });
