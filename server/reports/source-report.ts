import { chiSquareTest } from '../../models/statistics/chi-square.js';
import { holmLogP } from '../../models/statistics/holm.js';
import { wilsonInterval, type Interval } from '../../models/statistics/intervals.js';
import type { RecommendationScore } from '../../models/statistics/recommendation-score.js';
import { readPivot } from '../analytics/pivot.js';
import { dimensionsOf, type AnalyticsDesk } from './analytics-frame.js';
import { scoreOf } from './score-of.js';

/** One way of coming to know the clinic; null stands for a number that must not be shown. */
export interface SourceRow {
  value: string;
  patients: number | null;
  /** Who came at least once. */
  came: number | null;
  cameShare: Interval | null;
  /** Newcomers whose time to return is over, and those of them who returned. */
  followed: number | null;
  returned: number | null;
  returnShare: Interval | null;
  score: RecommendationScore | null;
}

/** A source whose newcomers return more or less often than those of all other known sources together, surely so after correction. */
export interface SourceDifference {
  value: string;
  share: Interval;
  followed: number;
  othersShare: number;
  othersFollowed: number;
  isMore: boolean;
}

export interface SourceReport {
  rows: SourceRow[];
  total: SourceRow;
  /** How many sources were compared, and what of it is sure. */
  compared: number;
  differences: SourceDifference[];
}

const CERTAIN = Math.log(0.05);
/** Below this many followed newcomers a source is shown and not compared. */
const FEWEST_COMPARED = 30;

/** The sources beside one another: how many patients, who came, who returned, what they say. Sources of nobody are left out. */
export async function sourceReport(desk: AnalyticsDesk): Promise<SourceReport> {
  const { source, window, returned, opinion } = await dimensionsOf(desk, ['source', 'window', 'returned', 'opinion']);
  const asked = { mirror: desk.mirror, clinicId: desk.clinic.id, asOf: desk.asOf };
  // One table for all counts of people: from two that overlap, a difference of a few could be worked out.
  const people = await readPivot({ ...asked, counted: 'journeys', dimensions: [source, window, returned] });
  const opinions = await readPivot({ ...asked, counted: 'opinions', dimensions: [source, opinion] });
  const rowOf = (value: string | null): SourceRow => {
    const at = value === null ? {} : { source: value };
    const patients = people.count(at);
    const never = people.count({ ...at, window: 'none' });
    const came = patients === null || never === null ? null : patients - never;
    const followed = patients === null ? null : people.count({ ...at, window: 'complete' });
    const back = followed === null ? null : people.count({ ...at, window: 'complete', returned: 'yes' });
    return {
      value: value ?? '',
      patients,
      came,
      cameShare: came === null || patients === null ? null : wilsonInterval(came, patients),
      followed,
      returned: back,
      returnShare: followed === null || back === null ? null : wilsonInterval(back, followed),
      score: scoreOf((value_) => opinions.count({ ...at, opinion: value_ })),
    };
  };
  const rows = source.values.map(rowOf).filter((row) => row.patients !== 0 || row.value === 'unknown');
  return { rows, total: rowOf(null), ...compare(rows) };
}

/** Each known source against all others together, corrected for every comparison that was made. */
function compare(rows: readonly SourceRow[]): Pick<SourceReport, 'compared' | 'differences'> {
  const known = rows.flatMap(({ value, followed, returned, returnShare }) =>
    value === 'unknown' || value === 'rest' || followed === null || returned === null || returnShare === null || followed < FEWEST_COMPARED
      ? []
      : [{ value, followed, returned, share: returnShare }],
  );
  if (known.length < 2) return { compared: 0, differences: [] };
  const tests = known.map((one) => {
    const others = known.filter((other) => other !== one);
    const othersFollowed = sum(others.map(({ followed }) => followed));
    const othersReturned = sum(others.map(({ returned }) => returned));
    const test = chiSquareTest([
      [one.returned, one.followed - one.returned],
      [othersReturned, othersFollowed - othersReturned],
    ]);
    // The usual rule asks for an expected count of five in each cell.
    const logP = test && test.smallestExpected >= 5 ? test.logP : 0;
    return { one, othersFollowed, othersShare: othersReturned / othersFollowed, logP };
  });
  const corrected = holmLogP(tests.map(({ logP }) => logP));
  const differences = tests.flatMap(({ one, othersFollowed, othersShare }, i) =>
    (corrected[i] ?? 0) < CERTAIN
      ? [
          {
            value: one.value,
            share: one.share,
            followed: one.followed,
            othersShare,
            othersFollowed,
            isMore: one.share.estimate > othersShare,
          },
        ]
      : [],
  );
  return { compared: known.length, differences };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
