import type { Db } from '../../models/database.js';
import type { Import } from '../../models/import.js';

/** An import as the list and its own page show it. */
export interface ListedImport extends Pick<
  Import,
  | 'id'
  | 'fileName'
  | 'patientsFileName'
  | 'state'
  | 'countsJson'
  | 'optionsJson'
  | 'rowsRead'
  | 'rowsTotal'
  | 'error'
  | 'createdAt'
  | 'startedAt'
  | 'finishedAt'
  | 'undoneAt'
> {
  byName: string | null;
}

const SELECT = `SELECT i.id, i.file_name AS "fileName", i.patients_file_name AS "patientsFileName", i.state, i.counts_json AS "countsJson",
    i.options_json AS "optionsJson", i.rows_read AS "rowsRead", i.rows_total AS "rowsTotal", i.error, i.created_at AS "createdAt",
    i.started_at AS "startedAt", i.finished_at AS "finishedAt", i.undone_at AS "undoneAt", s.display_name AS "byName"
  FROM imports i LEFT JOIN staff_members s ON s.id = i.created_by AND s.clinic_id = :clinicId
  WHERE i.clinic_id = :clinicId`;

/** The clinic's imports, newest first, some at a time; `olderThan` is where the next page goes on. */
export async function importList(
  db: Db,
  { clinicId, before, pageSize }: { clinicId: number; before: number | null; pageSize: number },
): Promise<{ imports: ListedImport[]; olderThan: number | null }> {
  const rows = await db.select<ListedImport>(`${SELECT} ${before === null ? '' : 'AND i.id < :before'} ORDER BY i.id DESC LIMIT :limit`, {
    clinicId,
    before,
    limit: pageSize + 1,
  });
  const imports = rows.slice(0, pageSize);
  return { imports, olderThan: rows.length > pageSize ? (imports.at(-1)?.id ?? null) : null };
}

/** One import of the clinic, or null. */
export async function importPage(db: Db, clinicId: number, id: number): Promise<ListedImport | null> {
  const [row] = await db.select<ListedImport>(`${SELECT} AND i.id = :id`, { clinicId, id });
  return row ?? null;
}
