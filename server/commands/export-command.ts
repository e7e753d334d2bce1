import { mkdir, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { appendAudit } from '../../models/audit.js';
import { clubLoyalty } from '../../models/loyalty-book.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { writeCsv, type Cell } from '../files/write-table.js';
import { localeOf } from '../locale.js';
import { exportTables, type ExportTable } from '../reports/export-report.js';
import { textOf, type Command } from './command.js';
import { clinicOf, refusal } from './staff-commands.js';

const { t } = localeOf('fa');

/** `export` */
export const exportCommand: Command = {
  name: 'export',
  says: 'writes everything a clinic owns into a folder as CSV files that any spreadsheet opens; they hold personal data, so keep them safe',
  takes: [],
  options: {
    clinic: { takes: 'SLUG', says: 'the clinic', required: true },
    out: { takes: 'DIR', says: 'a folder that is empty or does not exist yet', required: true },
  },
  run: async (club, _words, options) => {
    const { db } = club;
    const clinic = await clinicOf(club, textOf(options['clinic']));
    if (!clinic) return refusal('clinic-unknown', 'clinic');
    const folder = textOf(options['out']);
    const problem = await folderProblem(folder);
    if (problem) return refusal(problem, folder);
    const asOf = club.clock();
    // Written down before the first row leaves: a copy that breaks off has still been taken.
    await appendAudit(db, { clinicId: clinic.id, at: asOf, actor: { kind: 'system' }, action: 'clinic.export' });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const rows: Record<string, number> = {};
    for (const table of exportTables(db, clinic.id, await clubLoyalty(db, clinic.id, tehranDay(asOf))))
      rows[table.name] = await writeTable(join(folder, `${table.name}.csv`), table);
    return {
      ok: true,
      data: { clinic: clinic.slug, folder, rows },
      text: t('commands:exported', { folder, files: Object.keys(rows).length, patients: rows['patients'], visits: rows['visits'] }),
    };
  },
};

async function folderProblem(folder: string): Promise<string | null> {
  const there = await stat(folder).catch(() => null);
  if (!there) return null;
  if (!there.isDirectory()) return 'folder-is-file';
  return (await readdir(folder)).length > 0 ? 'folder-not-empty' : null;
}

/** For the owner's eyes only; answers how many rows it holds. */
async function writeTable(path: string, { columns, rows }: ExportTable): Promise<number> {
  let written = 0;
  const counted = async function* (): AsyncGenerator<Cell[]> {
    for await (const row of rows) {
      written += 1;
      yield row as Cell[];
    }
  };
  const file = await open(path, 'wx', 0o600);
  await writeCsv(file.createWriteStream(), { header: columns, rows: counted() });
  return written;
}
