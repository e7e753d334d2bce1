import type { Sheet } from '../files/write-table.js';

/** What views/partials/_chart.ejs prints: a picture, a sentence that says what it shows, and a table of the same numbers. */
export interface ChartView {
  id: string;
  kind: 'bar' | 'line' | 'stacked' | 'horizontal';
  title: string;
  sentence: string;
  labels: string[];
  series: ChartSeries[];
  unit: 'number' | 'percent';
  /** Address of the same table as a spreadsheet. */
  sheetHref: string;
  head: string[];
  rows: string[][];
}

export interface ChartSeries {
  name: string;
  /** null is a number that must not be shown. */
  values: (number | null)[];
  low?: (number | null)[];
  high?: (number | null)[];
  colour?: string;
}

/** A link that is on when it leads to what is shown already. */
export interface ChipView {
  label: string;
  href: string;
  isOn: boolean;
}

/** A table of numbers from which a chart, its printed table and its spreadsheet are all made, so that they cannot differ. */
export interface Figures {
  heading: string;
  columns: string[];
  rows: { label: string; values: (number | null)[] }[];
}

/** The table as text, each number written as `say` says. */
export function printedTable(figures: Figures, say: (n: number | null, column: number) => string): { head: string[]; rows: string[][] } {
  return {
    head: [figures.heading, ...figures.columns],
    rows: figures.rows.map(({ label, values }) => [label, ...values.map((n, column) => say(n, column))]),
  };
}

/** The table as a spreadsheet: numbers stay numbers, hidden ones are the given word. */
export function sheetOf(figures: Figures, hidden: string): Sheet {
  return {
    header: [figures.heading, ...figures.columns],
    rows: figures.rows.map(({ label, values }) => [label, ...values.map((n) => n ?? hidden)]),
  };
}

/** The address of the page with some fields of its query changed; empty ones are left out. */
export function hrefWith(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  changes: Record<string, string | undefined> = {},
): string {
  const fields = Object.entries({ ...query, ...changes }).filter(
    (field): field is [string, string] => field[1] !== undefined && field[1] !== '',
  );
  const search = new URLSearchParams(fields).toString();
  return search === '' ? path : `${path}?${search}`;
}
