import type { Clinic } from '../../models/clinic.js';
import { registerClinic } from '../../models/clinic-registry.js';
import type { Db } from '../../models/database.js';
import { registerPatients, type NewPatient } from '../../models/patient-registry.js';
import { addDays } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { findOrCreateIllness, findOrCreatePhysician, findOrCreateService, findOrCreateSpecialty } from '../../models/catalogue.js';
import { NOW } from './builders.js';

export interface BulkSize {
  patients: number;
  visits: number;
  /** The days before `asOf` over which visits are spread (default: four years). */
  days?: number;
  asOf?: Date;
  /** Writes the event of every visit too, so that timelines are as long as in life (default: false). */
  events?: boolean;
}

export interface BulkClinic {
  clinic: Clinic;
  firstPatientId: number;
  lastPatientId: number;
}

const WOMEN = ['سارا', 'مریم', 'زهرا', 'فاطمه', 'نرگس', 'لیلا', 'مینا', 'آزاده', 'پریسا', 'شیرین', 'ژاله', 'گلناز'];
const MEN = ['علی', 'رضا', 'محمد', 'حسین', 'امیر', 'بهرام', 'پویا', 'چنگیز', 'کامران', 'گیو', 'یاسین', 'مهدی'];
const FAMILIES = [
  'کریمی',
  'رضایی',
  'محمدی',
  'احمدی',
  'حسینی',
  'پارسا',
  'چمنی',
  'ژاله‌پور',
  'گودرزی',
  'یزدانی',
  'موسوی',
  'علیزاده',
  'نوری',
  'شریفی',
  'صادقی',
  'آذری',
  'فراهانی',
];
const EDUCATIONS = ['diploma', 'bachelor', 'master', 'below-diploma', null];
const SOURCES = ['referral', 'instagram', 'walk-in', 'insurance', null];
const ILLNESSES = ['J11', 'J30', 'J45', 'I10', 'E11', 'L20', 'L55', 'L70', 'K02', 'K05', 'M54', 'G43'];
const BATCH = 5_000;

/** A clinic with many patients and visits, quickly: patients by the registry in batches, visits by one statement; figures repeat exactly. */
export async function seedBulk(db: Db, size: BulkSize): Promise<BulkClinic> {
  const asOf = size.asOf ?? NOW;
  const clinic = await db.transaction(() => registerClinic(db, { slug: 'bulk', name: 'درمانگاه مهر' }, asOf));
  if (!clinic) throw new Error('the bulk clinic is there already');
  const clinicId = clinic.id;
  for (let from = 0; from < size.patients; from += BATCH) {
    const newcomers = Array.from({ length: Math.min(BATCH, size.patients - from) }, (_, i) => newcomer(from + i));
    await db.transaction(() => registerPatients(db, clinicId, newcomers, asOf));
  }
  const [ids] = await db.select<{ first: number; last: number }>(
    'SELECT MIN(id) AS first, MAX(id) AS last FROM patients WHERE clinic_id = :clinicId',
    { clinicId },
  );
  const bulk: BulkClinic = { clinic, firstPatientId: ids?.first ?? 0, lastPatientId: ids?.last ?? 0 };
  if (size.visits > 0) await db.transaction(() => seedVisits(db, bulk, { ...size, asOf, days: size.days ?? 1460 }));
  await db.execute('ANALYZE');
  return bulk;
}

function newcomer(i: number): NewPatient {
  const isWoman = i % 7 < 4;
  const names = isWoman ? WOMEN : MEN;
  return {
    firstName: names[(i * 5) % names.length] ?? '',
    // A running number in letters keeps most names apart, as they are in life.
    lastName: `${FAMILIES[(i * 11) % FAMILIES.length] ?? ''} ${FAMILIES[Math.floor(i / 17) % FAMILIES.length] ?? ''}${inLetters(i)}`,
    mobile: `0906${String(1_000_000 + ((i * 7_919) % 9_000_000))}`,
    sex: isWoman ? 'f' : 'm',
    birthOn: addDays('1940-01-01', (i * 97) % 29_000),
    education: EDUCATIONS[i % EDUCATIONS.length] ?? null,
    area: i % 9 === 0 ? null : `منطقه ${String((i % 22) + 1)}`,
    source: SOURCES[(i * 3) % SOURCES.length] ?? null,
  };
}

const LETTERS = 'ابپتجچخدرزسشفقکگلمنوهی';
const inLetters = (n: number): string =>
  n < LETTERS.length ? (LETTERS[n] ?? '') : inLetters(Math.floor(n / LETTERS.length)) + (LETTERS[n % LETTERS.length] ?? '');

async function seedVisits(
  db: Db,
  { clinic, firstPatientId, lastPatientId }: BulkClinic,
  size: Required<Pick<BulkSize, 'visits' | 'days' | 'asOf'>> & BulkSize,
): Promise<void> {
  const clinicId = clinic.id;
  const specialty = await findOrCreateSpecialty(db, { clinicId, name: 'داخلی' });
  const other = await findOrCreateSpecialty(db, { clinicId, name: 'پوست و مو' });
  const service = await findOrCreateService(db, { clinicId, specialtyId: specialty.id, name: 'ویزیت', amountRial: 3_000_000 });
  const physician = await findOrCreatePhysician(db, { clinicId, name: 'دکتر کریمی' });
  const illnesses = [];
  for (const code of ILLNESSES) illnesses.push((await findOrCreateIllness(db, { clinicId, code, isOwn: false })).id);
  const firstOn = addDays(tehranDay(size.asOf), -size.days);
  // Times are kept as each database keeps them: text in SQLite, an instant in PostgreSQL. 04:30 in UTC is 8:00 in Tehran.
  const minutes = '(d * 1440 + 270 + (i * 389) % 660)';
  const at =
    db.dialect === 'sqlite'
      ? `STRFTIME('%Y-%m-%d %H:%M:%S.000 +00:00', :firstOn, '+' || ${minutes} || ' minutes')`
      : `CAST(:firstOn AS timestamp) AT TIME ZONE 'UTC' + ${minutes} * INTERVAL '1 minute'`;
  const on = db.dialect === 'sqlite' ? `DATE(:firstOn, '+' || d || ' days')` : `CAST(:firstOn AS date) + CAST(d AS integer)`;
  const illness = `CASE (i * 31 + d / 30) % 13 ${illnesses.map((id, n) => `WHEN ${String(n)} THEN ${String(id)}`).join(' ')} END`;
  await db.execute(
    `INSERT INTO visits (clinic_id, patient_id, specialty_id, service_id, illness_id, physician_id, amount_rial, visited_at, visited_on, created_at, updated_at)
     WITH RECURSIVE n (i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < :visits),
     drawn AS (SELECT i, (i * 48271) % 1000003 AS x, (i * 15485863) % :days AS d FROM n)
     SELECT :clinicId, :first + (x * x / 1000003) * :patients / 1000003, CASE WHEN i % 3 = 0 THEN :other ELSE :specialty END, :service, ${illness},
       :physician, 3000000 + (i % 7) * 1000000, ${at}, ${on}, :asOf, :asOf FROM drawn`,
    {
      clinicId,
      visits: size.visits,
      days: size.days,
      firstOn,
      asOf: size.asOf,
      first: firstPatientId,
      patients: lastPatientId - firstPatientId + 1,
      specialty: specialty.id,
      other: other.id,
      service: service.id,
      physician: physician.id,
    },
  );
  await db.execute(
    `UPDATE patients SET status = 'member', member_since_on = seen.since, visit_count = seen.n, last_visit_on = seen.last
     FROM (SELECT patient_id, COUNT(*) AS n, MIN(visited_on) AS since, MAX(visited_on) AS last FROM visits WHERE clinic_id = :clinicId GROUP BY patient_id) AS seen
     WHERE patients.clinic_id = :clinicId AND patients.id = seen.patient_id`,
    { clinicId },
  );
  if (!size.events) return;
  await db.execute(
    `INSERT INTO club_events (clinic_id, patient_id, kind, occurred_at, recorded_at, actor_kind, subject_kind, subject_id)
     SELECT clinic_id, patient_id, 'visit.recorded', visited_at, visited_at, 'system', 'visit', id FROM visits WHERE clinic_id = :clinicId`,
    { clinicId },
  );
}
