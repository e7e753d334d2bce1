import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import { appendEvent } from '../../../models/club-event.js';
import type { Db } from '../../../models/database.js';
import { openMirror, type Mirror } from '../../../server/analytics/mirror.js';
import { refreshedAt, refreshFacts } from '../../../server/analytics/refresh.js';
import { buildClinic, NOW, SYSTEM } from '../../support/builders.js';
import { livePast, plantedPast } from '../../support/clinic-past.js';
import { openTestDatabase, TEST_FOLDER } from '../../support/database.js';

let mirrors = 0;

describe('refreshFacts', () => {
  let db: Db;
  let mirror: Mirror;
  let clinic: Clinic;
  let ids: { patientIds: number[]; visitIds: number[] };
  let name: string;

  beforeEach(async () => {
    db = await openTestDatabase();
    mirrors += 1;
    name = `refresh-${String(mirrors)}`;
    mirror = openMirror({ dataDir: TEST_FOLDER, name });
    clinic = await buildClinic(db);
    ids = await livePast(db, clinic, plantedPast(60, 400));
  });
  afterEach(async () => {
    await mirror.close();
    await db.close();
  });

  const refresh = () => refreshFacts({ db, mirror, clinicId: clinic.id, asOf: NOW });
  const facts = (table: string) => mirror.read<{ n: number }>(`SELECT count(*) AS n FROM clinic_${String(clinic.id)}.${table}`);
  const everything = () => mirror.read(`SELECT * FROM clinic_${String(clinic.id)}.visits ORDER BY visit_id`);
  const event = (
    kind: 'visit.corrected' | 'visit.deleted' | 'patient.edited' | 'patient.deleted' | 'import.done',
    patientId: number | null,
  ) => appendEvent(db, { clinicId: clinic.id, patientId, kind, occurredAt: NOW, recordedAt: NOW, actor: SYSTEM });
  /** The rows after the refresh are those that a rebuild from nothing makes. */
  const equalsRebuilt = async () => {
    const other = openMirror({ dataDir: TEST_FOLDER, name: `${name}-again` });
    await refreshFacts({ db, mirror: other, clinicId: clinic.id, asOf: NOW });
    const rebuilt = await other.read(`SELECT * FROM clinic_${String(clinic.id)}.visits ORDER BY visit_id`);
    await other.close();
    expect(await everything()).to.deep.equal(rebuilt);
  };

  it('builds all facts at first, and then finds nothing to do', async () => {
    expect(await refreshedAt(mirror, clinic.id)).to.equal(null);
    expect(await refresh()).to.deep.equal({ isRebuilt: true, patients: 60, visits: 400 });
    expect(await refresh()).to.deep.equal({ isRebuilt: false, patients: 0, visits: 0 });
    expect(await facts('visits')).to.deep.equal([{ n: 400 }]);
    expect(await refreshedAt(mirror, clinic.id)).to.deep.equal(NOW);
  });

  it('holds what the club holds, day by day and hour by hour', async () => {
    await refresh();
    const wanted = await db.select<{ day: string; n: number; amount: number }>(
      `SELECT visited_on AS day, COUNT(*) AS n, SUM(amount_rial) AS amount FROM visits WHERE clinic_id = :clinicId GROUP BY visited_on ORDER BY visited_on`,
      { clinicId: clinic.id },
    );
    const held = await mirror.read(
      `SELECT visited_on::VARCHAR AS day, count(*) AS n, sum(amount_rial)::BIGINT AS amount FROM clinic_${String(clinic.id)}.visits GROUP BY ALL ORDER BY day`,
    );
    expect(held).to.deep.equal(wanted.map(({ day, n, amount }) => ({ day, n: Number(n), amount: Number(amount) })));
    const hours = await mirror.read<{ least: number; most: number; missing: number }>(
      `SELECT min(hour) AS least, max(hour) AS most, count(*) FILTER (hour IS NULL) AS missing FROM clinic_${String(clinic.id)}.visits`,
    );
    const [untimed] = await db.select<{ n: number }>('SELECT COUNT(*) AS n FROM visits WHERE clinic_id = :clinicId AND has_time = FALSE', {
      clinicId: clinic.id,
    });
    expect(hours).to.deep.equal([{ least: 8, most: 19, missing: Number(untimed?.n) }]);
  });

  it('replaces the rows of corrected and deleted visits', async () => {
    await refresh();
    const [first = 0, second = 0] = ids.visitIds;
    const [one, two] = await db.records.Visit.findAll({ where: { clinicId: clinic.id, id: [first, second] }, order: [['id', 'ASC']] });
    await one?.update({ visitedOn: '2020-03-25', amountRial: 7 });
    await two?.update({ deletedAt: NOW });
    await event('visit.corrected', one?.patientId ?? 0);
    await event('visit.deleted', two?.patientId ?? 0);
    const counts = await refresh();
    expect(counts.isRebuilt).to.equal(false);
    expect(counts.patients).to.equal(one?.patientId === two?.patientId ? 1 : 2);
    expect(await facts('visits')).to.deep.equal([{ n: 399 }]);
    await equalsRebuilt();
  });

  it('carries a patient’s new attributes into all of their visits, and lets a deleted patient go', async () => {
    await refresh();
    const [edited = 0, deleted = 0] = ids.patientIds;
    await db.records.Patient.update({ area: 'منطقه 22', birthOn: '1990-01-01' }, { where: { clinicId: clinic.id, id: edited } });
    await db.records.Patient.update({ deletedAt: NOW }, { where: { clinicId: clinic.id, id: deleted } });
    await event('patient.edited', edited);
    await event('patient.deleted', deleted);
    await refresh();
    expect(await facts('patients')).to.deep.equal([{ n: 59 }]);
    const areas = await mirror.read(`SELECT DISTINCT area FROM clinic_${String(clinic.id)}.visits WHERE patient_id = ${String(edited)}`);
    expect(areas).to.deep.equal([{ area: 'منطقه 22' }]);
    await equalsRebuilt();
  });

  it('builds everything again after an import, a lost file, or another club’s log', async () => {
    await refresh();
    await event('import.done', null);
    expect((await refresh()).isRebuilt).to.equal(true);

    await mirror.close();
    rmSync(join(TEST_FOLDER, `analytics-${name}.duckdb`));
    expect((await refresh()).isRebuilt).to.equal(true);

    await mirror.write((writer) => writer.run("UPDATE refreshes SET last_event = 'of another log'"));
    expect((await refresh()).isRebuilt).to.equal(true);
  });

  it('keeps its facts on disk for the next start', async () => {
    await refresh();
    await mirror.close();
    mirror = openMirror({ dataDir: TEST_FOLDER, name });
    expect(await refresh()).to.deep.equal({ isRebuilt: false, patients: 0, visits: 0 });
    expect(await facts('visits')).to.deep.equal([{ n: 400 }]);
  });

  it('answers readers with the facts of before while it builds', async () => {
    await refresh();
    await event('import.done', null);
    let during: unknown;
    await refreshFacts({
      db,
      mirror,
      clinicId: clinic.id,
      asOf: NOW,
      onProgress: () => {
        during ??= facts('visits');
      },
    });
    expect(await during).to.deep.equal([{ n: 400 }]);
  });

  it('makes a file that cannot be read again', async () => {
    await mirror.close();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(TEST_FOLDER, `analytics-${name}.duckdb`), 'no such format');
    expect((await refresh()).isRebuilt).to.equal(true);
  });

  it('keeps clinics apart', async () => {
    const other = await buildClinic(db, { name: 'درمانگاه دیگر' });
    await refresh();
    await refreshFacts({ db, mirror, clinicId: other.id, asOf: NOW });
    const [row] = await mirror.read<{ n: number }>(`SELECT count(*) AS n FROM clinic_${String(other.id)}.visits`);
    expect(row?.n).to.equal(0);
  });
});
