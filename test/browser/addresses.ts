import type { Db } from '../../models/database.js';
import { newSurveyToken, surveyTokenHash } from '../../models/survey-link.js';
import { issueMemberLink } from '../../models/member-link.js';
import type { TestClub } from '../support/app.js';
import { NOW } from '../support/builders.js';

/** Every page of the club by its pattern. */
export const ADDRESSES: readonly string[] = [
  '/account',
  '/analytics/demographics',
  '/analytics/hours',
  '/analytics/overview',
  '/analytics/seasons',
  '/analytics/sources',
  '/appointments',
  '/appointments/:id',
  '/appointments/new',
  '/benefits',
  '/benefits/:id',
  '/benefits/new',
  '/benefits/report',
  '/benefits/win-win',
  '/audit',
  '/catalogue',
  '/club',
  '/discounts',
  '/discounts/new',
  '/discounts/preview',
  '/grants/:id',
  '/duplicates',
  '/imports',
  '/imports/:id',
  '/imports/new',
  '/jobs',
  '/jobs/:name',
  '/m/:slug',
  '/m/me',
  '/m/me/appointments',
  '/m/me/benefits',
  '/m/me/card',
  '/m/me/consents',
  '/m/me/correction',
  '/m/me/data',
  '/m/me/leaving',
  '/m/me/points',
  '/m/me/referral',
  '/m/offline',
  '/messages',
  '/merges/new',
  '/patients',
  '/patients/:id',
  '/patients/:id/card',
  '/patients/:id/edit',
  '/patients/:id/points',
  '/patients/:id/referrals',
  '/patients/:id/tier',
  '/patients/new',
  '/points',
  '/points/rules/new',
  '/r/:code',
  '/referrals',
  '/redeem',
  '/requests',
  '/s/:token',
  '/s/thanks',
  '/simulator',
  '/simulator/:mobile',
  '/staff',
  '/staff/:id',
  '/staff/new',
  '/surveys',
  '/tiers',
  '/tiers/changes',
  '/tiers/endings/new',
  '/tiers/guide',
  '/tiers/rules/new',
  '/patients/:id/vip-terms/new',
  '/vip',
  '/visits/:id',
  '/visits/new',
];

/** What answers with something else than a page of its own: redirects, fragments, files, streams, and doors that open once. */
export const NOT_PAGES: readonly string[] = [
  '/',
  '/audit.csv',
  '/illnesses',
  '/imports/:id/bad-rows.csv',
  '/imports/:id/progress',
  '/m',
  '/m/:slug/code',
  '/m/:slug/manifest.webmanifest',
  '/m/:slug/who',
  '/m/l/:token',
  '/m/me/data.json',
  '/m/worker.js',
  '/patients.csv',
  '/patients/:id/points/forecast',
  '/patients/search',
  '/setup/:token',
  '/sign-in',
  '/sign-in/kept',
  '/tiers/changes/sheet',
  '/tiers/movers',
  '/webhooks/kavenegar/:secret/delivery',
  '/webhooks/kavenegar/:secret/inbound',
];

/** A pattern as an address of the demo clinic: with the id of something that is there. */
export async function sampleOf(pattern: string, { db }: TestClub): Promise<string> {
  if (pattern === '/merges/new') return `${pattern}?${await twoFiles(db)}`;
  if (!pattern.includes(':')) return pattern;
  const table = Object.keys(SAMPLES).find((start) => pattern.startsWith(start));
  if (!table) throw new Error(`no sample for ${pattern}`);
  if (table === '/s/') return `/s/${await freshSurveyLink(db)}`;
  if (table === '/imports/') return `/imports/${await someImport(db)}`;
  const [row] = await db.select<{ sample: string | number }>(SAMPLES[table]!, {});
  if (row === undefined) throw new Error(`nothing there for ${pattern}`);
  return pattern.replace(/:\w+/, String(row.sample));
}

/** The demo clinic's id is the highest: it was opened last. */
const DEMO = '(SELECT MAX(id) FROM clinics)';
const SAMPLES: Record<string, string> = {
  '/patients/': `SELECT patient_id AS sample FROM club_events WHERE clinic_id = ${DEMO} AND kind = 'tier.changed' ORDER BY id DESC LIMIT 1`,
  '/visits/': `SELECT id AS sample FROM visits WHERE clinic_id = ${DEMO} ORDER BY id DESC LIMIT 1`,
  '/appointments/': `SELECT id AS sample FROM appointments WHERE clinic_id = ${DEMO} AND state = 'booked' ORDER BY id DESC LIMIT 1`,
  '/benefits/': `SELECT id AS sample FROM benefits WHERE clinic_id = ${DEMO} ORDER BY id LIMIT 1`,
  '/grants/': `SELECT id AS sample FROM benefit_grants WHERE clinic_id = ${DEMO} ORDER BY id DESC LIMIT 1`,
  '/jobs/': `SELECT 'review-tiers' AS sample`,
  '/staff/': `SELECT id AS sample FROM staff_members WHERE clinic_id = ${DEMO} ORDER BY id LIMIT 1`,
  '/simulator/': `SELECT receptor AS sample FROM simulator_messages WHERE clinic_id = ${DEMO} ORDER BY id DESC LIMIT 1`,
  '/r/': `SELECT code AS sample FROM referral_codes WHERE clinic_id = ${DEMO} ORDER BY id DESC LIMIT 1`,
  // Another clinic's door: at their own a patient whose page is open is led on.
  '/m/': `SELECT slug AS sample FROM clinics ORDER BY id LIMIT 1`,
  '/s/': '',
  '/imports/': '',
};

/** Two files of the clinic that can be laid beside each other. */
async function twoFiles(db: Db): Promise<string> {
  const [pair] = await db.select<{ one: number; other: number }>(
    `SELECT MIN(id) AS one, MAX(id) AS other FROM patients WHERE clinic_id = ${DEMO} AND deleted_at IS NULL`,
  );
  return `one=${String(pair!.one)}&other=${String(pair!.other)}`;
}

/** Only hashes of links are kept: an open invitation gets a link that the test knows. */
async function freshSurveyLink(db: Db): Promise<string> {
  const token = newSurveyToken();
  const open = `SELECT MAX(id) FROM survey_invitations WHERE clinic_id = ${DEMO} AND answered_at IS NULL`;
  await db.execute(`UPDATE survey_invitations SET token_hash = :hash WHERE clinic_id = ${DEMO} AND id = (${open})`, {
    hash: surveyTokenHash(token),
  });
  return token;
}

/** An import that has ended, with a row that was left out. */
async function someImport(db: Db): Promise<number> {
  const [clinic] = await db.select<{ id: number }>(`SELECT ${DEMO} AS id`);
  const clinicId = clinic!.id;
  const before = await db.records.Import.findOne({ where: { clinicId } });
  if (before) return Number(before.id);
  const counts = { rows: 12, visits: 10, patients: 4, duplicates: 1, bad: 1, forgiven: 1 };
  const begun = { clinicId, fileName: 'export-1405.csv', createdAt: NOW, startedAt: NOW, finishedAt: NOW };
  const record = await db.records.Import.create({
    ...begun,
    state: 'done',
    countsJson: counts,
    optionsJson: { header: { file: ['موبایل'] } },
  });
  const bad = { rowNumber: 7, columnName: 'موبایل', reason: 'mobile-is-no-mobile', rawJson: { cells: ['0912'], isOfPatientsFile: false } };
  await db.records.ImportBadRow.create({ clinicId, importId: record.id, ...bad });
  return Number(record.id);
}

/** A link that opens the own page of a member of the demo clinic. */
export async function ownPageLink({ db, clock }: TestClub): Promise<string> {
  const [member] = await db.select<{ clinicId: number; patientId: number }>(
    `SELECT clinic_id AS "clinicId", patient_id AS "patientId" FROM appointments WHERE clinic_id = ${DEMO} AND state = 'booked'
     AND patient_id IN (SELECT id FROM patients WHERE clinic_id = ${DEMO} AND status = 'member' AND deleted_at IS NULL) ORDER BY id DESC LIMIT 1`,
  );
  return `/m/l/${await issueMemberLink(db, { ...member!, asOf: clock(), actor: { kind: 'system' } })}`;
}
