import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import type { Db } from '../../../models/database.js';
import { badRowsOf, takeUpImport } from '../../../models/import-book.js';
import { reviewStanding } from '../../../models/standing.js';
import { pointsStanding } from '../../../models/points-book.js';
import { beginImport, importFile, type ImportFile } from '../../../server/actions/import-file.js';
import { cancelImport } from '../../../server/actions/cancel-import.js';
import { recordVisit } from '../../../server/actions/record-visit.js';
import { rehearseImport } from '../../../server/actions/rehearse-import.js';
import { startImport } from '../../../server/actions/run-import.js';
import { undoImport } from '../../../server/actions/undo-import.js';
import { importMapForm } from '../../../server/forms/import-form.js';
import { buildClinic, buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { openTestDatabase } from '../../support/database.js';
import { csvOf, fileOf, rowOf } from '../../support/import-files.js';
import { buildPointRule } from '../../support/points.js';

const clock = () => NOW;

describe('importing a clinic file', () => {
  let db: Db;
  let clinic: Clinic;
  before(async () => {
    db = await openTestDatabase();
  });
  after(() => db.close());
  beforeEach(async () => {
    clinic = await buildClinic(db);
  });

  const request = async (rows: string[][], more: Partial<ImportFile> = {}): Promise<ImportFile> => ({
    db,
    clinic,
    actor: SYSTEM,
    clock,
    file: await fileOf(csvOf(rows)),
    map: {},
    ...more,
  });
  const bring = async (rows: string[][], more: Partial<ImportFile> = {}) => {
    const done = await importFile(await request(rows, more));
    if (!done.ok) throw new Error(done.reason);
    const bad = [];
    for await (const { row, column, reason } of badRowsOf(db, clinic.id, done.importId)) bad.push({ row, column, reason });
    return { ...done, bad };
  };
  const count = async (table: 'patients' | 'visits' | 'club_events' | 'imports' | 'import_bad_rows' | 'consents', condition = '1 = 1') => {
    const [row] = await db.select<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE clinic_id = :clinicId AND ${condition}`, {
      clinicId: clinic.id,
    });
    return Number(row?.n);
  };
  const importOf = (id: number) => db.records.Import.findOne({ where: { clinicId: clinic.id, id }, rejectOnEmpty: true });
  const patientOf = async (fileNumber: string) =>
    db.records.Patient.findOne({ where: { clinicId: clinic.id, fileNumber }, rejectOnEmpty: true });

  it('brings in patients and visits, once, and names every bad row', async () => {
    const rows = [
      rowOf(),
      rowOf({ 'تاریخ مراجعه': '1403/06/02' }),
      rowOf(),
      rowOf({ 'شماره پرونده': '101', نام: 'علي', جنسیت: 'مرد', 'کد بیماری': 'خال' }),
      rowOf({ 'شماره پرونده': '102', ساعت: '25:70' }),
      rowOf({ 'شماره پرونده': '' }),
    ];
    const first = await bring(rows);
    expect(first.counts).to.deep.equal({ rows: 6, visits: 3, patients: 2, duplicates: 1, bad: 2, forgiven: 0 });
    expect(first.bad).to.deep.equal([
      { row: 6, column: 'ساعت', reason: 'time-does-not-exist' },
      { row: 7, column: 'شماره پرونده', reason: 'no-file-number' },
    ]);
    const sara = await patientOf('100');
    expect(sara).to.include({
      firstName: 'سارا',
      status: 'member',
      memberSinceOn: '2024-07-23',
      visitCount: 2,
      lastVisitOn: '2024-08-23',
      education: 'diploma',
    });
    const again = await bring(rows);
    expect(again.counts).to.deep.equal({ rows: 6, visits: 0, patients: 0, duplicates: 4, bad: 2, forgiven: 0 });
    expect(await count('visits')).to.equal(3);
  });

  it('tells the event log of every patient and visit, and of the import', async () => {
    await bring([rowOf(), rowOf({ 'تاریخ مراجعه': '1403/06/02' })]);
    const kinds = await db.select<{ kind: string; n: number }>(
      'SELECT kind, COUNT(*) AS n FROM club_events WHERE clinic_id = :clinicId GROUP BY kind ORDER BY kind',
      { clinicId: clinic.id },
    );
    expect(kinds.map(({ kind, n }) => `${kind} ${String(n)}`)).to.deep.equal([
      'import.done 1',
      'patient.became-member 1',
      'patient.enrolled 1',
      'visit.recorded 2',
    ]);
  });

  it('works tiers out as if the visits had been recorded one by one', async () => {
    const days = ['1405/01/10', '1405/02/10', '1405/03/10', '1405/04/10', '1405/05/10', '1405/06/10'];
    await bring(days.map((day) => rowOf({ 'تاریخ مراجعه': day })));
    const { id, tier, tierCredit } = await patientOf('100');
    expect(tier).to.not.equal('basic');
    const { changed } = await reviewStanding(db, { clinicId: clinic.id, patientIds: [id], asOf: NOW, actor: SYSTEM, cause: 'time.passed' });
    expect([changed, tierCredit]).to.deep.equal([0, 6]);
  });

  it('moves membership back when an older visit comes later in the file', async () => {
    await bring([rowOf({ 'تاریخ مراجعه': '1404/01/01' }), rowOf({ 'تاریخ مراجعه': '1402/01/01' })]);
    await bring([rowOf({ 'تاریخ مراجعه': '1401/01/01' })]);
    expect((await patientOf('100')).memberSinceOn).to.equal('2022-03-21');
  });

  it('gives no consent unless the clinic vouches for it', async () => {
    await bring([rowOf()]);
    expect(await count('consents')).to.equal(0);
    await bring([rowOf({ 'شماره پرونده': '200' })], { consents: ['service'] });
    expect(await count('consents', `source = 'import' AND purpose = 'service'`)).to.equal(1);
  });

  it('knows patients of the club by national code, and by name with mobile', async () => {
    await buildPatient(db, clinic, { firstName: 'سارا', lastName: 'نوری', nationalCode: '0499370899' });
    await buildPatient(db, clinic, { firstName: 'علی', lastName: 'کریمی', mobile: '09350000000' });
    const { counts } = await bring([
      rowOf({ 'شماره پرونده': '300', 'کد ملی': '499370899' }),
      rowOf({ 'شماره پرونده': '301', نام: 'علي', 'نام خانوادگی': 'كريمي', موبایل: '+989350000000', جنسیت: 'مرد' }),
    ]);
    expect(counts).to.include({ patients: 0, visits: 2 });
    expect(await patientOf('301')).to.include({ firstName: 'علی', status: 'member' });
  });

  it('refuses a national code that the club has under another name, or leaves it out when told to', async () => {
    await buildPatient(db, clinic, { firstName: 'مادر', lastName: 'نوری', nationalCode: '0499370899' });
    const row = rowOf({ 'شماره پرونده': '300', 'کد ملی': '0499370899' });
    expect((await bring([row])).bad).to.deep.equal([{ row: 2, column: 'کد ملی', reason: 'national-code-of-another' }]);
    expect((await bring([row], { map: { lenient: ['national_code'] } })).counts).to.include({ patients: 1, bad: 0 });
  });

  it('does not bring back a patient whom the clinic deleted', async () => {
    await bring([rowOf()]);
    await (await patientOf('100')).update({ deletedAt: NOW });
    expect((await bring([rowOf()])).bad).to.deep.equal([{ row: 2, column: 'شماره پرونده', reason: 'patient-was-deleted' }]);
  });

  it('keeps families on one mobile apart, and namesakes with files of their own', async () => {
    const { counts } = await bring([rowOf(), rowOf({ 'شماره پرونده': '101', نام: 'نوید' }), rowOf({ 'شماره پرونده': '102' })]);
    expect(counts.patients).to.equal(3);
  });

  it('reads patients and visits from two files', async () => {
    const patients = csvOf(
      [
        ['100', 'سارا نوری', '1370/01/15'],
        ['101', 'علی کریمی', '1360/01/01'],
        ['101', 'علی کریمی', '1360/01/01'],
      ],
      ['شماره پرونده', 'نام و نام خانوادگی', 'تاریخ تولد'],
    );
    const visits = csvOf(
      [
        ['100', '1403/05/02', 'داخلی'],
        ['999', '1403/05/02', 'داخلی'],
      ],
      ['شماره پرونده', 'تاریخ مراجعه', 'تخصص'],
    );
    const files = { file: await fileOf(visits), patientsFile: await fileOf(patients, 'patients.csv') };
    const first = await bring([], files);
    expect(first.counts).to.include({ rows: 5, patients: 2, visits: 1, duplicates: 1, bad: 1 });
    expect(first.bad).to.deep.equal([{ row: 3, column: 'شماره پرونده', reason: 'patient-not-known' }]);
    expect((await bring([], files)).counts).to.include({ patients: 0, visits: 0 });
    expect(await patientOf('101')).to.include({ status: 'prospect', memberSinceOn: null });
  });

  it('reads a laboratory file by its map: ages, day numbers, words of its own', async () => {
    const map = importMapForm.parse(JSON.parse(await readFile('test/support/covid-map.json', 'utf8')));
    const header = 'rownames,subject_id,fake_first_name,fake_last_name,gender,pan_day,test_id,clinic_name,result,age'.split(',');
    const rows = [
      ['1', '7', 'jhezane', 'westerling', 'female', '4', 'covid', 'clinical lab', 'negative', '0.8'],
      ['2', '7', 'jhezane', 'westerling', 'female', '4', 'covid', 'clinical lab', 'negative', '0.8'],
      ['3', '8', 'grunt', 'rivers', 'male', '107', 'covid', 'picu', 'positive', '138'],
    ];
    const { counts } = await bring([], { file: await fileOf(csvOf(rows, header)), map });
    expect(counts).to.include({ rows: 3, patients: 2, visits: 3, bad: 0 });
    const baby = await patientOf('7');
    expect([baby.birthOn, Boolean(baby.birthIsEstimated), baby.sex, baby.memberSinceOn]).to.deep.equal([
      '2019-03-21',
      true,
      'f',
      '2020-03-05',
    ]);
  });

  it('refuses a file or map that does not fit, and leaves no trace', async () => {
    const done = await importFile(await request([rowOf()], { map: { columns: { 'ستون دیگر': 'mobile' } } }));
    expect(done).to.include({ ok: false, reason: 'column-not-in-file' });
    const broken = await importFile(await request([], { file: await fileOf('a,b\n1,"2') }));
    expect(broken).to.include({ ok: false, reason: 'file-broken-quote' });
    expect(await count('imports')).to.equal(0);
  });

  it('rehearses with the same counts and writes nothing', async () => {
    const rows = [rowOf(), rowOf(), rowOf({ 'شماره پرونده': '101' }), rowOf({ جنسیت: 'X' })];
    const asked = await request(rows);
    const rehearsed = await rehearseImport({ ...asked, asOf: NOW });
    expect(await count('patients')).to.equal(0);
    const real = await importFile(asked);
    expect(rehearsed.ok && real.ok && rehearsed.counts).to.deep.equal(real.ok && real.counts);
    expect(await count('club_events')).to.be.above(0);
  });

  it('takes up an import where its process ended, and counts as if it had never stopped', async () => {
    const rows = Array.from({ length: 1203 }, (_, n) =>
      rowOf({
        'شماره پرونده': String(n % 300),
        ساعت: `${String(8 + (n % 12))}:00`,
        نام: n % 100 === 7 ? '' : 'سارا',
        'نام خانوادگی': n % 100 === 7 ? '' : `نوری`,
        'تاریخ مراجعه': `1403/05/${String((n % 30) + 1)}`,
      }),
    );
    const asked = await request(rows);
    const wanted = await rehearseImport({ ...asked, asOf: NOW });
    const record = await beginImport({ ...asked, asOf: NOW, options: {} });
    const importId = Number(record.id);
    let beats = 0;
    const dying = () => {
      beats += 1;
      if (beats === 4) throw new Error('the process ended');
      return NOW;
    };
    const started = await startImport({ ...asked, importId, consents: [], clock: dying });
    const end = started.ok ? await started.ended.catch((error: unknown) => String(error)) : started;
    expect(end).to.equal('Error: the process ended');
    const halfway = await importOf(importId);
    expect(halfway.state).to.equal('failed');
    expect(Number(halfway.rowsRead)).to.be.within(1, 1202);
    const again = await startImport({ ...asked, importId, consents: [] });
    const done = again.ok ? await again.ended : again;
    expect(done.ok && wanted.ok && done.counts).to.deep.equal(wanted.ok && wanted.counts);
    expect(await count('import_bad_rows')).to.equal(wanted.ok ? wanted.counts.bad : -1);
  });

  it('lets one import of a clinic run at a time, and takes up one that went silent', async () => {
    const asked = await request([rowOf()]);
    const ids = [await beginImport({ ...asked, asOf: NOW, options: {} }), await beginImport({ ...asked, asOf: NOW, options: {} })].map(
      ({ id }) => Number(id),
    );
    const takeUp = (place: number, now: Date) => takeUpImport(db, { clinicId: clinic.id, id: ids[place] ?? 0, now });
    expect(await takeUp(0, NOW)).to.equal(true);
    expect(await takeUp(0, NOW)).to.equal(false);
    expect(await takeUp(1, NOW)).to.equal(false);
    const later = new Date(NOW.getTime() + 61_000);
    expect(await takeUp(0, later)).to.equal(true);
    expect(await takeUp(1, new Date(NOW.getTime() + 130_000))).to.equal(true);
  });

  it('stops when it is cancelled and keeps what it brought', async () => {
    const rows = Array.from({ length: 1100 }, (_, n) => rowOf({ 'شماره پرونده': String(n) }));
    const asked = await request(rows);
    const importId = Number((await beginImport({ ...asked, asOf: NOW, options: {} })).id);
    let beats = 0;
    let press = (): void => undefined;
    const pressed = new Promise<void>((resolve) => (press = resolve));
    const cancelled = pressed.then(() => cancelImport({ db, clinic, id: importId, asOf: NOW }));
    const watching = () => {
      beats += 1;
      if (beats === 4) press();
      return NOW;
    };
    const started = await startImport({ ...asked, importId, consents: [], clock: watching });
    const done = started.ok ? await started.ended : started;
    await cancelled;
    expect(done.ok && done.wasCancelled).to.equal(true);
    const record = await importOf(importId);
    expect(record.state).to.equal('cancelled');
    expect(await count('visits'))
      .to.equal(Number(record.rowsRead))
      .and.to.be.within(1, 1099);
    expect(await count('patients', 'visit_count = 1')).to.equal(Number(record.rowsRead));
  });

  describe('taking it back', () => {
    const undo = async (id: number) => {
      const done = await undoImport({ db, clinic, actor: SYSTEM, id, clock });
      return done?.ok ? done.undone : done?.reason;
    };

    it('removes visits and patients as if they had never been, and the file can come again', async () => {
      const rows = [rowOf(), rowOf({ 'شماره پرونده': '101' })];
      const { importId } = await bring(rows);
      expect(await undo(importId)).to.deep.equal({ visits: 2, patients: 2, keptVisits: 0, keptPatients: 0 });
      expect(await count('patients')).to.equal(0);
      expect(await count('club_events', "kind <> 'import.done' AND kind <> 'import.undone'")).to.equal(0);
      expect(await undo(importId)).to.equal('import-undone-before');
      expect((await bring(rows)).counts).to.include({ visits: 2, patients: 2 });
    });

    it('keeps patients the club has had to do with since, with the tier that remains', async () => {
      const days = ['1405/01/10', '1405/02/10', '1405/03/10', '1405/04/10', '1405/05/10', '1405/06/10'];
      const { importId } = await bring([...days.map((day) => rowOf({ 'تاریخ مراجعه': day })), rowOf({ 'شماره پرونده': '101' })]);
      const sara = await patientOf('100');
      const [specialty] = await db.records.Specialty.findAll({ where: { clinicId: clinic.id } });
      const form = {
        specialtyId: Number(specialty?.id),
        serviceId: null,
        illness: null,
        physicianId: null,
        day: '2026-11-20',
        time: null,
        amountRial: null,
        note: null,
        appointmentId: null,
      };
      await recordVisit({ db, clinic, actor: SYSTEM, asOf: NOW, patientId: Number(sara.id), form });
      expect(await undo(importId)).to.deep.equal({ visits: 7, patients: 1, keptVisits: 0, keptPatients: 1 });
      expect(await patientOf('100')).to.include({ visitCount: 1, tier: 'basic', memberSinceOn: '2026-11-20', status: 'member' });
    });

    it('makes a prospect of the club a prospect again', async () => {
      await buildPatient(db, clinic, { firstName: 'سارا', lastName: 'نوری', mobile: '09121234567' });
      const { importId } = await bring([rowOf({ 'شماره پرونده': '100' })]);
      expect((await patientOf('100')).status).to.equal('member');
      expect(await undo(importId)).to.include({ visits: 1, patients: 0 });
      expect(await patientOf('100')).to.include({ status: 'prospect', memberSinceOn: null, visitCount: 0 });
    });

    it('takes the points of its visits back, and together with their patients where nobody has had to do with these', async () => {
      await buildPointRule(db, clinic, { effectiveOn: '2020-01-01', expiryMonths: null });
      const known = await buildPatient(db, clinic, { firstName: 'سارا', lastName: 'نوری', mobile: '09121234567' });
      const { importId } = await bring([rowOf({ 'شماره پرونده': '100' }), rowOf({ 'شماره پرونده': '101', نام: 'علی' })]);
      const standing = () => pointsStanding(db, { clinicId: clinic.id, patientId: known.id, day: '2026-11-22' });
      expect((await standing()).balance).to.be.at.least(20);
      expect(await undo(importId)).to.deep.equal({ visits: 2, patients: 1, keptVisits: 0, keptPatients: 0 });
      expect((await standing()).balance).to.equal(0);
      const left = await db.select<{ patientId: number }>(
        'SELECT DISTINCT patient_id AS "patientId" FROM point_entries WHERE clinic_id = :id',
        { id: clinic.id },
      );
      expect(left).to.deep.equal([{ patientId: known.id }]);
    });

    it('refuses another clinic and an import that runs', async () => {
      const { importId } = await bring([rowOf()]);
      const other = await buildClinic(db);
      expect(await undoImport({ db, clinic: other, actor: SYSTEM, id: importId, clock })).to.equal(null);
      await db.records.Import.update({ state: 'running' }, { where: { clinicId: clinic.id, id: importId } });
      expect(await undo(importId)).to.equal('import-running');
    });
  });
});
