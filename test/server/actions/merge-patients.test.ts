import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import { becomeMember } from '../../../models/membership.js';
import { consentsOf, stateConsent } from '../../../models/consent-book.js';
import type { Db, Row } from '../../../models/database.js';
import { LEFT_COLUMNS, MOVED_TABLES, TREATED_COLUMNS } from '../../../models/merged-tables.js';
import type { Patient } from '../../../models/patient.js';
import { instantOf } from '../../../models/persian/tehran-time.js';
import { pointsStanding } from '../../../models/points-book.js';
import { linkReferral, referralCodeOf } from '../../../models/referral-book.js';
import type { MergeField } from '../../../models/rules/merge-fields.js';
import { settleVisits } from '../../../models/settle-visits.js';
import { importFile } from '../../../server/actions/import-file.js';
import { mergePatients, undoMerge } from '../../../server/actions/merge-patients.js';
import { openMirror } from '../../../server/analytics/mirror.js';
import { refreshFacts } from '../../../server/analytics/refresh.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { csvOf, fileOf as importedFile, rowOf } from '../../support/import-files.js';
import { openTestDatabase, TEST_FOLDER } from '../../support/database.js';

const LATER = new Date(NOW.getTime() + 60_000);
const CODE = '0499370899';
const OTHER_CODE = '0790419904';

describe('one person, one file', function () {
  this.timeout(20_000);
  let db: Db;
  let clinic: Clinic;
  let specialtyId: number;
  beforeEach(async () => {
    db = await openTestDatabase();
    clinic = await buildClinic(db);
    specialtyId = (await db.records.Specialty.create({ clinicId: clinic.id, name: 'پوست', searchKey: 'پوست' })).id;
    await db.execute(
      `INSERT INTO point_rules (clinic_id, effective_on, per_ten_thousand_toman, welcome, referral, answer, expiry_months, created_at)
       VALUES (:clinicId, '2020-01-01', 1, 50, 40, 5, 12, :at)`,
      { clinicId: clinic.id, at: NOW },
    );
  });
  afterEach(() => db.close());

  const visit = async (patient: Patient, visitedOn: string): Promise<number> => {
    const { clinicId, id: patientId } = patient;
    const visitedAt = instantOf(visitedOn, '10:00');
    const facts = { clinicId, patientId, specialtyId, visitedOn, visitedAt, amountRial: 5_000_000, createdAt: NOW, updatedAt: NOW };
    const { id } = await db.transaction(async () => {
      const recorded = await db.records.Visit.create(facts);
      await becomeMember(db, { clinicId, patientId, visitedOn, visitedAt, actor: SYSTEM, asOf: NOW });
      await settleVisits(db, { clinicId, patientIds: [patientId], asOf: NOW, actor: SYSTEM, cause: 'visit.recorded' });
      return recorded;
    });
    return id;
  };
  const consent = (patient: Patient, purpose: 'service' | 'promotion' | 'survey', isGiven: boolean) =>
    db.transaction(() =>
      stateConsent(db, { clinicId: clinic.id, patientId: patient.id, purpose, isGiven, source: 'desk', actor: SYSTEM, asOf: NOW }),
    );
  const refer = async (referrer: Patient, referred: Patient): Promise<void> => {
    const code = await referralCodeOf(db, { clinicId: clinic.id, patientId: referrer.id });
    const linked = await db.transaction(() =>
      linkReferral(db, { clinicId: clinic.id, referredId: referred.id, code, via: 'desk', asOf: NOW, actor: SYSTEM }),
    );
    expect(linked).to.include({ ok: true });
  };
  const merge = (kept: Patient, merged: Patient, chosen: MergeField[] = []) =>
    mergePatients({ db, clinic, actor: SYSTEM, asOf: NOW, form: { keptId: kept.id, mergedId: merged.id, chosen: new Set(chosen) } });
  const undo = (mergeId: number) => undoMerge({ db, clinic, actor: SYSTEM, asOf: LATER, mergeId });
  const fileOf = ({ id }: Patient) => db.records.Patient.findOne({ where: { clinicId: clinic.id, id }, rejectOnEmpty: true });

  /** Two files with something in every table that points to patients. */
  const twoFiles = async (): Promise<[Patient, Patient]> => {
    const kept = await buildPatient(db, clinic, { firstName: 'سارا', lastName: 'کریمی', nationalCode: CODE, area: 'ونک' });
    const merged = await buildPatient(db, clinic, {
      firstName: 'ساراا',
      lastName: 'کریمی',
      birthOn: '1990-05-05',
      nationalCode: OTHER_CODE,
    });
    const friend = await buildPatient(db, clinic, { firstName: 'نیما' });
    const guest = await buildPatient(db, clinic, { firstName: 'هما' });
    await refer(friend, merged);
    await refer(merged, guest);
    await referralCodeOf(db, { clinicId: clinic.id, patientId: kept.id });
    for (const day of ['2026-03-01', '2026-06-10', '2026-10-10']) await visit(merged, day);
    const visitId = await visit(kept, '2026-09-01');
    await visit(kept, '2026-11-01');
    await visit(guest, '2026-11-02');
    await consent(kept, 'service', true);
    await consent(merged, 'promotion', false);
    await consent(kept, 'promotion', true);
    await consent(merged, 'survey', true);
    const values = { clinicId: clinic.id, at: NOW, soon: new Date(NOW.getTime() + 86_400_000) };
    for (const [n, patient] of [kept, merged].entries()) {
      const own = { ...values, id: patient.id, n, text: `x${String(n)}` };
      await db.execute(
        `INSERT INTO appointments (clinic_id, patient_id, starts_at, starts_on, state, created_at, updated_at)
         VALUES (:clinicId, :id, :soon, '2026-11-23', 'booked', :at, :at)`,
        own,
      );
      await db.execute(
        `INSERT INTO messages (clinic_id, patient_id, key, purpose, programme, mobile, text, parts, state, local_id, not_before_at, next_try_at, queued_at)
         VALUES (:clinicId, :id, :text, 'service', 'upcoming', '09120000000', 'متن', 1, 'delivered', :n, :at, :at, :at)`,
        own,
      );
      await db.execute(
        `INSERT INTO inbound_messages (clinic_id, provider_id, from_mobile, patient_id, text, handled_as, received_at)
         VALUES (:clinicId, :text, '09120000000', :id, 'سلام', 'other', :at)`,
        own,
      );
      await db.execute(
        `INSERT INTO standing_credits (clinic_id, patient_id, credits, reason, from_on, until_on, given_at)
         VALUES (:clinicId, :id, 1, 'دلیل', '2026-01-01', '2026-12-01', :at)`,
        own,
      );
      await db.execute(
        `INSERT INTO vip_terms (clinic_id, patient_id, reason, from_on, until_on, given_at)
         VALUES (:clinicId, :id, 'دلیل', '2026-01-01', '2026-12-01', :at)`,
        own,
      );
      await db.execute(
        `INSERT INTO member_links (clinic_id, patient_id, token_hash, issued_at, expires_at) VALUES (:clinicId, :id, :text, :at, :soon)`,
        own,
      );
      await db.execute(
        `INSERT INTO member_sessions (clinic_id, token_hash, stage, patient_id, began_at, seen_at) VALUES (:clinicId, :text, 'open', :id, :at, :at)`,
        own,
      );
      await db.execute(
        `INSERT INTO member_requests (clinic_id, patient_id, kind, text, made_at, state) VALUES (:clinicId, :id, 'correction', 'نام', :at, 'open')`,
        own,
      );
      await db.execute(
        `INSERT INTO member_departures (clinic_id, patient_id, left_at, withdrawn_json) VALUES (:clinicId, :id, :at, '[]')`,
        own,
      );
    }
    await db.execute(
      `INSERT INTO survey_invitations (clinic_id, patient_id, visit_id, token_hash, created_at, expires_at)
       VALUES (:clinicId, :id, :visitId, 'h', :at, :soon)`,
      { ...values, id: kept.id, visitId },
    );
    return [await fileOf(kept), await fileOf(merged)];
  };

  /** Every row of every table of the clinic's people. */
  const everything = async (): Promise<Record<string, Row[]>> => {
    const tables = [
      ...new Set([...MOVED_TABLES.map(({ table }) => table), ...TREATED_COLUMNS.map((column) => column.split('.')[0] ?? '')]),
      'patients',
    ];
    const all: Record<string, Row[]> = {};
    for (const table of tables) {
      const rows = await db.select(`SELECT * FROM ${table} WHERE clinic_id = :clinicId`, { clinicId: clinic.id });
      all[table] = rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    }
    return all;
  };

  it('knows every column that points to a patient', async () => {
    const columns =
      db.dialect === 'sqlite'
        ? await db.select<{ name: string }>(
            `SELECT m.name || '.' || c.name AS name FROM sqlite_master m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND (c.name = 'patient_id' OR EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) f
               WHERE f."table" = 'patients' AND f."from" = c.name AND c.name <> 'clinic_id'))`,
          )
        : await db.select<{ name: string }>(
            `SELECT c.table_name || '.' || c.column_name AS name FROM information_schema.columns c
             WHERE c.table_schema = 'public' AND (c.column_name = 'patient_id' OR EXISTS (
               SELECT 1 FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
               WHERE k.contype = 'f' AND k.confrelid = 'patients'::regclass AND k.conrelid = to_regclass(quote_ident(c.table_name))
                 AND a.attname = c.column_name AND c.column_name <> 'clinic_id'))`,
          );
    const known = [...MOVED_TABLES.map(({ table }) => `${table}.patient_id`), ...TREATED_COLUMNS, ...LEFT_COLUMNS];
    expect(columns.map(({ name }) => name).sort()).to.deep.equal(known.sort());
  });

  it('moves everything, keeps the chosen values and the stricter consent, and counts anew', async () => {
    const [kept, merged] = await twoFiles();
    const answer = await merge(kept, merged, ['nationalCode']);
    expect(answer).to.include({ ok: true });
    for (const { table } of MOVED_TABLES) {
      const left = await db.select(`SELECT * FROM ${table} WHERE clinic_id = :clinicId AND patient_id = :id`, {
        clinicId: clinic.id,
        id: merged.id,
      });
      expect(table === 'club_events' ? left.filter((row) => row['kind'] !== 'patient.merged') : left, table).to.deep.equal([]);
    }
    const file = await fileOf(kept);
    expect(file).to.include({ firstName: 'سارا', birthOn: '1990-05-05', area: 'ونک', visitCount: 5, memberSinceOn: '2026-03-01' });
    expect(db.vault.open(file.nationalCodeCipher ?? '')).to.equal(OTHER_CODE);
    expect((await fileOf(merged)).deletedAt).to.deep.equal(NOW);
    const consents = await consentsOf(db, clinic.id, kept.id);
    expect([consents.service?.isGiven, consents.promotion?.isGiven, consents.survey?.isGiven]).to.deep.equal([true, false, true]);
    const [referral] = await db.select<{ n: number }>(
      'SELECT COUNT(*) AS n FROM referrals WHERE clinic_id = :clinicId AND referred_id = :id AND succeeded_on = :on',
      { clinicId: clinic.id, id: kept.id, on: '2026-03-01' },
    );
    expect(Number(referral?.n)).to.equal(1);
    const [stored] = await db.select<{ snapshot: string }>('SELECT snapshot_cipher AS snapshot FROM merges WHERE clinic_id = :clinicId', {
      clinicId: clinic.id,
    });
    expect(stored?.snapshot).not.to.contain('کریمی').and.not.to.contain(kept.mobile);
  });

  for (const welcome of [0, 50]) {
    it(`is taken back to identical rows, with ${String(welcome)} points of welcome for each file`, async () => {
      await db.execute('UPDATE point_rules SET welcome = :welcome WHERE clinic_id = :clinicId', { welcome, clinicId: clinic.id });
      const [kept, merged] = await twoFiles();
      const before = await everything();
      const balances = async () =>
        Promise.all([kept, merged].map(({ id }) => pointsStanding(db, { clinicId: clinic.id, patientId: id, day: '2026-11-22' })));
      const balancesBefore = await balances();
      const done = await merge(kept, merged, ['name', 'nationalCode', 'mobile']);
      if (!done.ok) throw new Error(done.reason);
      expect(await everything()).not.to.deep.equal(before);
      expect(await undo(done.mergeId)).to.include({ ok: true });
      const after = await everything();
      const isOld = (table: string) => (row: Row) => before[table]?.some((old) => JSON.stringify(old) === JSON.stringify(row)) === true;
      // One person is welcomed once: the ledger, which is only added to, then has a reversal and a new line that say nothing together.
      const growing = welcome === 0 ? ['club_events'] : ['club_events', 'point_entries', 'point_lots'];
      for (const [table, rows] of Object.entries(before)) {
        const now = after[table] ?? [];
        if (!growing.includes(table)) expect(now, table).to.deep.equal(rows);
        else if (table !== 'point_lots') expect(now.filter(isOld(table)), table).to.deep.equal(rows);
      }
      expect(await balances()).to.deep.equal(balancesBefore);
      const news = (after['club_events'] ?? []).filter((row) => !isOld('club_events')(row)).map((row) => String(row['kind']));
      expect(new Set(news.filter((kind) => !kind.startsWith('points.')))).to.deep.equal(new Set(['patient.merged', 'patient.unmerged']));
      expect(await undo(done.mergeId)).to.include({ reason: 'merge-undone' });
      expect(await merge(kept, merged)).to.include({ ok: true });
    });
  }

  it('is not taken back when the file was worked with since, and says with what', async () => {
    const [kept, merged] = await twoFiles();
    const done = await merge(kept, merged);
    if (!done.ok) throw new Error(done.reason);
    await visit(kept, '2026-11-20');
    const before = await everything();
    const refused = await undo(done.mergeId);
    expect(refused).to.include({ ok: false, reason: 'merge-touched' });
    expect(refused.ok ? [] : refused.params?.['touched']).to.include('visits');
    expect(await everything()).to.deep.equal(before);
  });

  it('is not taken back when somebody else has the national code now', async () => {
    const [kept, merged] = await twoFiles();
    const done = await merge(kept, merged);
    if (!done.ok) throw new Error(done.reason);
    await buildPatient(db, clinic, { nationalCode: OTHER_CODE });
    expect(await undo(done.mergeId)).to.include({ ok: false, reason: 'merge-code-taken' });
  });

  it('keeps each referral sensible: none by oneself, none twice, none in a circle', async () => {
    const [a, b, c] = [
      await buildPatient(db, clinic),
      await buildPatient(db, clinic, { firstName: 'هما' }),
      await buildPatient(db, clinic),
    ];
    await refer(a, b);
    await refer(b, c);
    const done = await merge(a, c);
    if (!done.ok) throw new Error(done.reason);
    const links = () =>
      db.select<{ by: number; whom: number }>('SELECT referrer_id AS by, referred_id AS whom FROM referrals WHERE clinic_id = :clinicId', {
        clinicId: clinic.id,
      });
    expect(await links()).to.deep.equal([{ by: a.id, whom: b.id }]);
    expect(await undo(done.mergeId)).to.include({ ok: true });
    expect((await links()).map(({ by, whom }) => [by, whom])).to.deep.include.members([
      [a.id, b.id],
      [b.id, c.id],
    ]);
    const self = await merge(a, b);
    expect(self).to.include({ ok: true });
    expect((await links()).map(({ by, whom }) => [by, whom])).to.deep.equal([[a.id, c.id]]);
  });

  it('thanks a referrer when the merge shows that the person came, and takes it back with the merge', async () => {
    const [referrer, prospect, regular] = [
      await buildPatient(db, clinic, { firstName: 'نیما' }),
      await buildPatient(db, clinic, { firstName: 'هما' }),
      await buildPatient(db, clinic, { firstName: 'هما' }),
    ];
    await refer(referrer, prospect);
    await visit(regular, '2026-06-10');
    const balance = async () => (await pointsStanding(db, { clinicId: clinic.id, patientId: referrer.id, day: '2026-11-22' })).balance;
    expect(await balance()).to.equal(0);
    const done = await merge(prospect, regular);
    if (!done.ok) throw new Error(done.reason);
    expect(await balance()).to.equal(40);
    expect(await undo(done.mergeId)).to.include({ ok: true });
    expect(await balance()).to.equal(0);
    expect((await fileOf(prospect)).status).to.equal('prospect');
    const [referral] = await db.select('SELECT succeeded_on, thanked_at FROM referrals WHERE clinic_id = :clinicId', {
      clinicId: clinic.id,
    });
    expect(referral).to.deep.equal({ succeeded_on: null, thanked_at: null });
  });

  it('is followed by the mirror, both ways', async () => {
    const [kept, merged] = await twoFiles();
    const mirror = openMirror({ dataDir: TEST_FOLDER, name: `merge-${String(clinic.id)}-${db.dialect}` });
    const owners = async () => {
      await refreshFacts({ db, mirror, clinicId: clinic.id, asOf: LATER });
      const rows = await mirror.read<{ id: number; n: number }>(
        `SELECT patient_id AS id, count(*) AS n FROM clinic_${String(clinic.id)}.visits GROUP BY ALL ORDER BY id`,
      );
      return rows.filter(({ id }) => [kept.id, merged.id].includes(id)).map(({ id, n }) => [id, n]);
    };
    const before = await owners();
    const done = await merge(kept, merged);
    if (!done.ok) throw new Error(done.reason);
    expect(await owners()).to.deep.equal([[kept.id, 5]]);
    await undo(done.mergeId);
    expect(await owners()).to.deep.equal(before);
    await mirror.close();
  });

  it('lets the same file of the old program come in again and add nothing', async () => {
    const rows = [rowOf(), rowOf({ 'شماره پرونده': '101', 'تاریخ مراجعه': '1403/06/09' })];
    const bring = async () => importFile({ db, clinic, actor: SYSTEM, clock: () => NOW, file: await importedFile(csvOf(rows)), map: {} });
    const first = await bring();
    expect(first.ok && first.counts).to.include({ visits: 2, patients: 2 });
    const of = (fileNumber: string) => db.records.Patient.findOne({ where: { clinicId: clinic.id, fileNumber }, rejectOnEmpty: true });
    expect(await merge(await of('100'), await of('101'))).to.include({ ok: true });
    const again = await bring();
    expect(again.ok && again.counts).to.include({ visits: 0, patients: 0, bad: 0, duplicates: 2 });
  });

  it('refuses a file with itself, of another clinic, deleted, or merged at the same moment', async () => {
    const [kept, merged] = [await buildPatient(db, clinic), await buildPatient(db, clinic)];
    const stranger = await buildPatient(db, await buildClinic(db));
    expect(await merge(kept, kept)).to.include({ reason: 'merge-itself' });
    expect(await merge(kept, stranger)).to.include({ reason: 'merge-gone' });
    const answers = await Promise.all([merge(kept, merged), merge(merged, kept)]);
    expect(answers.filter(({ ok }) => ok)).to.have.length(1);
    expect(answers.filter((answer) => !answer.ok && answer.reason === 'merge-gone')).to.have.length(1);
  });
});
