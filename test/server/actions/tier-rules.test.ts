import { expect } from 'chai';
import fc from 'fast-check';
import { findOrCreateSpecialty } from '../../../models/catalogue.js';
import type { Clinic } from '../../../models/clinic.js';
import type { Actor } from '../../../models/club-event.js';
import type { Db } from '../../../models/database.js';
import { addDays, addJalaliMonths } from '../../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../../models/persian/tehran-time.js';
import { membershipYears, referralCredit, yearCredit, type StandingCredit } from '../../../models/rules/standing.js';
import { defaultTierRule, type Tier, type TierRuleWish } from '../../../models/rules/tier-rule.js';
import { tierOn } from '../../../models/rules/tiers.js';
import { linkReferral, referralCodeOf } from '../../../models/referral-book.js';
import { settleVisits } from '../../../models/settle-visits.js';
import { reviewStanding, type TierCause } from '../../../models/standing.js';
import { tierRules } from '../../../models/tier-rule-book.js';
import { changeTierRule } from '../../../server/actions/change-tier-rule.js';
import { endTierRule } from '../../../server/actions/end-tier-rule.js';
import { giveStanding } from '../../../server/actions/give-standing.js';
import { reviewTiers } from '../../../server/actions/review-tiers.js';
import { revokeStanding } from '../../../server/actions/revoke-standing.js';
import { withdrawTierRule } from '../../../server/actions/withdraw-tier-rule.js';
import { tierPreview } from '../../../server/reports/tier-preview-report.js';
import { explainedTier } from '../../../server/reports/tier-report.js';
import { actorOf, buildClinic, buildPatient, buildStaff, NOW, SYSTEM } from '../../support/builders.js';
import { DIALECTS, openTestDatabase } from '../../support/database.js';
import { oracleTier } from '../../models/rules/tier-oracle.js';

const TODAY = tehranDay(NOW);
const { isEnded: _isEnded, ...numbers } = defaultTierRule;
const wish = (overrides: Partial<TierRuleWish> = {}): TierRuleWish => ({ ...numbers, effectiveOn: TODAY, ...overrides });

for (const dialect of DIALECTS) {
  describe(`tier rules side by side on ${dialect}`, function () {
    this.timeout(90_000);
    let db: Db;
    let clinic: Clinic;
    let manager: Actor;
    let skin: number;
    let heart: number;
    before(async () => {
      db = await openTestDatabase(dialect);
    });
    beforeEach(async () => {
      clinic = await buildClinic(db);
      manager = actorOf(await buildStaff(db, clinic, { role: 'manager' }));
      skin = (await findOrCreateSpecialty(db, { clinicId: clinic.id, name: 'پوست' })).id;
      heart = (await findOrCreateSpecialty(db, { clinicId: clinic.id, name: 'قلب' })).id;
    });
    after(() => db.close());

    const change = (form: TierRuleWish, asOf = NOW) => changeTierRule({ db, clinic, actor: manager, asOf, form });
    const end = (specialtyId: number | null, effectiveOn: string, asOf = NOW) =>
      endTierRule({ db, clinic, actor: manager, asOf, form: { specialtyId, effectiveOn } });
    const give = (patientId: number, overrides: object = {}, asOf = NOW) =>
      giveStanding({
        db,
        clinic,
        actor: manager,
        asOf,
        patientId,
        form: {
          credits: 3,
          reason: 'همراهی با باشگاه',
          fromOn: tehranDay(asOf),
          untilOn: addDays(tehranDay(asOf), 20),
          specialtyId: null,
          ...overrides,
        },
      });
    const memberWith = async (visits: [daysAgo: number, specialty?: number][], sinceDaysAgo = 10): Promise<number> => {
      const { id } = await buildPatient(db, clinic);
      for (const [daysAgo, specialtyId = skin] of visits) {
        const visitedOn = addDays(TODAY, -daysAgo);
        await db.records.Visit.create({
          clinicId: clinic.id,
          patientId: id,
          specialtyId,
          visitedAt: instantOf(visitedOn, '10:00'),
          visitedOn,
          createdAt: NOW,
          updatedAt: NOW,
        });
      }
      await db.records.Patient.update(
        { status: 'member', memberSinceOn: addDays(TODAY, -sinceDaysAgo) },
        { where: { clinicId: clinic.id, id } },
      );
      await reviewStanding(db, { clinicId: clinic.id, patientIds: [id], asOf: NOW, actor: SYSTEM, cause: 'visit.recorded' });
      return id;
    };
    const tierOf = async (id: number): Promise<Tier | undefined> =>
      (await db.records.Patient.findOne({ where: { clinicId: clinic.id, id } }))?.tier;
    const versions = () => tierRules(db, clinic.id);
    const refer = async (referrerId: number, succeededOn: string | null): Promise<void> => {
      const newcomer = await buildPatient(db, clinic);
      await db.execute(
        `INSERT INTO referrals (clinic_id, referrer_id, referred_id, code, via, linked_at, succeeded_on)
         VALUES (:clinicId, :referrerId, :referredId, 'ABC', 'desk', :asOf, :succeededOn)`,
        { clinicId: clinic.id, referrerId, referredId: newcomer.id, asOf: NOW, succeededOn },
      );
    };

    it('refuses a version for a day that a later version has overtaken, and takes it once that one is withdrawn', async () => {
      const later = await change(wish({ effectiveOn: addDays(TODAY, 30), silver: 2 }));
      expect(later.ok).to.equal(true);
      expect(await change(wish({ effectiveOn: addDays(TODAY, 10), silver: 1 }))).to.deep.equal({
        ok: false,
        reason: 'overlapping-version',
        field: 'effectiveOn',
        params: { on: addDays(TODAY, 30) },
      });
      // A rule of another specialty stands beside it.
      expect((await change(wish({ effectiveOn: addDays(TODAY, 10), specialtyId: skin }))).ok).to.equal(true);
      expect(await versions()).to.have.length(3);
      const id = later.ok ? later.ruleId : 0;
      for (const isNew of [true, false])
        expect(await withdrawTierRule({ db, clinic, actor: manager, asOf: NOW, id })).to.deep.equal({ ok: true, isNew });
      expect((await change(wish({ effectiveOn: addDays(TODAY, 10), silver: 1 }))).ok).to.equal(true);
    });

    it('withdraws nothing that has begun, and nothing of another clinic', async () => {
      const begun = await change(wish({ silver: 2 }));
      const id = begun.ok ? begun.ruleId : 0;
      expect(await withdrawTierRule({ db, clinic, actor: manager, asOf: NOW, id })).to.deep.include({
        ok: false,
        reason: 'rule-has-begun',
      });
      const other = await buildClinic(db);
      expect(await withdrawTierRule({ db, clinic: other, actor: manager, asOf: NOW, id })).to.deep.include({ reason: 'not-found' });
    });

    it('lets the newer of two versions of one day replace the other, and writes the same one once', async () => {
      const form = wish({ specialtyId: skin, silver: 1 });
      for (const isNew of [true, false]) expect(await change(form)).to.deep.include({ ok: true, isNew });
      expect(await change({ ...form, silver: 2 })).to.deep.include({ ok: true, isNew: true });
      const member = await memberWith([[5]]);
      expect(await tierOf(member)).to.equal('basic');
      expect(await change(form)).to.deep.include({ ok: true, isNew: true });
      await reviewTiers({ db, clinic, actor: SYSTEM, asOf: NOW });
      expect(await tierOf(member)).to.equal('silver');
    });

    it('refuses a specialty that the clinic has not', async () => {
      const other = await buildClinic(db);
      const foreign = await findOrCreateSpecialty(db, { clinicId: other.id, name: 'چشم' });
      expect(await change(wish({ specialtyId: foreign.id }))).to.deep.include({ reason: 'specialty-unknown', field: 'specialtyId' });
      await db.records.Specialty.update({ archivedAt: NOW }, { where: { clinicId: clinic.id, id: heart } });
      expect(await change(wish({ specialtyId: heart }))).to.deep.include({ reason: 'specialty-unknown' });
    });

    it('keeps two managers from writing over each other at one moment', async () => {
      const answers = await Promise.all([
        change(wish({ effectiveOn: addDays(TODAY, 5), silver: 2 })),
        change(wish({ effectiveOn: addDays(TODAY, 9), silver: 1 })),
      ]);
      const written = (await versions()).map((version) => version.effectiveOn);
      expect(written).to.include(addDays(TODAY, 9));
      expect(answers.filter((answer) => answer.ok).length).to.equal(written.length - 1);
    });

    it('ends a specialty’s rule from a day, with its grace, but never the last rule', async () => {
      expect(await end(null, TODAY)).to.deep.include({ reason: 'last-rule' });
      expect(await end(skin, TODAY)).to.deep.include({ reason: 'no-rule-to-end' });
      await change(wish({ specialtyId: skin, silver: 1, gold: 2, graceMonths: 1 }));
      const member = await memberWith([[3], [2]]);
      expect(await tierOf(member)).to.equal('gold');
      const ends = addDays(TODAY, 7);
      expect(await end(skin, addDays(TODAY, -1))).to.deep.include({ reason: 'no-rule-to-end' });
      for (const isNew of [true, false]) expect(await end(skin, ends)).to.deep.equal({ ok: true, isNew });
      expect(await change(wish({ specialtyId: skin, silver: 4 }))).to.deep.include({ reason: 'overlapping-version' });
      const at = (day: string) => reviewTiers({ db, clinic, actor: SYSTEM, asOf: instantOf(day, '03:00') });
      await at(ends);
      expect(await tierOf(member)).to.equal('gold');
      await at(addDays(addJalaliMonths(ends, 1), 1));
      expect(await tierOf(member)).to.equal('basic');
      // The past keeps its rule.
      expect((await explainedTier(db, { clinicId: clinic.id, patientId: member, on: TODAY })).tier).to.equal('gold');
      expect(await end(null, addDays(ends, 1))).to.deep.include({ reason: 'last-rule' });
    });

    it('gives credit by hand once, names it, and takes it back from a day on', async () => {
      const member = await memberWith([[1]]);
      const submissionKey = 'a-key-of-this-form-1';
      for (const isNew of [true, false]) expect(await give(member, { submissionKey })).to.deep.equal({ ok: true, isNew });
      expect(await tierOf(member)).to.equal('silver');
      const why = await explainedTier(db, { clinicId: clinic.id, patientId: member, on: TODAY });
      expect(why.credit).to.deep.equal({ visits: 1, standing: 3, total: 4, byKind: { hand: 3, referral: 0, year: 0 } });
      const [given] = await db.select<{ id: number }>('SELECT id FROM standing_credits WHERE clinic_id = :id', { id: clinic.id });
      const tomorrow = new Date(NOW.getTime() + 86_400_000);
      const stranger = await memberWith([]);
      const revoke = (patientId: number) => revokeStanding({ db, clinic, actor: manager, asOf: tomorrow, patientId, id: given?.id ?? 0 });
      expect(await revoke(stranger)).to.deep.include({ reason: 'not-found' });
      for (const isNew of [true, false]) expect(await revoke(member)).to.deep.equal({ ok: true, isNew });
      const on = async (day: string) => (await explainedTier(db, { clinicId: clinic.id, patientId: member, on: day })).credit.total;
      expect(await on(TODAY)).to.equal(4);
      expect(await on(addDays(TODAY, 1))).to.equal(1);
    });

    it('gives nothing to a prospect, nor for a specialty of another clinic, nor what has no end', async () => {
      const prospect = await buildPatient(db, clinic);
      expect(await give(prospect.id)).to.deep.include({ reason: 'standing-not-a-member' });
      const member = await memberWith([[1]]);
      const other = await buildClinic(db);
      const foreign = await findOrCreateSpecialty(db, { clinicId: other.id, name: 'چشم' });
      expect(await give(member, { specialtyId: foreign.id })).to.deep.include({ reason: 'specialty-unknown', field: 'specialtyId' });
      expect(await give(member, { untilOn: addJalaliMonths(TODAY, 200) })).to.deep.include({ reason: 'standing-too-long' });
      expect(await give((await buildPatient(db, other)).id)).to.deep.include({ reason: 'not-found' });
      expect(await db.select('SELECT id FROM standing_credits WHERE clinic_id = :id', { id: clinic.id })).to.deep.equal([]);
    });

    it('counts referrals on the day they succeeded and years on their day, and lets them leave the window', async () => {
      await change(wish({ creditsPerReferral: 2, creditsPerYear: 1, graceMonths: 0 }));
      const member = await memberWith([[20]], 400);
      await refer(member, addDays(TODAY, -5));
      await refer(member, null);
      await reviewTiers({ db, clinic, actor: SYSTEM, asOf: NOW });
      const why = await explainedTier(db, { clinicId: clinic.id, patientId: member, on: TODAY });
      expect(why.credit).to.deep.equal({ visits: 1, standing: 3, total: 4, byKind: { hand: 0, referral: 2, year: 1 } });
      expect(await tierOf(member)).to.equal('silver');
      // A year on, the visit and the referral are out of the window, the next membership year is in it.
      const later = addDays(addJalaliMonths(TODAY, 12), 5);
      expect((await explainedTier(db, { clinicId: clinic.id, patientId: member, on: later })).credit.byKind).to.deep.equal({
        hand: 0,
        referral: 0,
        year: 1,
      });
    });

    it('moves who referred somebody when that one comes, and names the referral', async () => {
      await change(wish({ creditsPerReferral: 3 }));
      const referrer = await memberWith([]);
      const newcomer = await buildPatient(db, clinic);
      const code = await referralCodeOf(db, { clinicId: clinic.id, patientId: referrer });
      await db.transaction(() =>
        linkReferral(db, { clinicId: clinic.id, referredId: newcomer.id, code, via: 'desk', asOf: NOW, actor: SYSTEM }),
      );
      const came = { specialtyId: skin, visitedAt: NOW, visitedOn: TODAY, createdAt: NOW, updatedAt: NOW };
      const visit = await db.records.Visit.create({ clinicId: clinic.id, patientId: newcomer.id, ...came });
      const settle = (cause: TierCause) =>
        db.transaction(() => settleVisits(db, { clinicId: clinic.id, patientIds: [newcomer.id], asOf: NOW, actor: SYSTEM, cause }));
      await settle('visit.recorded');
      expect(await tierOf(referrer)).to.equal('silver');
      await visit.update({ deletedAt: NOW });
      await settle('visit.deleted');
      const events = await db.records.ClubEvent.findAll({
        where: { clinicId: clinic.id, patientId: referrer, kind: 'tier.changed' },
        order: [['id', 'ASC']],
      });
      expect(events.map((event) => (event.payloadJson as { cause: string }).cause)).to.deep.equal([
        'referral.succeeded',
        'referral.taken-back',
      ]);
    });

    it('shows before saving exactly whom the saved rule moves, with specialties and standing, on the same clock', async () => {
      const members: number[] = [];
      for (let i = 0; i < 14; i += 1) {
        const visits: [number, number][] = Array.from({ length: i % 7 }, (_, n) => [(n * 37 + i * 11) % 420, n % 2 === 0 ? skin : heart]);
        members.push(await memberWith(visits, 200 + i * 60));
        if (i % 3 === 0) await give(members.at(-1)!, { specialtyId: i % 2 === 0 ? skin : null });
        if (i % 4 === 0) await refer(members.at(-1)!, addDays(TODAY, -i * 20));
      }
      const arbitraryWish = fc.record({
        specialtyId: fc.constantFrom(null, skin, heart),
        windowMonths: fc.integer({ min: 1, max: 24 }),
        windowKind: fc.constantFrom('months' as const, 'jalali_year' as const, 'lifetime' as const),
        silver: fc.integer({ min: 1, max: 3 }),
        graceMonths: fc.integer({ min: 0, max: 3 }),
        creditsPerReferral: fc.integer({ min: 0, max: 2 }),
        creditsPerYear: fc.integer({ min: 0, max: 2 }),
      });
      await fc.assert(
        fc.asyncProperty(arbitraryWish, async ({ silver, ...rest }) => {
          const form = wish({ ...rest, silver, gold: silver + 2, platinum: silver + 4 });
          form.windowMonths = form.windowKind === 'months' ? form.windowMonths : null;
          const preview = await tierPreview(db, { clinicId: clinic.id, version: { ...form, isEnded: false }, today: TODAY });
          const before = new Map(await Promise.all(members.map(async (id) => [id, await tierOf(id)] as const)));
          await change(form);
          const { changed } = await reviewTiers({ db, clinic, actor: SYSTEM, asOf: NOW });
          const moved = members
            .filter((id) => preview.rise.concat(preview.fall).some((mover) => mover.patientId === id))
            .map((id) => preview.rise.concat(preview.fall).find((mover) => mover.patientId === id)!);
          expect(changed).to.equal(preview.rise.length + preview.fall.length);
          expect(moved).to.have.length(changed);
          for (const mover of moved) {
            expect(before.get(mover.patientId)).to.equal(mover.from);
            expect(await tierOf(mover.patientId)).to.equal(mover.to);
          }
          const counts = { basic: 0, silver: 0, gold: 0, platinum: 0 };
          for (const id of members) counts[(await tierOf(id)) ?? 'basic'] += 1;
          expect(counts).to.deep.equal(preview.after);
        }),
        { numRuns: dialect === 'sqlite' ? 15 : 6 },
      );
    });

    it('estimates what automatic benefits would cost with the tiers of the rule', async () => {
      const [riser, other] = [await memberWith([[5], [3]]), await memberWith([[5]])];
      const benefit = async (automatic: string, costRial: number, tiers: string[], isVip = false) =>
        db.execute(
          `INSERT INTO benefits (clinic_id, name, kind, cost_rial, value_rial, open_tiers_json, is_open_to_vip, specialties_json, valid_days,
             is_treatment, automatic, choices_json, created_at, updated_at)
           VALUES (:clinicId, 'هدیه', 'material', :costRial, 0, :tiers, :isVip, '[]', 30, FALSE, :automatic, '[]', :asOf, :asOf)`,
          { clinicId: clinic.id, costRial, tiers: JSON.stringify(tiers), automatic, isVip, asOf: NOW },
        );
      const asked = { clinicId: clinic.id, version: { ...wish({ silver: 2 }), isEnded: false }, today: TODAY };
      expect((await tierPreview(db, asked)).cost).to.equal(null);
      await benefit('anniversary', 100, ['silver', 'gold']);
      await benefit('anniversary', 7, []);
      await benefit('birthday', 1000, ['silver']);
      await benefit('tier', 50, ['silver']);
      await benefit('anniversary', 1_000_000, [], true);
      expect((await tierPreview(db, asked)).cost).to.deep.equal({ before: 14, after: 114, settled: 114, once: 50 });
      await db.records.Patient.update({ birthOn: '1990-05-05' }, { where: { clinicId: clinic.id, id: [riser, other] } });
      expect((await tierPreview(db, asked)).cost).to.deep.equal({ before: 14, after: 1114, settled: 1114, once: 50 });
    });

    it('writes what a fresh computation gives, whatever was recorded, given, revoked and changed, in any order', async () => {
      const step = fc.record({
        what: fc.constantFrom('visit', 'visit', 'visit', 'late', 'give', 'revoke', 'refer', 'rule', 'end', 'wait'),
        days: fc.integer({ min: 1, max: 90 }),
        n: fc.integer({ min: 1, max: 3 }),
        specialty: fc.constantFrom(0, 1, 2),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 16 }), async (steps) => {
          clinic = await buildClinic(db);
          skin = (await findOrCreateSpecialty(db, { clinicId: clinic.id, name: 'پوست' })).id;
          heart = (await findOrCreateSpecialty(db, { clinicId: clinic.id, name: 'قلب' })).id;
          const id = await memberWith([[400], [30]], 800);
          const book = [400, 30].map((ago) => ({ visitedOn: addDays(TODAY, -ago), specialtyId: skin }));
          const standing: (StandingCredit & { id?: number })[] = [];
          let asOf = NOW;
          for (const { what, days, n, specialty } of steps) {
            const day = tehranDay(asOf);
            const specialtyId = [null, skin, heart][specialty] ?? null;
            const review = () =>
              reviewStanding(db, { clinicId: clinic.id, patientIds: [id], asOf, actor: SYSTEM, cause: 'visit.recorded' });
            if (what === 'visit' || what === 'late') {
              const visit = { visitedOn: what === 'late' ? addDays(day, -days) : day, specialtyId: specialtyId ?? skin };
              const at = { visitedAt: instantOf(visit.visitedOn, '11:00'), createdAt: asOf, updatedAt: asOf };
              await db.records.Visit.create({ clinicId: clinic.id, patientId: id, ...visit, ...at });
              book.push(visit);
              await review();
            } else if (what === 'give') {
              await give(id, { credits: n, untilOn: addDays(day, days), specialtyId }, asOf);
              const [row] = await db.select<{ id: number }>('SELECT MAX(id) AS id FROM standing_credits WHERE clinic_id = :id', {
                id: clinic.id,
              });
              standing.push({ kind: 'hand', on: day, untilOn: addDays(day, days), credits: n, specialtyId, id: row?.id ?? 0 });
            } else if (what === 'revoke') {
              const open = standing.find((credit) => credit.kind === 'hand' && (credit.untilOn ?? '') >= day);
              if (!open) continue;
              await revokeStanding({ db, clinic, actor: SYSTEM, asOf, patientId: id, id: open.id ?? 0 });
              open.untilOn = addDays(day, -1);
            } else if (what === 'refer') {
              await refer(id, addDays(day, -n));
              standing.push(referralCredit(addDays(day, -n)));
              await review();
            } else if (what === 'rule') {
              await change(
                wish({
                  specialtyId,
                  effectiveOn: day,
                  silver: n,
                  gold: n + 1,
                  platinum: n + 3,
                  graceMonths: days % 4,
                  creditsPerReferral: n,
                  creditsPerYear: days % 2,
                }),
                asOf,
              );
              await reviewTiers({ db, clinic, actor: SYSTEM, asOf });
            } else if (what === 'end') {
              await end(specialtyId, day, asOf);
              await reviewTiers({ db, clinic, actor: SYSTEM, asOf });
            } else {
              asOf = new Date(asOf.getTime() + days * 86_400_000);
              await reviewTiers({ db, clinic, actor: SYSTEM, asOf });
            }
            const today = tehranDay(asOf);
            const years = membershipYears(addDays(TODAY, -800), '2000-01-01', today).map(yearCredit);
            const facts = { visits: book, standing: [...standing, ...years], rules: await versions() };
            expect(await tierOf(id), `${what} on ${today}`).to.equal(tierOn(facts, today).tier);
            expect(await tierOf(id)).to.equal(oracleTier(facts, today));
            for (const ago of [45, 200]) {
              const past = addDays(today, -ago);
              expect((await explainedTier(db, { clinicId: clinic.id, patientId: id, on: past })).tier).to.equal(tierOn(facts, past).tier);
            }
          }
        }),
        { numRuns: dialect === 'sqlite' ? 25 : 8 },
      );
    });
  });
}
