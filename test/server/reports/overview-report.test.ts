import { expect } from 'chai';
import { instantOf } from '../../../models/persian/tehran-time.js';
import { fromJalali } from '../../../models/persian/jalali.js';
import { findOrCreateSpecialty } from '../../../models/catalogue.js';
import type { Clinic } from '../../../models/clinic.js';
import type { Db } from '../../../models/database.js';
import { recordVisits } from '../../../server/actions/record-visits.js';
import { openMirror, type Mirror } from '../../../server/analytics/mirror.js';
import { refreshFacts } from '../../../server/analytics/refresh.js';
import { overviewReport } from '../../../server/reports/overview-report.js';
import { buildClinic, buildPatient, SYSTEM } from '../../support/builders.js';
import { openTestDatabase, TEST_FOLDER } from '../../support/database.js';

const day = (month: number, dayOfMonth: number): string => fromJalali({ year: 1405, month, day: dayOfMonth });

describe('overviewReport', () => {
  let db: Db;
  let clinic: Clinic;
  let mirror: Mirror;
  before(async () => {
    db = await openTestDatabase();
    clinic = await buildClinic(db);
    mirror = openMirror({ dataDir: TEST_FOLDER, name: 'overview-report' });
    const { id: specialtyId } = await findOrCreateSpecialty(db, { clinicId: clinic.id, name: 'داخلی' });
    const facts = { specialtyId, serviceId: null, illnessId: null, physicianId: null, amountRial: null, hasTime: true, note: null };
    const patients = [];
    for (let i = 0; i < 12; i += 1) patients.push((await buildPatient(db, clinic)).id);
    const come = (patientId: number, on: string) => ({ ...facts, patientId, visitedOn: on, visitedAt: instantOf(on, '10:00') });
    const asOf = instantOf(day(9, 29), '12:00');
    // Twelve patients in Mehr and in Aban, and in Azar one on the first day and the others from the second week on.
    const visits = patients.flatMap((id, i) => [come(id, day(7, 5)), come(id, day(8, 5)), come(id, i === 0 ? day(9, 1) : day(9, 12))]);
    await recordVisits({ db, clinic, actor: SYSTEM, asOf, visits });
  });
  after(async () => {
    await mirror.close();
    await db.close();
  });

  const overviewOn = async (on: string, of?: string) => {
    const asOf = instantOf(on, '12:00');
    // The mirror holds what had happened by then.
    await refreshFacts({ db, mirror, clinicId: clinic.id, asOf });
    await mirror.write((writer) => writer.run(`DELETE FROM clinic_${String(clinic.id)}.visits WHERE visited_on > '${on}'`));
    const answer = await overviewReport({ db, mirror, clinic, asOf }, { kind: 'month', of });
    if (!answer.ok) throw new Error('refused');
    return answer.report;
  };

  it('shows a month as soon as enough people have come in it', async () => {
    const { visits, months } = await overviewOn(day(9, 29), '1405-09');
    expect(visits).to.deep.equal({ count: 12, before: 12 });
    expect(months.slice(-3).map(({ count }) => count)).to.deep.equal([12, 12, 12]);
  });

  it('leaves a month out in its first days, rather than hide the months before it', async () => {
    const first = await overviewOn(day(9, 1));
    expect(first.visits).to.deep.equal({ count: 12, before: 12 });
    expect(first.months.slice(-2).map(({ count }) => count)).to.deep.equal([12, 12]);
    const asked = await overviewOn(day(9, 1), '1405-09');
    expect(asked.visits.count).to.equal(null);
  });
});
