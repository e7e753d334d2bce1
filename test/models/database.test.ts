import { expect } from 'chai';
import type { Db } from '../../models/database.js';
import { MissingClinicError } from '../../models/clinic-guard.js';
import { migrateDown, migrateUp, NewerDatabaseError, pendingMigrations } from '../../models/migrator.js';
import { buildClinic, buildPatient, NOW } from '../support/builders.js';
import { openTestDatabase, type TestDialect } from '../support/database.js';

for (const dialect of ['sqlite', 'postgres'] as TestDialect[]) {
  describe(`the database on ${dialect}`, function () {
    this.timeout(60_000);
    let db: Db;
    before(async () => {
      db = await openTestDatabase(dialect);
    });
    after(() => db.close());

    const numberOf = async (id: number): Promise<number> => {
      const [row] = await db.select<{ n: number }>('SELECT next_member_number AS n FROM clinics WHERE id = :id', { id });
      return Number(row?.n);
    };

    it('lets 200 concurrent read-modify-writes all succeed in turn', async () => {
      const clinic = await buildClinic(db);
      const start = await numberOf(clinic.id);
      await Promise.all(
        Array.from({ length: 200 }, () =>
          db.transaction(async () => {
            // PostgreSQL lets both read; the row lock is what puts them in turn there.
            const lock = dialect === 'postgres' ? ' FOR UPDATE' : '';
            const [row] = await db.select<{ n: number }>(`SELECT next_member_number AS n FROM clinics WHERE id = :id${lock}`, {
              id: clinic.id,
            });
            await db.execute('UPDATE clinics SET next_member_number = :n WHERE id = :id', { n: Number(row?.n) + 1, id: clinic.id });
          }),
        ),
      );
      expect(await numberOf(clinic.id)).to.equal(start + 200);
    });

    it('takes back only the inner part when a nested transaction fails', async () => {
      const clinic = await buildClinic(db);
      const start = await numberOf(clinic.id);
      const add = () => db.execute('UPDATE clinics SET next_member_number = next_member_number + 1 WHERE id = :id', { id: clinic.id });
      await db.transaction(async () => {
        await add();
        const inner = await db
          .transaction(async () => {
            await add();
            throw new Error('inner');
          })
          .catch((error: unknown) => error);
        expect((inner as Error).message).to.equal('inner');
      });
      expect(await numberOf(clinic.id)).to.equal(start + 1);
    });

    it('takes everything back when the work throws', async () => {
      const clinic = await buildClinic(db);
      const start = await numberOf(clinic.id);
      const failed = await db
        .transaction(async () => {
          await db.execute('UPDATE clinics SET next_member_number = 1 WHERE id = :id', { id: clinic.id });
          throw new Error('no');
        })
        .catch((error: unknown) => error);
      expect((failed as Error).message).to.equal('no');
      expect(await numberOf(clinic.id)).to.equal(start);
    });

    it('queues writes outside a transaction while one is open', async () => {
      const clinic = await buildClinic(db);
      const start = await numberOf(clinic.id);
      const add = () => db.execute('UPDATE clinics SET next_member_number = next_member_number + 1 WHERE id = :id', { id: clinic.id });
      const long = db.transaction(async () => {
        await add();
        await new Promise((resolve) => setTimeout(resolve, 100));
      });
      await Promise.all([long, ...Array.from({ length: 20 }, add)]);
      expect(await numberOf(clinic.id)).to.equal(start + 21);
    });

    it('refuses a query on a clinic-owned table that names no clinic', async () => {
      const answers = await Promise.all(
        [
          db.records.Patient.findAll(),
          db.records.Patient.findByPk(1),
          db.records.Visit.count(),
          db.records.Message.update({ reason: 'x' }, { where: { id: 1 } }),
          db.records.Consent.destroy({ where: { id: 1 } }),
        ].map((asked: Promise<unknown>) => asked.catch((error: unknown) => error)),
      );
      for (const answer of answers) expect(answer).to.be.instanceOf(MissingClinicError);
    });

    it('reads instants, days and data the same way from raw statements', async () => {
      const clinic = await buildClinic(db);
      const patient = await buildPatient(db, clinic, { birthOn: '1992-10-17' });
      const [row] = await db.select<{ birthOn: string; createdAt: Date }>(
        'SELECT birth_on AS "birthOn", created_at AS "createdAt" FROM patients WHERE clinic_id = :clinicId AND id = :id',
        { clinicId: clinic.id, id: patient.id },
      );
      expect(row?.birthOn).to.equal('1992-10-17');
      expect(row?.createdAt).to.deep.equal(NOW);
    });

    it('reads counts, sums and averages as numbers', async () => {
      const [row] = await db.select<Record<string, number>>(
        'SELECT COUNT(*) AS n, SUM(next_member_number) AS sum, AVG(next_member_number) AS mean FROM clinics',
      );
      for (const [name, value] of Object.entries(row ?? {})) expect(value, name).to.be.a('number').and.to.be.greaterThan(0);
    });

    it('goes down to nothing and up again, and refuses a newer database', async () => {
      const fresh = await openTestDatabase(dialect);
      await migrateDown(fresh, { to: 0 });
      expect(await pendingMigrations(fresh)).to.have.length.greaterThan(0);
      await migrateUp(fresh);
      expect(await pendingMigrations(fresh)).to.deep.equal([]);
      await buildClinic(fresh);
      await fresh.execute(`INSERT INTO schema_steps (name) VALUES ('29990101-from-the-future')`);
      const refused = await migrateUp(fresh).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(NewerDatabaseError);
      await fresh.close();
    });
  });
}

describe('SQLite connections', () => {
  it('carry every PRAGMA inside a transaction too, and a SQLite new enough to be safe', async () => {
    const db = await openTestDatabase();
    const pragma = async (name: string) => Object.values((await db.select(`PRAGMA ${name}`))[0] ?? {})[0];
    await Promise.all(
      [1, 2, 3].map(() =>
        db.transaction(async () => {
          expect(await pragma('journal_mode')).to.equal('wal');
          expect(await pragma('synchronous')).to.equal(2);
          expect(await pragma('foreign_keys')).to.equal(1);
          expect(await pragma('busy_timeout')).to.equal(500);
          expect(await pragma('trusted_schema')).to.equal(0);
          expect(await pragma('temp_store')).to.equal(2);
          expect(await pragma('journal_size_limit')).to.equal(67_108_864);
        }),
      ),
    );
    const [row] = await db.select<{ v: string }>('SELECT sqlite_version() AS v');
    const [major = 0, minor = 0, patch = 0] = (row?.v ?? '').split('.').map(Number);
    expect(major * 1_000_000 + minor * 1000 + patch).to.be.at.least(3_051_003);
    await db.close();
  });
});
