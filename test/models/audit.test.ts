import { expect } from 'chai';
import { checkAudit } from '../../models/audit-check.js';
import { appendAudit, appendAudits, type AuditNote } from '../../models/audit.js';
import type { Clinic } from '../../models/clinic.js';
import { openDatabase, type Db } from '../../models/database.js';
import { buildClinic, NOW, SYSTEM } from '../support/builders.js';
import { freshSqliteFile, openTestDatabase, TEST_SECRET } from '../support/database.js';

describe('the audit log', function () {
  this.timeout(60_000);
  let db: Db;
  let clinic: Clinic;
  beforeEach(async () => {
    db = await openTestDatabase();
    clinic = await buildClinic(db);
  });
  afterEach(() => db.close());

  const note = (change: Partial<AuditNote> = {}): AuditNote => ({
    clinicId: clinic.id,
    at: new Date(NOW.getTime() + 123),
    actor: SYSTEM,
    action: 'patient.read',
    subjectKind: 'patient',
    subjectId: 7,
    fields: ['mobile', 'area'],
    address: '192.0.2.*',
    ...change,
  });
  const several = (count: number): Promise<void> =>
    appendAudits(
      db,
      Array.from({ length: count }, (_, i) => note({ subjectId: i })),
    );
  const rows = () =>
    db.select<{ number: number }>('SELECT number FROM audit_entries WHERE clinic_id = :c ORDER BY number', { c: clinic.id });

  it('is whole when nothing was written, and after every way of writing', async () => {
    expect(await checkAudit(db, clinic.id)).to.deep.equal({ entries: 0, fault: null });
    await appendAudit(db, note());
    await several(450);
    await appendAudit(
      db,
      note({ subjectKind: null, subjectId: null, fields: [], address: null, actor: { kind: 'patient', patientId: 3 } }),
    );
    expect(await checkAudit(db, clinic.id)).to.deep.equal({ entries: 452, fault: null });
    expect((await rows()).map((row) => row.number)).to.deep.equal(Array.from({ length: 452 }, (_, i) => i + 1));
  });

  it('keeps one chain however many write at once, and one for each clinic', async () => {
    const other = await buildClinic(db);
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        i % 3 === 0 ? appendAudit(db, note({ clinicId: other.id })) : appendAudits(db, [note(), note({ action: 'visit.record' })]),
      ),
    );
    expect(await checkAudit(db, clinic.id)).to.deep.equal({ entries: 80, fault: null });
    expect(await checkAudit(db, other.id)).to.deep.equal({ entries: 20, fault: null });
  });

  it('adds nothing when the work around it is taken back', async () => {
    await several(3);
    await db
      .transaction(async () => {
        await appendAudit(db, note());
        throw new Error('no');
      })
      .catch(() => null);
    expect(await checkAudit(db, clinic.id)).to.deep.equal({ entries: 3, fault: null });
  });

  const deeds: [string, string, { number: number; kind: string }][] = [
    ['a changed action', `UPDATE audit_entries SET action = 'patient.list' WHERE number = 4`, { number: 4, kind: 'changed' }],
    [
      'a changed instant',
      `UPDATE audit_entries SET at = '2020-01-01 00:00:00.000 +00:00' WHERE number = 5`,
      { number: 5, kind: 'changed' },
    ],
    ['a changed patient', 'UPDATE audit_entries SET subject_id = 99 WHERE number = 1', { number: 1, kind: 'changed' }],
    ['a changed person', `UPDATE audit_entries SET actor_kind = 'job' WHERE number = 10`, { number: 10, kind: 'changed' }],
    ['a changed address', `UPDATE audit_entries SET address = NULL WHERE number = 6`, { number: 6, kind: 'changed' }],
    ['a missing entry', 'DELETE FROM audit_entries WHERE number = 3', { number: 3, kind: 'missing' }],
    ['a missing beginning', 'DELETE FROM audit_entries WHERE number < 3', { number: 1, kind: 'missing' }],
    ['a missing end', 'DELETE FROM audit_entries WHERE number > 8', { number: 9, kind: 'missing' }],
    ['everything missing', 'DELETE FROM audit_entries', { number: 1, kind: 'missing' }],
    [
      'a gap that was closed',
      'DELETE FROM audit_entries WHERE number = 3; UPDATE audit_entries SET number = number - 1 WHERE number > 3',
      { number: 3, kind: 'changed' },
    ],
    [
      'two that changed places',
      'UPDATE audit_entries SET number = -1 WHERE number = 4; UPDATE audit_entries SET number = 4 WHERE number = 5; UPDATE audit_entries SET number = 5 WHERE number = -1',
      { number: 4, kind: 'changed' },
    ],
    [
      'an entry copied from the beginning',
      `UPDATE audit_entries SET number = -7 WHERE number = 7; INSERT INTO audit_entries (clinic_id, number, at, actor_kind, actor_id, action, subject_kind, subject_id, fields, address, previous_mac, mac) SELECT clinic_id, 7, at, actor_kind, actor_id, action, subject_kind, subject_id, fields, address, previous_mac, mac FROM audit_entries WHERE number = 2; DELETE FROM audit_entries WHERE number = -7`,
      { number: 7, kind: 'changed' },
    ],
  ];
  for (const [what, sql, fault] of deeds) {
    it(`finds ${what}`, async () => {
      await several(10);
      for (const statement of sql.split('; ')) await db.execute(statement);
      expect((await checkAudit(db, clinic.id)).fault).to.deep.equal(fault);
    });
  }

  it('finds an entry of another chain that fits by its number alone', async () => {
    await several(3);
    const [second] = await db.select<{ mac: string }>('SELECT mac FROM audit_entries WHERE clinic_id = :c AND number = 2', {
      c: clinic.id,
    });
    await db.execute(`UPDATE audit_entries SET previous_mac = :mac WHERE clinic_id = :c AND number = 2`, {
      c: clinic.id,
      mac: second!.mac,
    });
    expect((await checkAudit(db, clinic.id)).fault).to.deep.equal({ number: 2, kind: 'changed' });
  });

  it('finds an entry from before that was put back in the place of the one that followed', async () => {
    const columns = 'number, at, actor_kind, actor_id, action, subject_kind, subject_id, fields, address, previous_mac, mac';
    await several(2);
    await db.execute(`CREATE TABLE kept AS SELECT clinic_id, ${columns} FROM audit_entries WHERE number = 2`);
    await db.execute('DELETE FROM audit_entries WHERE number = 2');
    await db.execute(`UPDATE audit_heads SET number = 1, mac = (SELECT mac FROM audit_entries WHERE number = 1)`);
    await appendAudits(db, [note({ action: 'patient.delete' }), note()]);
    await db.execute('DELETE FROM audit_entries WHERE number = 2');
    await db.execute(`INSERT INTO audit_entries (clinic_id, ${columns}) SELECT clinic_id, ${columns} FROM kept`);
    expect((await checkAudit(db, clinic.id)).fault).to.deep.equal({ number: 3, kind: 'reordered' });
  });

  it('cannot be sealed without the secret of the installation', async () => {
    const file = `sqlite:${await freshSqliteFile()}`;
    const first = await openDatabase(file, { secret: TEST_SECRET });
    const there = await buildClinic(first);
    await appendAudits(first, [note({ clinicId: there.id }), note({ clinicId: there.id })]);
    await first.close();
    const stranger = await openDatabase(file, { secret: 'another secret of 32 characters or more' });
    expect((await checkAudit(stranger, there.id)).fault).to.deep.equal({ number: 1, kind: 'changed' });
    await stranger.close();
  });
});
