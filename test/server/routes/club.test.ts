import { expect } from 'chai';
import { findOrCreateSpecialty } from '../../../models/catalogue.js';
import { loyaltyVersions } from '../../../models/loyalty-book.js';
import { addDays, addJalaliMonths } from '../../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../../models/persian/tehran-time.js';
import { reviewStanding } from '../../../models/standing.js';
import { chooseClub, takeBackClub } from '../../../server/actions/choose-club.js';
import { recordVisit } from '../../../server/actions/record-visit.js';
import { reviewTiers } from '../../../server/actions/review-tiers.js';
import { formatter } from '../../../models/persian/format.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { buildPatient, NOW, SYSTEM } from '../../support/builders.js';

const TODAY = tehranDay(NOW);
const fmt = formatter('fa');
const DAY_MS = 86_400_000;
const visitForm = (specialtyId: number, day: string) => ({
  specialtyId,
  day,
  time: '09:00',
  serviceId: null,
  illness: null,
  physicianId: null,
  amountRial: null,
  note: null,
  appointmentId: null,
});
const OLD = new Date(NOW.getTime() - 400 * DAY_MS);

describe('the kind of club that a clinic keeps', function () {
  this.timeout(60_000);
  let club: TestClub;
  let memberId: number;
  let specialtyId: number;

  beforeEach(async () => {
    club = await openTestClub();
    await club.db.records.Clinic.update({ createdAt: OLD }, { where: { id: club.clinic.id } });
    await club.clinic.reload();
    specialtyId = (await findOrCreateSpecialty(club.db, { clinicId: club.clinic.id, name: 'پوست' })).id;
    memberId = await memberWith(6);
    await memberWith(1);
  });
  afterEach(() => club.close());

  const memberWith = async (visits: number): Promise<number> => {
    const { db, clinic } = club;
    const { id } = await buildPatient(db, clinic);
    for (let i = 1; i <= visits; i += 1) await come(id, i * 9);
    await db.records.Patient.update({ status: 'member', memberSinceOn: TODAY }, { where: { clinicId: clinic.id, id } });
    await reviewStanding(db, { clinicId: clinic.id, patientIds: [id], asOf: NOW, actor: SYSTEM, cause: 'visit.recorded' });
    return id;
  };
  const come = async (patientId: number, daysAgo: number): Promise<void> => {
    const visitedOn = addDays(TODAY, -daysAgo);
    const times = { visitedAt: instantOf(visitedOn, '10:00'), visitedOn, createdAt: NOW, updatedAt: NOW };
    await club.db.records.Visit.create({ clinicId: club.clinic.id, patientId, specialtyId, ...times });
  };
  const wish = (change: Record<string, string> = {}) => ({ kind: 'single', programme: 'on', effectiveOn: 'امروز', ...change });
  const standing = () =>
    club.db.select(`SELECT id, tier, tier_credit, visit_count, last_visit_on FROM patients WHERE clinic_id = :clinicId ORDER BY id`, {
      clinicId: club.clinic.id,
    });
  const events = async (): Promise<number> =>
    (
      await club.db.select<{ n: number }>(`SELECT COUNT(*) AS n FROM club_events WHERE clinic_id = :c AND kind = 'tier.changed'`, {
        c: club.clinic.id,
      })
    )[0]!.n;
  const tools = (asOf = NOW) => ({ db: club.db, clinic: club.clinic, actor: SYSTEM, asOf });

  it('is asked of the manager only', async () => {
    expect((await club.signedOut().get('/club')).status).to.equal(303);
    const desk = await club.as('receptionist');
    expect((await desk.get('/club')).status).to.equal(403);
    expect((await desk.post('/club', wish(), '/account')).status).to.equal(403);
  });

  const bad: [string, Record<string, string>, string][] = [
    ['no kind', { kind: 'golden' }, 'یکی از گزینه‌ها'],
    ['neither on nor off', { programme: 'perhaps' }, 'روشن یا خاموش'],
    ['no day', { effectiveOn: '' }, 'روز آغاز را بنویسید'],
    ['a day that is none', { effectiveOn: '۱۴۰۵/۱۳/۰۱' }, 'مانند ۱۴۰۵/۰۹/۰۱'],
    ['yesterday', { effectiveOn: 'دیروز' }, 'از امروز یا روزی در آینده'],
    ['a day in ten years', { effectiveOn: '۱۴۱۵/۰۱/۰۱' }, 'دو سال آینده'],
    ['the whole past of a clinic that is not new', { wholePast: 'yes' }, 'از امروز یا روزی در آینده'],
  ];
  it('refuses what makes no sense and writes nothing', async () => {
    const manager = await club.as('manager');
    for (const [what, change, words] of bad) {
      for (const path of ['/club', '/club/previews']) {
        const answer = await manager.post(path, wish(change), '/club');
        expect(answer.status, what).to.equal(422);
        expect(answer.text, what).to.contain(words).and.contain('<title>خطا:');
      }
    }
    expect(await loyaltyVersions(club.db, club.clinic.id)).to.deep.equal([]);
  });

  it('shows what would vanish and stay, and how many it concerns, before anything is saved', async () => {
    const manager = await club.as('manager');
    const page = await manager.post('/club/previews', wish(), '/club');
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('۲ عضو این دگرگونی را می‌بینند').and.contain('۱ عضو بالاتر از «پایه»').and.contain('هیچ چیز پاک نمی‌شود');
    expect(await loyaltyVersions(club.db, club.clinic.id)).to.deep.equal([]);
  });

  it('is written once with its event, stops the tiers, and is taken back', async () => {
    const manager = await club.as('manager');
    expect((await manager.post('/club', wish())).status).to.equal(303);
    expect((await manager.post('/club', wish())).status).to.equal(303);
    const versions = await loyaltyVersions(club.db, club.clinic.id);
    expect(versions).to.have.length(1);
    const changed = await club.db.select(`SELECT id FROM club_events WHERE clinic_id = :c AND kind = 'club.changed'`, {
      c: club.clinic.id,
    });
    expect(changed).to.have.length(1);
    for (const path of [
      '/tiers',
      '/tiers/changes',
      '/tiers/rules/new',
      `/patients/${memberId}/tier`,
      '/vip',
      `/patients/${memberId}/vip-terms/new`,
    ])
      expect((await manager.get(path)).status, path).to.equal(404);
    expect((await manager.get('/patients')).text).not.to.contain('href="/tiers"');
    const other = await manager.post('/club', wish({ kind: 'vip' }));
    expect(other.status).to.equal(422);
    expect(other.text).to.contain('نخست آن را پس بگیرید');
    expect((await manager.post(`/club/choices/${versions[0]!.id}/reversal`, {}, '/club')).status).to.equal(303);
    expect((await manager.get('/tiers')).status).to.equal(200);
    expect((await manager.post(`/club/choices/${versions[0]!.id}/reversal`, {}, '/club')).status).to.equal(422);
  });

  it('begins later on its day: «tiered from then» is one dated decision, and taking it back leaves rows and pages as if it had never been', async () => {
    const manager = await club.as('manager');
    await manager.post('/club', wish());
    const pages = ['/club', '/patients', '/patients.csv', `/patients/${memberId}`, '/account', '/visits/new', '/messages', '/jobs'];
    const look = async (): Promise<string[]> => {
      const texts: string[] = [];
      for (const path of pages)
        texts.push((await manager.get(path)).text.replace(/(name="_csrf" value|_csrf=)"?[^"]*/g, '').replace(/value="[0-9a-f-]{36}"/g, ''));
      return texts;
    };
    await manager.get('/club');
    const rows = await standing();
    const before = await look();
    const later = addJalaliMonths(TODAY, 4);
    await manager.post('/club', wish({ kind: 'tiered', effectiveOn: fmt.day(later) }));
    expect((await manager.get('/club')).text).to.contain('در راه');
    expect((await manager.get('/tiers')).status).to.equal(404);
    const [, pending] = await loyaltyVersions(club.db, club.clinic.id);
    await manager.post(`/club/choices/${pending!.id}/reversal`, {}, '/club');
    await manager.get('/club');
    expect(await look()).to.deep.equal(before);
    expect(await standing()).to.deep.equal(rows);
    club.setNow(instantOf(later, '10:00'));
    expect((await (await club.as('manager')).get('/tiers')).status).to.equal(404);
  });

  it('opens the tiers on the day that was chosen', async () => {
    const later = addJalaliMonths(TODAY, 1);
    await chooseClub({ ...tools(), form: { kind: 'single', isOn: true, effectiveOn: TODAY } });
    await chooseClub({ ...tools(), form: { kind: 'tiered', isOn: true, effectiveOn: later } });
    club.setNow(instantOf(addDays(later, -1), '10:00'));
    expect((await (await club.as('manager')).get('/tiers')).status).to.equal(404);
    club.setNow(instantOf(later, '10:00'));
    expect((await (await club.as('manager')).get('/tiers')).status).to.equal(200);
  });

  for (const form of [
    { kind: 'single', isOn: true },
    { kind: 'vip', isOn: true },
    { kind: 'tiered', isOn: false },
  ] as const) {
    it(`changes no tier and says nothing while it is ${form.kind}${form.isOn ? '' : ' and off'}; going back gives what was never left`, async () => {
      const day = (n: number) => new Date(NOW.getTime() + n * DAY_MS);
      const twin = await openTestClub();
      const told = async (which: TestClub, switches: boolean) => {
        const here = { db: which.db, clinic: which.clinic, actor: SYSTEM };
        const people: number[] = [];
        const specialty = await findOrCreateSpecialty(which.db, { clinicId: which.clinic.id, name: 'پوست' });
        for (const visits of [0, 2, 5, 9]) {
          const { id } = await buildPatient(which.db, which.clinic);
          people.push(id);
          for (let i = 1; i <= visits; i += 1) {
            const visit = visitForm(specialty.id, addDays(TODAY, -i * 20));
            await recordVisit({ ...here, asOf: NOW, patientId: id, form: visit });
          }
        }
        if (switches) await chooseClub({ ...here, asOf: NOW, form: { ...form, effectiveOn: TODAY } });
        const before = await which.db.select(`SELECT COUNT(*) AS n FROM club_events WHERE clinic_id = :c AND kind = 'tier.changed'`, {
          c: which.clinic.id,
        });
        const silent = await which.db.select(`SELECT tier FROM patients WHERE clinic_id = :c ORDER BY member_number`, {
          c: which.clinic.id,
        });
        for (const id of people.slice(0, 2)) {
          for (let n = 1; n <= 4; n += 1) {
            const visit = visitForm(specialty.id, tehranDay(day(n)));
            await recordVisit({ ...here, asOf: day(n), patientId: id, form: visit });
          }
        }
        await reviewTiers({ ...here, asOf: day(5) });
        if (switches) {
          const after = await which.db.select(`SELECT COUNT(*) AS n FROM club_events WHERE clinic_id = :c AND kind = 'tier.changed'`, {
            c: which.clinic.id,
          });
          expect(after, 'nobody rises unseen').to.deep.equal(before);
          expect(
            await which.db.select(`SELECT tier FROM patients WHERE clinic_id = :c ORDER BY member_number`, { c: which.clinic.id }),
          ).to.deep.equal(silent);
          const [version] = await loyaltyVersions(which.db, which.clinic.id);
          const back = await takeBackClub({ ...here, asOf: day(6), id: version!.id });
          expect(back).to.include({ ok: true, beginsTiers: true });
        }
        await reviewTiers({ ...here, asOf: day(6) });
        return which.db.select(
          `SELECT member_number, tier, tier_credit, visit_count, last_visit_on FROM patients WHERE clinic_id = :c ORDER BY member_number`,
          { c: which.clinic.id },
        );
      };
      const never = await openTestClub();
      expect(await told(twin, true)).to.deep.equal(await told(never, false));
      await Promise.all([twin.close(), never.close()]);
    });
  }

  it('reviews at once when tiers begin today', async () => {
    await chooseClub({
      ...tools(new Date(NOW.getTime() - 5 * DAY_MS)),
      form: { kind: 'single', isOn: true, effectiveOn: addDays(TODAY, -5) },
    });
    const lateId = await memberWith(4);
    expect(await events()).to.equal(1);
    const manager = await club.as('manager');
    await manager.post('/club', wish({ kind: 'tiered' }));
    const [late] = await club.db.select<{ tier: string }>('SELECT tier FROM patients WHERE id = :lateId', { lateId });
    expect(late?.tier).to.equal('silver');
    expect(await events()).to.equal(2);
  });

  it('lets one of two parallel decisions for a day pass', async () => {
    const forms = (['single', 'vip', 'single', 'vip'] as const).map((kind) =>
      chooseClub({ ...tools(), form: { kind, isOn: true, effectiveOn: TODAY } }),
    );
    const answers = await Promise.all(forms);
    expect(answers.filter((answer) => answer.ok && answer.isNew)).to.have.length(1);
    expect(await loyaltyVersions(club.db, club.clinic.id)).to.have.length(1);
  });

  it('may be chosen for all its past while the clinic begins', async () => {
    await club.db.records.Clinic.update({ createdAt: NOW }, { where: { id: club.clinic.id } });
    const manager = await club.as('manager');
    expect((await manager.get('/club')).text).to.contain('name="wholePast"');
    expect((await manager.post('/club', wish({ wholePast: 'yes' }))).status).to.equal(303);
    expect((await manager.get('/club')).text)
      .to.contain('از آغاز')
      .and.not.contain('name="wholePast"');
  });

  it('knows no decision of another clinic', async () => {
    await chooseClub({ ...tools(), clinic: club.otherClinic, form: { kind: 'single', isOn: true, effectiveOn: TODAY } });
    const [foreign] = await loyaltyVersions(club.db, club.otherClinic.id);
    const manager = await club.as('manager');
    expect((await manager.post(`/club/choices/${foreign!.id}/reversal`, {}, '/club')).status).to.equal(422);
    expect((await loyaltyVersions(club.db, club.otherClinic.id))[0]?.undoneAt).to.equal(null);
  });
});
