/** One figure of the performance table. `baseline` is the bare thing it is held against in the same run; `ratio` = value / baseline. */
export interface BenchRow {
  name: string;
  value: number;
  unit: string;
  baseline: number | null;
  ratio: number | null;
}

/** What every file in this folder that measures something exports as `bench`: it makes its own data, cleans up, and gives its figures. */
export type Bench = () => Promise<BenchRow[]>;

/** A row from a measured value and, where there is one, the baseline measured beside it; numbers are rounded to what a reader can use. */
export function benchRow(name: string, value: number, unit: string, baseline: number | null = null): BenchRow {
  const ratio = baseline === null || baseline === 0 ? null : value / baseline;
  return {
    name,
    value: rounded(value),
    unit,
    baseline: baseline === null ? null : rounded(baseline),
    ratio: ratio === null ? null : rounded(ratio),
  };
}

const rounded = (figure: number): number => Number(figure.toPrecision(4));
