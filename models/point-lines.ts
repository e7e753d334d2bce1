import type { EntryKind, PointEntry } from './rules/points.js';

/**
 * A patient's lines of the ledger as one text, in SQL, in no certain order; `readLines` reads it. One text is many times faster than a row for
 * each line. Of a note only that there is one is told.
 */
export const LINES_AS_TEXT = `STRING_AGG(CAST(id AS VARCHAR(19)) || ',' || kind || ',' || CAST(points AS VARCHAR(11)) || ',' || cause || ',' ||
  CAST(occurred_on AS VARCHAR(10)) || ',' || CAST(booked_on AS VARCHAR(10)) || ',' || COALESCE(CAST(expires_on AS VARCHAR(10)), '') || ',' ||
  COALESCE(CAST(reverses_id AS VARCHAR(19)), '') || ',' || CASE WHEN note IS NULL THEN '' ELSE '1' END, ' ')`;

/** A cause that a text can hold: words, digits and dashes between colons. */
export const isCause = (cause: string): boolean => /^[a-z-]+:[\w-]+(:\d+)?$/.test(cause);

/** The lines of a text made by LINES_AS_TEXT, the oldest first; the words of their notes are left out. */
export function readLines(text: string): PointEntry[] {
  const lines = text.split(' ').map((line): PointEntry => {
    const [id, kind, points, cause = '', occurredOn = '', bookedOn = '', expiresOn = '', reversesId, hasNote] = line.split(',');
    return {
      id: Number(id),
      kind: kind as EntryKind,
      points: Number(points),
      cause,
      occurredOn,
      bookedOn,
      expiresOn: expiresOn === '' ? null : expiresOn,
      reversesId: reversesId ? Number(reversesId) : null,
      note: hasNote ? '' : null,
    };
  });
  return lines.sort((a, b) => a.id - b.id);
}
