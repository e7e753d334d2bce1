import { expect } from 'chai';
import type { Clinic } from '../../../models/clinic.js';
import type { Db } from '../../../models/database.js';
import { dimensionOf, type Dimension, type DimensionName } from '../../../server/analytics/dimensions.js';
import { openMirror, type Mirror } from '../../../server/analytics/mirror.js';
import { readPivot, type Pivot, type PivotRequest } from '../../../server/analytics/pivot.js';
import { refreshFacts } from '../../../server/analytics/refresh.js';
import { buildClinic, NOW } from '../../support/builders.js';
import { livePast, plantedPast, type Past } from '../../support/clinic-past.js';
import { openTestDatabase, TEST_FOLDER } from '../../support/database.js';

let mirrors = 0;

describe('readPivot', () => {
  let db: Db;
  let mirror: Mirror;
  let clinic: Clinic;

  const open = async (past: Past): Promise<void> => {
    db = await openTestDatabase();
    mirrors += 1;
    mirror = openMirror({ dataDir: TEST_FOLDER, name: `pivot-${String(mirrors)}` });
    clinic = await buildClinic(db);
    await livePast(db, clinic, past);
    await refreshFacts({ db, mirror, clinicId: clinic.id, asOf: NOW });
  };
  const pivot = async (
    names: DimensionName[],
    counted: PivotRequest['counted'] = 'visits',
  ): Promise<{ pivot: Pivot; dimensions: Dimension[] }> => {
    const dimensions = await Promise.all(names.map((name) => dimensionOf(mirror, clinic.id, name)));
    return { dimensions, pivot: await readPivot({ mirror, clinicId: clinic.id, counted, dimensions, asOf: NOW }) };
  };
  afterEach(async () => {
    await mirror.close();
    await db.close();
  });

  it('counts what the club’s own database counts, and hides exactly what speaks of fewer than five people or would give it away', async () => {
    await open(plantedPast(300, 2500));
    const { pivot: seen, dimensions } = await pivot(['area', 'education']);
    const direct = await db.select<{ area: string; education: string; n: number; people: number }>(
      `SELECT COALESCE(p.area, 'unknown') AS area, COALESCE(p.education, 'unknown') AS education, COUNT(*) AS n, COUNT(DISTINCT p.id) AS people
       FROM visits v JOIN patients p ON p.id = v.patient_id WHERE v.clinic_id = :clinicId AND p.clinic_id = :clinicId GROUP BY 1, 2`,
      { clinicId: clinic.id },
    );
    let shown = 0;
    let small = 0;
    for (const area of dimensions[0]?.values ?? []) {
      for (const education of dimensions[1]?.values ?? []) {
        const row = direct.find((each) => each.area === area && each.education === education);
        const count = seen.count({ area, education });
        if (row && row.people < 5) {
          small += 1;
          expect(count, `${area} ${education}`).to.equal(null);
        } else if (count !== null) {
          shown += 1;
          expect(count, `${area} ${education}`).to.equal(Number(row?.n ?? 0));
        }
      }
    }
    expect(small).to.be.greaterThan(0);
    expect(shown).to.be.greaterThan(20);
    expect(seen.count({})).to.equal(2500);
  });

  it('counts people, not visits: one patient who came forty times is hidden, 34 who came once are shown', async () => {
    const patients = Array.from({ length: 40 }, (_, i) => ({
      firstName: 'الف',
      lastName: String(i),
      area: i === 0 ? 'دور' : i < 6 ? 'نزدیک' : 'شهر',
    }));
    const visit = (patient: number) => ({ patient, specialty: 'داخلی', code: 'J30', visitedOn: '2024-04-01', time: '10:00' });
    await open({
      patients,
      visits: [
        ...Array.from({ length: 40 }, () => visit(0)),
        ...[1, 2, 3, 4, 5].map(visit),
        ...patients.slice(6).map((_, i) => visit(i + 6)),
      ],
    });
    const { pivot: seen } = await pivot(['area']);
    expect(seen.count({ area: 'دور' })).to.equal(null);
    // The five of «نزدیک» hide with them, or the sum would give the one away.
    expect([seen.count({ area: 'نزدیک' }), seen.count({ area: 'شهر' })]).to.deep.equal([null, 34]);
  });

  it('is exact where the bits of many people fall together', async () => {
    const patients = Array.from({ length: 400 }, (_, i) => ({ firstName: 'الف', lastName: String(i) }));
    // Patients whose numbers are 64 apart share a bit.
    const visits = [1, 65, 129, 193, 257].map((patient) => ({
      patient,
      specialty: 'داخلی',
      code: 'J30',
      visitedOn: '2024-04-01',
      time: '10:00',
    }));
    await open({ patients, visits });
    const { pivot: seen } = await pivot(['season']);
    expect(seen.count({})).to.equal(5);
    expect(seen.count({ season: '0' })).to.equal(5);
  });

  it('gives the ages of patients as of the day asked', async () => {
    const patients = [
      ...Array<null>(6)
        .fill(null)
        .map(() => '2014-11-23'),
      ...Array<null>(7)
        .fill(null)
        .map(() => '2014-11-20'),
      null,
      null,
      null,
      null,
      null,
    ];
    await open({ patients: patients.map((birthOn, i) => ({ firstName: 'الف', lastName: String(i), birthOn })), visits: [] });
    const { pivot: seen } = await pivot(['age'], 'patients');
    // On 1 Azar 1405 those born on 2 Azar 1393 are still 11.
    expect([seen.count({ age: '0-11' }), seen.count({ age: '12-19' }), seen.count({ age: 'unknown' })]).to.deep.equal([6, 7, 5]);
  });

  it('counts rare values of a long list together', async () => {
    const patients = Array.from({ length: 200 }, (_, i) => ({ firstName: 'الف', lastName: String(i), area: `محله ${String(i % 40)}` }));
    await open({ patients, visits: [] });
    const { pivot: seen, dimensions } = await pivot(['area'], 'patients');
    expect(dimensions[0]?.values).to.have.length(26);
    expect(seen.count({ area: 'rest' })).to.equal(16 * 5);
  });

  it('has nothing but zeros for a clinic without a past', async () => {
    await open({ patients: [], visits: [] });
    const { pivot: seen } = await pivot(['illness', 'season', 'sex']);
    expect(seen.count({})).to.equal(0);
    expect(seen.count({ season: '1', sex: 'f', illness: 'unknown' })).to.equal(0);
    expect((await pivot([])).pivot.count({})).to.equal(0);
  });

  it('shows the same total on every page that can show it', async () => {
    await open(plantedPast(120, 900));
    const alone = await pivot(['age']);
    const crossed = await pivot(['illness', 'season', 'age', 'sex']);
    for (const age of alone.dimensions[0]?.values ?? []) expect(crossed.pivot.count({ age }), age).to.equal(alone.pivot.count({ age }));
  });
});
