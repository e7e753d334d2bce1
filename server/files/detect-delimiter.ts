/** What may stand between the cells of a CSV file. */
export const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

const LINES_LOOKED_AT = 5;

/** The delimiter that divides the first lines of a text most evenly; a text of one column counts as divided by commas. */
export function detectDelimiter(head: string): Delimiter {
  const lines = firstLines(head);
  const scored = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => countOf(line, delimiter));
    const header = counts[0] ?? 0;
    const alike = counts.filter((count) => count === header).length;
    return { delimiter, score: header === 0 ? 0 : header + alike * 1000 };
  });
  return scored.reduce((best, candidate) => (candidate.score > best.score ? candidate : best)).delimiter;
}

/** The first lines as marks outside quotes only, so that a comma or a line break inside a quoted cell decides nothing. */
function firstLines(head: string): string[] {
  const unquoted = head.replace(/"(?:[^"]|"")*"/g, '');
  const lines = unquoted.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  // The last line of the head may be cut off.
  return (lines.length > 1 ? lines.slice(0, -1) : lines).slice(0, LINES_LOOKED_AT);
}

function countOf(line: string, delimiter: Delimiter): number {
  return line.split(delimiter).length - 1;
}
