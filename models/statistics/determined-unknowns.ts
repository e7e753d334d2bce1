/** A sum with a known right side: pairs of an unknown's number and its factor. */
export type Equation = [unknown: number, factor: number][];

// Products of two residues stay below 2^53, so ordinary numbers hold them exactly.
const PRIME = 67_108_859;

/** The unknowns that a system of linear equations fixes to one value (Gaussian elimination modulo a prime; the right sides do not matter). */
export function determinedUnknowns(equations: readonly Equation[]): number[] {
  const columns = [...new Set(equations.flatMap((equation) => equation.map(([unknown]) => unknown)))];
  const place = new Map(columns.map((unknown, column) => [unknown, column]));
  const rows = equations.map((equation) => {
    const row = new Float64Array(columns.length);
    for (const [unknown, factor] of equation) row[place.get(unknown) ?? 0] = (factor + PRIME) % PRIME;
    return row;
  });
  const pivots = reduce(rows, columns.length);
  return pivots.flatMap(([row, column]) => (row.every((factor, c) => factor === 0 || c === column) ? [columns[column] ?? 0] : []));
}

/** Brings the rows into reduced echelon form in place; each pivot's row and column. */
function reduce(rows: Float64Array[], width: number): [row: Float64Array, column: number][] {
  const pivots: [Float64Array, number][] = [];
  const left = new Set(rows);
  for (let column = 0; column < width; column++) {
    const pivot = [...left].find((row) => row[column] !== 0);
    if (!pivot) continue;
    left.delete(pivot);
    const inverse = power(pivot[column] ?? 1, PRIME - 2);
    for (let c = column; c < width; c++) pivot[c] = ((pivot[c] ?? 0) * inverse) % PRIME;
    for (const row of rows) {
      const factor = row[column] ?? 0;
      if (row === pivot || factor === 0) continue;
      for (let c = column; c < width; c++) row[c] = ((row[c] ?? 0) + (PRIME - factor) * (pivot[c] ?? 0)) % PRIME;
    }
    pivots.push([pivot, column]);
  }
  return pivots;
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let factor = base, rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * factor) % PRIME;
    factor = (factor * factor) % PRIME;
  }
  return result;
}
