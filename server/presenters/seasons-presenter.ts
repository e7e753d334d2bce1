import type { SeasonsQuery } from '../forms/analytics-query.js';
import type { SeasonCell, SeasonRow, SeasonsReport } from '../reports/seasons-report.js';
import type { AnalyticsWords } from './analytics-words.js';
import { hrefWith, printedTable, type ChartView, type ChipView, type Figures } from './chart-presenter.js';
import { groupFields, type GroupField } from './group-fields.js';

const PATH = '/analytics/seasons';
const SEASONS = ['0', '1', '2', '3'] as const;
/** A statement is made when it would come by chance once in twenty such pages, over all illnesses of the page together. */
const CHANCE = 0.05;
const MOST_STATEMENTS = 4;
const WORTH_SAYING = 1.25;

/** The tables of the page: all illnesses by season, and the chosen one closely. */
export function seasonsFigures(report: SeasonsReport, words: AnalyticsWords): { seasons: Figures; focus: Figures } {
  const { t } = words.locale;
  const season = (n: string): string => words.value('season', n);
  const { focus } = report;
  return {
    seasons: {
      heading: words.dimension(report.level),
      columns: [
        t('analytics:counted.visits'),
        ...SEASONS.map(season),
        ...SEASONS.map((n) => t('analytics:seasons.shareIn', { season: season(n) })),
        ...SEASONS.map((n) => t('analytics:seasons.indexIn', { season: season(n) })),
      ],
      rows: [
        ...report.rows.map((row) => ({
          label: words.value(report.level, row.value),
          values: [
            row.count,
            ...row.seasons.map(({ count }) => count),
            ...row.seasons.map(({ share }) => rounded(share)),
            ...row.seasons.map(({ index }) => rounded(index?.estimate ?? null)),
          ],
        })),
        { label: t('analytics:sum'), values: [report.total, ...report.seasons] },
      ],
    },
    focus: {
      heading: words.dimension('season'),
      columns: [
        t('analytics:counted.visits'),
        t('analytics:seasons.share'),
        t('analytics:seasons.index'),
        ...(report.isGroup ? [t('analytics:seasons.shareOfAll')] : []),
      ],
      rows: focus
        ? SEASONS.map((n, i) => ({
            label: season(n),
            values: [
              focus.seasons[i]?.count ?? null,
              rounded(focus.seasons[i]?.share ?? null),
              rounded(focus.seasons[i]?.index?.estimate ?? null),
              ...(report.isGroup ? [rounded(focus.everybody[i]?.share ?? null)] : []),
            ],
          }))
        : [],
    },
  };
}

export interface SeasonsView {
  isEmpty: boolean;
  /** Fewer than five people altogether. */
  isHidden: boolean;
  group: string;
  isFiltered: boolean;
  statements: string[];
  levelChips: ChipView[];
  level: string;
  fields: GroupField[];
  chart: ChartView | null;
  heading: string;
  columns: string[];
  rows: SeasonRowView[];
  seasons: string[];
  total: string;
  sheetHref: string;
  csvHref: string;
}

interface SeasonRowView {
  label: string;
  code: string | null;
  href: string;
  isOn: boolean;
  count: string;
  share: string;
  /** A step is how deep the cell is coloured; null for a hidden one. */
  cells: { shown: string; index: string | null; step: number | null }[];
}

/** The page of illnesses by season: what stands out in sentences, one illness closely, and the whole table. */
export function seasonsView(report: SeasonsReport, query: SeasonsQuery, words: AnalyticsWords): SeasonsView {
  const { t } = words.locale;
  const asked = addressOf(query);
  return {
    isEmpty: report.total === 0,
    isHidden: report.total === null,
    group: words.group(report.filters),
    isFiltered: Object.keys(report.filters).length > 0,
    statements: statementsOf(report, words),
    levelChips: (['illness', 'chapter'] as const).map((level) => ({
      label: t(`analytics:seasons.level.${level}`),
      href: hrefWith(PATH, asked, { level, focus: undefined }),
      isOn: level === query.level,
    })),
    level: query.level,
    fields: groupFields(report.choices, ['specialty', 'year', 'sex', 'age', 'education', 'area'], query, words),
    chart: report.focus ? focusChart(report, asked, words) : null,
    columns: SEASONS.map((n) => words.value('season', n)),
    heading: words.dimension(report.level),
    rows: report.rows.map((row) => rowView(row, report, asked, words)),
    seasons: report.seasons.map((n) => words.count(n)),
    total: words.count(report.total),
    sheetHref: hrefWith(PATH, asked, { format: 'xlsx' }),
    csvHref: hrefWith(PATH, asked, { format: 'csv' }),
  };
}

const addressOf = ({ level, focus, specialty, year, sex, age, education, area }: SeasonsQuery): Record<string, string | undefined> => ({
  level: level === 'illness' ? undefined : level,
  focus,
  specialty,
  year,
  sex,
  age,
  education,
  area,
});

function rowView(row: SeasonRow, report: SeasonsReport, asked: Record<string, string | undefined>, words: AnalyticsWords): SeasonRowView {
  return {
    label: words.value(report.level, row.value),
    code: report.level === 'illness' && row.value !== 'rest' && row.value !== 'unknown' ? row.value : null,
    href: `${hrefWith(PATH, asked, { focus: row.value })}#focus`,
    isOn: report.focus?.value === row.value,
    count: words.count(row.count),
    share: words.share(row.share),
    cells: row.seasons.map((cell) => ({ shown: words.count(cell.count), index: timesOf(cell, words), step: stepOf(cell) })),
  };
}

const timesOf = ({ index }: SeasonCell, words: AnalyticsWords): string | null =>
  index ? `×${words.locale.fmt.number(index.estimate, 1)}` : null;

/** How deep a cell is coloured: 3 at the year's level, up to 10 at two and a half times. */
function stepOf({ count, index }: SeasonCell): number | null {
  if (count === null) return null;
  if (!index) return 0;
  const level = index.estimate;
  return Math.max(0, Math.min(10, Math.round(level < 1 ? level * 3 : 3 + (level - 1) * 4.5)));
}

function statementsOf(report: SeasonsReport, words: AnalyticsWords): string[] {
  const tested = report.rows.filter(({ value }) => value !== 'rest' && value !== 'unknown');
  const limit = Math.log(CHANCE / Math.max(1, tested.length * SEASONS.length));
  const { t, fmt } = words.locale;
  const seasonal = tested.flatMap((row) =>
    row.seasons.flatMap(({ index, logP, count }, season) => {
      if (!index || logP === null || logP >= limit || index.low <= 1 || index.estimate < WORTH_SAYING) return [];
      const params = {
        illness: words.value(report.level, row.value),
        season: words.value('season', String(season)),
        times: fmt.number(index.estimate, 1),
        low: fmt.number(index.low, 1),
        high: fmt.number(index.high, 1),
        n: count ?? 0,
      };
      return [{ weight: logP, text: t('analytics:seasons.seasonal', params) }];
    }),
  );
  const frequent = tested.flatMap((row) => {
    if (!row.others || row.share === null || row.others.logP >= limit || row.share < row.others.share * WORTH_SAYING) return [];
    const params = {
      illness: words.value(report.level, row.value),
      share: words.share(row.share),
      others: words.share(row.others.share),
      times: fmt.number(row.share / row.others.share, 1),
    };
    return [{ weight: row.others.logP, text: t('analytics:seasons.frequent', params) }];
  });
  const strongestFirst = (statements: { weight: number; text: string }[]): string[] =>
    statements
      .toSorted((a, b) => a.weight - b.weight)
      .slice(0, MOST_STATEMENTS)
      .map(({ text }) => text);
  const said = [...strongestFirst(seasonal), ...strongestFirst(frequent)];
  return said.length > 0 ? said : [t('analytics:seasons.nothing')];
}

function focusChart(report: SeasonsReport, asked: Record<string, string | undefined>, words: AnalyticsWords): ChartView {
  const { t } = words.locale;
  const { focus, level } = report;
  const illness = focus ? words.value(level, focus.value) : '';
  const figures = seasonsFigures(report, words).focus;
  return {
    id: 'focus',
    kind: 'bar',
    title: t('analytics:seasons.focusTitle', { illness }),
    sentence: focusSentence(report, illness, words),
    labels: SEASONS.map((n) => words.value('season', n)),
    series: [
      {
        name: report.isGroup ? words.group(report.filters) : t('analytics:everybody'),
        values: focus?.seasons.map(({ share }) => share) ?? [],
      },
      ...(report.isGroup ? [{ name: t('analytics:everybody'), values: focus?.everybody.map(({ share }) => share) ?? [] }] : []),
    ],
    unit: 'percent',
    sheetHref: hrefWith(PATH, asked, { focus: focus?.value, table: 'focus', format: 'xlsx' }),
    ...printedTable(figures, (n, column) =>
      column === 0 ? words.count(n) : column === 2 ? (n === null ? '–' : `×${words.locale.fmt.number(n, 1)}`) : words.share(n),
    ),
  };
}

function focusSentence({ focus, filters }: SeasonsReport, illness: string, words: AnalyticsWords): string {
  const { t, fmt } = words.locale;
  const cells = (focus?.seasons ?? []).map((cell, season) => ({ ...cell, season }));
  const known = cells.filter(
    (cell): cell is typeof cell & { index: NonNullable<SeasonCell['index']>; share: number } => cell.index !== null && cell.share !== null,
  );
  const params = { illness, group: words.group(filters) };
  const [top, bottom] = [known.toSorted((a, b) => b.share - a.share)[0], known.toSorted((a, b) => a.share - b.share)[0]];
  if (!top || !bottom || (known.length < cells.length && top.index.low <= 1)) return t('analytics:seasons.focusHidden', params);
  if (known.length < cells.length) {
    // A hidden season may be the lowest; that this one lies above the year's average is still true.
    const season = words.value('season', String(top.season));
    return t('analytics:seasons.focusPart', { ...params, season, share: words.share(top.share), times: fmt.number(top.index.estimate, 1) });
  }
  return t('analytics:seasons.focus', {
    ...params,
    top: words.value('season', String(top.season)),
    topShare: words.share(top.share),
    times: fmt.number(top.index.estimate, 1),
    bottom: words.value('season', String(bottom.season)),
    bottomShare: words.share(bottom.share),
  });
}

const rounded = (n: number | null): number | null => (n === null ? null : Number(n.toFixed(4)));
