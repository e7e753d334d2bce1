import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { appendPatientEvents, appendVisitEvents } from '../../models/import-events.js';
import { giveImportedConsents, joinClub } from '../../models/import-membership.js';
import { claimOf, lookUpPatients, writeFileNumbers } from '../../models/import-patients.js';
import { insertVisits, knownVisitKeys, visitImportKey, type VisitToWrite } from '../../models/import-visits.js';
import { registerPatients } from '../../models/patient-registry.js';
import { instantOf } from '../../models/persian/tehran-time.js';
import type { Purpose } from '../../models/rules/consent.js';
import type { ImportPlan } from '../../models/rules/import-map.js';
import { PatientIndex } from '../../models/rules/import-identity.js';
import type { ImportedVisit } from '../../models/rules/import-rows.js';
import { remembered } from '../../models/rules/remembered.js';
import type { ReadRow } from '../files/import-files.js';
import type { ImportCatalogue } from './import-catalogue.js';
import { placeRows, type BadRow, type ClaimedRow, type Newcomer, type PlacedRow } from './place-rows.js';

/** What one import works with from beginning to end. */
export interface ImportRun {
  db: Db;
  clinicId: number;
  importId: number;
  actor: Actor;
  asOf: Date;
  consents: readonly Purpose[];
  catalogue: ImportCatalogue;
}

export interface ChunkResult {
  visits: number;
  patients: number;
  duplicates: number;
  bad: BadRow[];
}

/** Brings some rows of a file into the club; call it inside a transaction. */
export async function importChunk(run: ImportRun, plan: ImportPlan, rows: readonly ReadRow[]): Promise<ChunkResult> {
  const { db, clinicId } = run;
  const { claimed, bad } = sortOut(db, rows);
  const index = new PatientIndex();
  await lookUpPatients(db, clinicId, claimed, index);
  let lastId = 0;
  const placement = placeRows(claimed, plan, index, () => --lastId);
  await writeFileNumbers(db, clinicId, placement.learned, run.asOf);
  await openFiles(run, placement.newcomers, placement.placed);
  const visits = await recordVisits(run, placement.placed);
  const patients = placement.newcomers.length;
  return {
    visits,
    patients,
    duplicates: placement.placed.length - (plan.hasVisits ? visits : patients),
    bad: [...bad, ...placement.bad].sort((a, b) => a.row - b.row),
  };
}

/** Rows that can be read, with what identifies their patients, and those that can't. */
export function sortOut(db: Db, rows: readonly ReadRow[]): { claimed: ClaimedRow[]; bad: BadRow[] } {
  const claimed: ClaimedRow[] = [];
  const bad: BadRow[] = [];
  for (const { row, cells, answer } of rows) {
    if (answer.ok) claimed.push({ row, cells, visit: answer.visit, ...claimOf(db, answer.patient) });
    else bad.push({ row, cells, column: answer.column, reason: answer.reason });
  }
  return { claimed, bad };
}

/** New patients are members since the earliest visit that these rows tell of. */
async function openFiles(run: ImportRun, newcomers: readonly Newcomer[], placed: readonly PlacedRow[]): Promise<void> {
  const { db, clinicId, importId, actor, asOf } = run;
  const firstVisits = new Map<number, ImportedVisit>();
  for (const { owner, visit } of placed) {
    const before = firstVisits.get(owner.id);
    if (visit && owner.id < 0 && (!before || visit.visitedOn < before.visitedOn)) firstVisits.set(owner.id, visit);
  }
  const told = newcomers.map(({ owner, patient }) => {
    const first = firstVisits.get(owner.id);
    return { ...patient, importId, memberSinceOn: first?.visitedOn ?? null, enrolledAt: first ? instant(first, asOf) : asOf };
  });
  const patients = await registerPatients(db, clinicId, told, asOf);
  patients.forEach((patient, place) => {
    const newcomer = newcomers[place];
    if (newcomer) newcomer.owner.id = Number(patient.id);
  });
  const patientIds = patients.map(({ id }) => Number(id));
  await appendPatientEvents(db, { clinicId, importId, patientIds, actor, asOf });
  await giveImportedConsents(db, { clinicId, patientIds, purposes: run.consents, importId, actor, asOf });
}

async function recordVisits(run: ImportRun, placed: readonly PlacedRow[]): Promise<number> {
  const { db, clinicId, importId, actor, asOf } = run;
  const wanted = new Map<string, { patientId: number; visit: ImportedVisit }>();
  for (const { owner, visit } of placed) {
    const key = visit && visitImportKey(owner.id, visit);
    if (key && !wanted.has(key)) wanted.set(key, { patientId: owner.keptId ?? owner.id, visit });
  }
  const known = await knownVisitKeys(db, clinicId, [...wanted.keys()]);
  const rows: VisitToWrite[] = [];
  for (const [importKey, { patientId, visit }] of wanted) {
    if (known.has(importKey)) continue;
    const choices = await run.catalogue.choicesOf(visit);
    const { visitedOn, amountRial } = visit;
    rows.push({ patientId, ...choices, amountRial, visitedAt: instant(visit, asOf), visitedOn, hasTime: visit.time !== null, importKey });
  }
  const createdBy = actor.kind === 'staff' ? actor.id : null;
  const written = await insertVisits(db, { clinicId, importId, createdBy, asOf }, rows);
  const news = rows.flatMap((row) => {
    const id = written.get(row.importKey);
    return id === undefined ? [] : [{ ...row, id }];
  });
  await appendVisitEvents(db, { clinicId, importId, visitIds: news.map(({ id }) => id), actor, asOf });
  await joinClub(db, { clinicId, importId, visits: news, actor, asOf });
  return news.length;
}

/** The midnight that the hours of a day count from, unless the clocks were changed on it. */
const midnightOf = remembered((day: string): { ms: number } | { changes: true } => {
  const midnight = instantOf(day, '00:00').getTime();
  return instantOf(day, '23:59').getTime() - midnight === LAST_MINUTE_MS ? { ms: midnight } : { changes: true };
});
const LAST_MINUTE_MS = (24 * 60 - 1) * 60_000;
const NOON = '12:00';

/** When a visit was; one whose hour nobody noted stands at noon, or now when noon has not come yet. */
function instant({ visitedOn, time }: ImportedVisit, asOf: Date): Date {
  const clock = time ?? NOON;
  const midnight = midnightOf(visitedOn);
  const [hour, minute] = [Number(clock.slice(0, 2)), Number(clock.slice(3))];
  const at = 'ms' in midnight ? new Date(midnight.ms + (hour * 60 + minute) * 60_000) : instantOf(visitedOn, clock);
  return at > asOf ? asOf : at;
}
