import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clinic } from '../../models/clinic.js';
import { badRowsOf, type ImportCounts } from '../../models/import-book.js';
import { IMPORT_FIELDS } from '../../models/rules/import-columns.js';
import { LENIENT_FIELDS } from '../../models/rules/import-map.js';
import { importFile } from '../actions/import-file.js';
import type { ImportFiles } from '../files/import-files.js';
import { rehearseImport } from '../actions/rehearse-import.js';
import { undoImport } from '../actions/undo-import.js';
import type { Club } from '../app.js';
import type { Refused } from '../errors.js';
import { importMapForm, type ImportMapForm } from '../forms/import-form.js';
import { parseForm, type Problem } from '../forms/parse.js';
import { hasText, localeOf } from '../locale.js';
import { textOf, type Command, type CommandAnswer } from './command.js';
import { clinicOf, refusal } from './staff-commands.js';

const { t } = localeOf('fa');
/** The terminal shows so many bad rows; --json shows all. */
const SHOWN = 50;

const MAP_HELP = `JSON that says how to read the file, where guessing by the headers is not enough; every part may be absent:
    columns     {"HEADER": FIELD}; headers not named are left out. FIELD is one of
                ${IMPORT_FIELDS.join(' ')}
    dayZero     "YYYY-MM-DD", the day that day_number counts from
    specialty   specialty of visits whose file or row names none
    amountUnit  "rial" or "toman"
    values      what the file's own words mean: {"sex": {"1": "f", "2": "m"}}
    lenient     import rows without a wrong value of these: ${LENIENT_FIELDS.join(' ')}
    consents    purposes that the clinic has on record for these patients: service promotion survey`;

interface BadRow {
  row: number;
  column: string | null;
  reason: string;
}

/** `import` */
export const importCommand: Command = {
  name: 'import',
  says: "brings a clinic's patients and visits in from CSV or XLSX; the same file again adds nothing",
  takes: ['FILE'],
  options: {
    clinic: { takes: 'SLUG', says: 'the clinic', required: true },
    patients: { takes: 'FILE2', says: 'a second file with the patients of the first' },
    map: { takes: 'MAP.json', says: MAP_HELP },
    'dry-run': { takes: null, says: 'write nothing, only say what would happen' },
  },
  run: async (club, [file = ''], options) => {
    const clinic = await clinicOf(club, textOf(options['clinic']));
    if (!clinic) return refusal('clinic-unknown', 'clinic');
    const patientsFile = textOf(options['patients']);
    for (const path of [file, patientsFile].filter(Boolean)) if (!(await isFile(path))) return refused({ reason: 'file-not-found' }, path);
    const map = await readMap(textOf(options['map']));
    if (!map.ok) return map.answer;
    const { consents = [], ...rest } = map.form;
    const files = { file: sourceOf(file), patientsFile: patientsFile ? sourceOf(patientsFile) : null, map: rest };
    return options['dry-run'] === true ? rehearse(club, clinic, files) : bringIn(club, clinic, files, consents);
  },
};

/** `import undo` */
export const undoImportCommand: Command = {
  name: 'import undo',
  says: 'takes an import back: its visits, and its patients whom the club has not had to do with since',
  takes: ['ID'],
  options: {},
  run: async (club, [typed = '']) => {
    const record = /^[1-9]\d{0,14}$/.test(typed) ? await findImport(club, Number(typed)) : null;
    if (!record) return refused({ reason: 'import-unknown' }, typed);
    const done = await undoImport({
      db: club.db,
      clinic: { id: record.clinicId },
      actor: { kind: 'system' },
      id: record.id,
      clock: club.clock,
    });
    if (!done?.ok) return refused({ reason: done?.reason ?? 'import-unknown' }, typed);
    return {
      ok: true,
      data: { importId: record.id, ...done.undone },
      text: t('imports:undone', { ...done.undone }),
      audited: { clinicId: record.clinicId, action: 'import.undo', subjectKind: 'import', subjectId: record.id },
    };
  },
};

type Files = ImportFiles;

async function rehearse(club: Club, clinic: Clinic, files: Files): Promise<CommandAnswer> {
  const done = await rehearseImport({ db: club.db, clinic, asOf: club.clock(), ...files });
  return done.ok ? answerOf(done.counts, done.bad, null) : refused(done);
}

async function bringIn(club: Club, clinic: Clinic, files: Files, consents: NonNullable<ImportMapForm['consents']>): Promise<CommandAnswer> {
  const done = await importFile({ db: club.db, clinic, actor: { kind: 'system' }, clock: club.clock, ...files, consents });
  if (!done.ok) return refused(done);
  const bad: BadRow[] = [];
  for await (const row of badRowsOf(club.db, clinic.id, done.importId)) bad.push(row);
  const audited = { clinicId: clinic.id, action: 'clinic.import', subjectKind: 'import', subjectId: done.importId };
  const answer = answerOf(done.counts, bad, done.importId);
  return answer.ok ? { ...answer, audited } : answer;
}

function answerOf(
  { rows, visits, patients, duplicates, forgiven }: ImportCounts,
  found: readonly BadRow[],
  importId: number | null,
): CommandAnswer {
  const bad = found.map(({ row, column, reason }) => ({ row, column, reason }));
  const lines = [
    t(importId === null ? 'imports:command.rehearsed' : 'imports:command.done', { rows, visits, patients, duplicates }),
    ...(forgiven > 0 ? [t('imports:result.forgiven', { count: forgiven })] : []),
    ...(bad.length > 0 ? [t('imports:command.bad', { count: bad.length })] : []),
    ...bad.slice(0, SHOWN).map(lineOf),
    ...(bad.length > SHOWN ? [t('imports:command.more-bad', { count: bad.length - SHOWN })] : []),
    ...(importId === null ? [] : [t('imports:command.undo', { id: String(importId) })]),
  ];
  return { ok: true, text: lines.join('\n'), data: { rows, visits, patients, duplicates, bad, importId } };
}

const lineOf = ({ row, column, reason }: BadRow): string =>
  t(column === null ? 'imports:command.bad-row' : 'imports:command.bad-cell', { row, column, reason: t(`imports:reasons.${reason}`) });

async function readMap(path: string): Promise<{ ok: true; form: ImportMapForm } | { ok: false; answer: CommandAnswer }> {
  if (path === '') return { ok: true, form: {} };
  if (!(await isFile(path))) return { ok: false, answer: refused({ reason: 'file-not-found' }, path) };
  const parsed = parseForm(importMapForm, parseJson(await readFile(path, 'utf8')));
  return parsed.ok ? parsed : { ok: false, answer: refused(parsed.problems[0] ?? { reason: 'map-unreadable' }, path) };
}

/** A text that is no JSON is no map either. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch {
    return 'unreadable';
  }
}

function refused({ reason, ...rest }: Partial<Refused> & { reason: string } & Partial<Problem>, about = ''): CommandAnswer {
  const said = reason === 'invalid' ? 'map-unreadable' : reason;
  const key = `imports:reasons.${said}`;
  const words = hasText(key) ? t(key, rest.params) : said;
  return { ok: false, reason: said, text: [about, rest.field === 'file' ? '' : (rest.field ?? ''), words].filter(Boolean).join(': ') };
}

const sourceOf = (path: string) => ({ path, fileName: basename(path) });

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isFile() ?? false;

async function findImport(club: Club, id: number): Promise<{ id: number; clinicId: number } | null> {
  const [found] = await club.db.select<{ id: number; clinicId: number }>('SELECT id, clinic_id AS "clinicId" FROM imports WHERE id = :id', {
    id,
  });
  return found ?? null;
}
