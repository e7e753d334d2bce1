import { expect } from 'chai';
import { appendEvent } from '../../../models/club-event.js';
import { registerPatients } from '../../../models/patient-registry.js';
import { addDays } from '../../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../../models/persian/tehran-time.js';
import { RETURN_WITHIN_DAYS } from '../../../models/rules/returning.js';
import { wilsonInterval } from '../../../models/statistics/intervals.js';
import { freshFacts } from '../../../server/analytics/fresh-facts.js';
import { sourceReport, type SourceReport } from '../../../server/reports/source-report.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { NOW, SYSTEM } from '../../support/builders.js';

const TODAY = tehranDay(NOW);

describe('the sources compared', () => {
  let club: TestClub;
  beforeEach(async () => {
    club = await openTestClub();
  });
  afterEach(() => club.close());

  /** Patients of a source: days of their visits, counted back from today. */
  const plant = async (source: string | null, people: number, daysAgo: (n: number) => number[]): Promise<void> => {
    const { db, clinic } = club;
    const newcomers = Array.from({ length: people }, (_, n) => ({
      firstName: 'سارا',
      lastName: `کریمی${String(n)}`,
      source,
      memberSinceOn: null,
    }));
    const patients = await db.transaction(() => registerPatients(db, clinic.id, newcomers, NOW));
    const specialty = await db.records.Specialty.findOrCreate({
      where: { clinicId: clinic.id, searchKey: 'پوست' },
      defaults: { clinicId: clinic.id, name: 'پوست', searchKey: 'پوست' },
    });
    const visits = patients.flatMap(({ id }, n) =>
      daysAgo(n).map((days) => {
        const visitedOn = addDays(TODAY, -days);
        const at = { visitedOn, visitedAt: instantOf(visitedOn, '10:00'), createdAt: NOW, updatedAt: NOW };
        return { clinicId: clinic.id, patientId: id, specialtyId: specialty[0].id, ...at };
      }),
    );
    await db.records.Visit.bulkCreate(visits);
    await appendEvent(db, { clinicId: clinic.id, kind: 'import.done', occurredAt: NOW, recordedAt: NOW, actor: SYSTEM });
  };
  const report = async (): Promise<SourceReport> => {
    const { db, mirror, clinic } = club;
    await freshFacts({ db, mirror, clinicId: clinic.id, asOf: NOW });
    return sourceReport({ db, mirror, clinic, asOf: NOW });
  };
  const rowOf = ({ rows }: SourceReport, value: string) => rows.find((row) => row.value === value);

  it('counts only newcomers whose time to return is over', async () => {
    // 20 returned, 20 did not, 10 came too lately, 10 never came.
    await plant('instagram', 60, (n) => (n < 20 ? [400, 300] : n < 40 ? [400] : n < 50 ? [30, 10] : []));
    const row = rowOf(await report(), 'instagram');
    expect(row).to.deep.include({ patients: 60, came: 50, followed: 40, returned: 20 });
    expect(row?.returnShare).to.deep.equal(wilsonInterval(20, 40));
    expect(row?.cameShare).to.deep.equal(wilsonInterval(50, 60));
  });

  it('takes the last day of the window exactly, and a second visit on the same day for no return', async () => {
    const days = RETURN_WITHIN_DAYS;
    await plant('instagram', 10, () => [days + 1, 1]);
    await plant('walk-in', 10, () => [days, 1]);
    await plant('referral', 10, () => [days + 1, 0]);
    await plant('insurance', 10, () => [400, 400]);
    const found = await report();
    expect(rowOf(found, 'instagram')).to.deep.include({ followed: 10, returned: 10 });
    expect(rowOf(found, 'walk-in')).to.deep.include({ followed: 0 });
    expect(rowOf(found, 'referral')).to.deep.include({ followed: 10, returned: 0 });
    expect(rowOf(found, 'insurance')).to.deep.include({ followed: 10, returned: 0 });
  });

  it('calls no source better when chance would do, and the right one when it would not', async () => {
    await plant('instagram', 100, (n) => (n < 50 ? [400, 300] : [400]));
    await plant('walk-in', 100, (n) => (n < 55 ? [400, 300] : [400]));
    const even = await report();
    expect(even).to.deep.include({ compared: 2, differences: [] });
    await plant('referral', 100, (n) => (n < 85 ? [400, 300] : [400]));
    await plant(null, 100, () => [400, 300]);
    const { differences, compared } = await report();
    expect(compared).to.equal(3);
    expect(differences.map(({ value, isMore }) => [value, isMore])).to.deep.include(['referral', true]);
    expect(differences.every(({ value }) => value !== 'unknown')).to.equal(true);
  });

  it('shows what is unknown, and no cell of one to four people on any exit', async () => {
    await plant('instagram', 60, (n) => (n < 3 ? [] : n < 30 ? [400, 300] : [400]));
    await plant('walk-in', 40, (n) => (n < 20 ? [400, 300] : [400]));
    await plant('insurance', 3, () => [400]);
    await plant(null, 9, () => [400]);
    const found = await report();
    const instagram = rowOf(found, 'instagram');
    // 3 never came: neither that nor what gives it away by subtraction is there.
    expect(instagram?.came).to.equal(null);
    expect(rowOf(found, 'insurance')).to.deep.include({ patients: null, came: null, followed: null, returned: null, score: null });
    expect(rowOf(found, 'unknown')?.patients).to.not.equal(0);
    const manager = await club.as('manager');
    const page = await manager.get('/analytics/sources');
    expect(page.text).to.contain('نامشخص').and.to.contain('پنهان');
    const csv = (await manager.get('/analytics/sources?format=csv')).text.split('\r\n').slice(1);
    const insurance = csv.find((line) => line.startsWith('بیمه')) ?? '';
    expect(insurance).to.match(/^بیمه(,پنهان)+$/);
    expect((await manager.get('/analytics/sources?format=pdf')).status).to.equal(422);
  });
});
