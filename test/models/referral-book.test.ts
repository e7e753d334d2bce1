import { expect } from 'chai';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import type { Patient } from '../../models/patient.js';
import { pointsStanding } from '../../models/points-book.js';
import { linkReferral, referralCodeOf, settleReferrals } from '../../models/referral-book.js';
import { settleVisits } from '../../models/settle-visits.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../support/builders.js';
import { openTestDatabase } from '../support/database.js';

describe('the book of referrals', () => {
  let db: Db;
  let clinic: Clinic;
  let specialtyId: number;
  before(async () => {
    db = await openTestDatabase();
    clinic = await buildClinic(db);
    specialtyId = (await db.records.Specialty.create({ clinicId: clinic.id, name: 'پوست', searchKey: 'پوست' })).id;
  });
  after(() => db.close());

  const codeOf = (patient: Patient): Promise<string> => referralCodeOf(db, { clinicId: patient.clinicId, patientId: patient.id });
  const link = (code: string, referred: Patient) =>
    db.transaction(() => linkReferral(db, { clinicId: clinic.id, referredId: referred.id, code, via: 'desk', asOf: NOW, actor: SYSTEM }));
  const bring = async (referrer: Patient, overrides: object = {}): Promise<Patient> => {
    const newcomer = await buildPatient(db, clinic, { firstName: 'نازنین', ...overrides });
    expect(await link(await codeOf(referrer), newcomer)).to.include({ ok: true });
    return newcomer;
  };
  const visit = (patient: Patient, visitedOn: string) =>
    db.records.Visit.create({
      clinicId: clinic.id,
      patientId: patient.id,
      specialtyId,
      visitedOn,
      visitedAt: new Date(`${visitedOn}T07:00:00Z`),
      createdAt: NOW,
      updatedAt: NOW,
    });
  const settle = (patient: Patient) =>
    db.transaction(() => settleReferrals(db, { clinicId: clinic.id, patientIds: [patient.id], asOf: NOW, actor: SYSTEM }));
  const successOf = async (patient: Patient) =>
    (
      await db.select<{ on: string | null }>(
        'SELECT succeeded_on AS "on" FROM referrals WHERE clinic_id = :clinicId AND referred_id = :id',
        {
          clinicId: clinic.id,
          id: patient.id,
        },
      )
    )[0]?.on;
  const eventsOf = async (patient: Patient) =>
    (await db.records.ClubEvent.findAll({ where: { clinicId: clinic.id, patientId: patient.id }, order: [['id', 'ASC']] }))
      .map((event) => event.kind)
      .filter((kind) => kind.startsWith('referral.'));

  it('gives each patient one code, also when many ask at once, and another clinic other codes', async () => {
    const patient = await buildPatient(db, clinic);
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(patient)));
    expect(new Set(codes).size).to.equal(1);
    const stranger = await buildPatient(db, await buildClinic(db));
    expect(await codeOf(stranger)).to.not.equal(codes[0]);
    expect(await link(await codeOf(stranger), patient)).to.include({ reason: 'referral-code-unknown' });
  });

  it('links a newcomer once', async () => {
    const [first, second] = [await buildPatient(db, clinic), await buildPatient(db, clinic)];
    const newcomer = await bring(first);
    expect(await link(await codeOf(second), newcomer)).to.include({ reason: 'referral-linked' });
    expect(await eventsOf(newcomer)).to.deep.equal(['referral.linked']);
  });

  it('refuses oneself, circles of any length, and who has come already', async () => {
    const a = await buildPatient(db, clinic);
    expect(await link(await codeOf(a), a)).to.include({ reason: 'referral-self' });
    const twin = await buildPatient(db, clinic, { mobile: a.mobile });
    expect(await link(await codeOf(a), twin)).to.include({ reason: 'referral-self' });
    const b = await bring(a);
    const c = await bring(b);
    expect(await link(await codeOf(b), a)).to.include({ reason: 'referral-loop' });
    expect(await link(await codeOf(c), a)).to.include({ reason: 'referral-loop' });
    const regular = await buildPatient(db, clinic, { firstName: 'لیلا' });
    await visit(regular, '2026-11-01');
    expect(await link(await codeOf(a), regular)).to.include({ reason: 'referral-visited' });
  });

  it('never closes a circle when two desks link at the same moment', async () => {
    const [a, b] = [await buildPatient(db, clinic), await buildPatient(db, clinic)];
    const [codeA, codeB] = [await codeOf(a), await codeOf(b)];
    const answers = await Promise.all([link(codeA, b), link(codeB, a)]);
    expect(answers.filter((answer) => answer.ok)).to.have.length(1);
  });

  it('lets fifty desks link one newcomer once', async () => {
    const referrers = await Promise.all(Array.from({ length: 5 }, () => buildPatient(db, clinic)));
    const codes = await Promise.all(referrers.map(codeOf));
    const newcomer = await buildPatient(db, clinic, { firstName: 'نازنین' });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => link(codes[i % 5] ?? '', newcomer)));
    expect(answers.filter((answer) => answer.ok)).to.have.length(1);
  });

  it('follows the first visit: succeeds, moves, is taken back, and comes again', async () => {
    const referrer = await buildPatient(db, clinic);
    const newcomer = await bring(referrer);
    expect(await settle(newcomer)).to.deep.equal({ referrerIds: [] });
    const late = await visit(newcomer, '2026-11-10');
    expect(await settle(newcomer)).to.deep.equal({ referrerIds: [referrer.id] });
    expect(await successOf(newcomer)).to.equal('2026-11-10');
    expect(await settle(newcomer)).to.deep.equal({ referrerIds: [] });
    const early = await visit(newcomer, '2026-11-05');
    await settle(newcomer);
    expect(await successOf(newcomer)).to.equal('2026-11-05');
    expect(await eventsOf(referrer)).to.deep.equal(['referral.succeeded']);
    await early.update({ deletedAt: NOW });
    await late.update({ deletedAt: NOW });
    await db.transaction(() =>
      settleVisits(db, { clinicId: clinic.id, patientIds: [newcomer.id], asOf: NOW, actor: SYSTEM, cause: 'visit.deleted' }),
    );
    expect(await successOf(newcomer)).to.equal(null);
    await late.update({ deletedAt: null });
    await settle(newcomer);
    expect(await eventsOf(referrer)).to.deep.equal(['referral.succeeded', 'referral.taken-back', 'referral.succeeded']);
  });

  it('thanks with points of the rule after the first visit, and takes them back with it', async () => {
    await db.execute(`INSERT INTO point_rules (clinic_id, effective_on, referral, created_at) VALUES (:clinicId, '2020-01-01', 40, :at)`, {
      clinicId: clinic.id,
      at: NOW,
    });
    const referrer = await buildPatient(db, clinic);
    const newcomer = await bring(referrer);
    const balance = async () => (await pointsStanding(db, { clinicId: clinic.id, patientId: referrer.id, day: '2026-11-22' })).balance;
    const thankedAt = async () =>
      (
        await db.select<{ thankedAt: Date | null }>(
          'SELECT thanked_at AS "thankedAt" FROM referrals WHERE clinic_id = :clinicId AND referred_id = :id',
          { clinicId: clinic.id, id: newcomer.id },
        )
      )[0]?.thankedAt;
    await settle(newcomer);
    expect(await balance()).to.equal(0);
    const first = await visit(newcomer, '2026-11-10');
    await settle(newcomer);
    await settle(newcomer);
    expect(await balance()).to.equal(40);
    expect(await thankedAt()).to.deep.equal(NOW);
    await first.update({ deletedAt: NOW });
    await settle(newcomer);
    expect(await balance()).to.equal(0);
    expect(await thankedAt()).to.equal(null);
    await first.update({ deletedAt: null });
    await settle(newcomer);
    expect(await balance()).to.equal(40);
  });
});
