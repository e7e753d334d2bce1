/*
 * A cell that counts 1 to k−1 people says something about persons, so it is hidden (primary). Whoever sees the totals could work a single hidden
 * cell out again, so further cells are hidden with it (complementary) until no sum, row, column or coarser table gives it away.
 *
 * A table with n dimensions is held with all of its totals (a lattice). Whether a cell is hidden is decided by the table of exactly its own
 * dimensions, and coarser tables are decided first and never changed by finer ones: so the answer for «women» is the same on every page
 * that can show it, and two pages cannot be subtracted from each other.
 */
import { determinedUnknowns, type Equation } from './determined-unknowns.js';

export const SMALLEST_SHOWN = 5;

export interface Lattice {
  /** How many categories each dimension has; position 0 of a dimension is its total, 1 to n its categories. */
  sizes: readonly number[];
  /** Different people in each cell, totals included, in the order of latticeIndex. */
  people: ArrayLike<number>;
  /** The published figure of each cell (visits, or people again). */
  counts: ArrayLike<number>;
  /** At least how many different people some cells of one line hold together; when nothing is said, as many as the largest of them. */
  together?: (cells: readonly number[]) => number;
  smallestShown?: number;
}

/** Where the cell at these positions (0 is the total of a dimension) lies in the lattice's arrays. */
export function latticeIndex(sizes: readonly number[], at: readonly number[]): number {
  return at.reduce((index, position, d) => index * ((sizes[d] ?? 0) + 1) + position, 0);
}

/** How many cells a lattice of these sizes has, totals included. */
export function latticeLength(sizes: readonly number[]): number {
  return sizes.reduce((length, size) => length * (size + 1), 1);
}

/** Which cells of the lattice must not be shown: 1 for hidden, 0 for shown. */
export function hiddenCells(lattice: Lattice): Uint8Array {
  const k = lattice.smallestShown ?? SMALLEST_SHOWN;
  const hidden = new Uint8Array(latticeLength(lattice.sizes));
  for (let cell = 0; cell < hidden.length; cell++) if (isSmall(lattice.people[cell] ?? 0, k)) hidden[cell] = 1;
  const lines: Line[] = [];
  for (const dimensions of subsetsBySize(lattice.sizes.length)) {
    if (dimensions.length === 0) continue;
    const added = linesOf(lattice.sizes, dimensions);
    lines.push(...added);
    settle(lattice, hidden, added, lines, k);
  }
  return hidden;
}

/** A total and the parts that add up to it. */
interface Line {
  total: number;
  parts: number[];
}

// Above this many unknowns the exact check would take seconds; the rule of lines alone then stands.
const EXACT_UP_TO = 400;

function settle(lattice: Lattice, hidden: Uint8Array, lines: Line[], allLines: Line[], k: number): void {
  const through = new Map<number, Line[]>();
  for (const line of lines) for (const part of line.parts) through.set(part, [...(through.get(part) ?? []), line]);
  const hide = (cell: number, queue: Line[]): void => {
    hidden[cell] = 1;
    queue.push(...(through.get(cell) ?? []));
  };
  for (let queue = [...lines]; ;) {
    for (let line = queue.pop(); line; line = queue.pop()) {
      while (!isLineSafe(lattice, hidden, line, k)) {
        const cell = cheapest(lattice, hidden, line, through);
        if (cell === undefined) break;
        hide(cell, queue);
      }
    }
    const given = new Set(givenAway(lattice, hidden, allLines, k));
    if (given.size === 0) return;
    const near = lines.filter((line) => given.has(line.total) || line.parts.some((part) => given.has(part)));
    const cell = [...near, ...lines].map((line) => cheapest(lattice, hidden, line, through)).find((found) => found !== undefined);
    if (cell === undefined) return;
    queue = [];
    hide(cell, queue);
  }
}

function isLineSafe(lattice: Lattice, hidden: Uint8Array, line: Line, k: number): boolean {
  const parts = line.parts.filter((part) => hidden[part] === 1);
  if (hidden[line.total] === 1) return parts.length > 0 || (lattice.counts[line.total] ?? 0) === 0;
  if (parts.length === 0) return true;
  return parts.length >= 2 && (parts.some((part) => (lattice.people[part] ?? 0) >= k) || (lattice.together?.(parts) ?? 0) >= k);
}

/**
 * The part of a line that costs least to hide: one that closes a rectangle with hidden cells first, then the smallest;
 * a zero only when nothing else is left, for a reader may guess it.
 */
function cheapest(lattice: Lattice, hidden: Uint8Array, line: Line, through: Map<number, Line[]>): number | undefined {
  let best: number | undefined;
  let bestCost = Infinity;
  for (const part of line.parts) {
    const count = lattice.counts[part] ?? 0;
    if (hidden[part] === 1) continue;
    const open = (through.get(part) ?? []).filter((other) => other !== line && !other.parts.some((cell) => hidden[cell] === 1)).length;
    const cost = (count === 0 ? 1e12 : 0) + open * 1e9 + count;
    if (cost < bestCost) {
      best = part;
      bestCost = cost;
    }
  }
  return best;
}

/** Small cells that the equations of all totals still give away exactly. */
function givenAway(lattice: Lattice, hidden: Uint8Array, lines: Line[], k: number): number[] {
  const equations: Equation[] = [];
  const unknowns = new Set<number>();
  for (const { total, parts } of lines) {
    const terms: [number, number][] = parts.filter((part) => hidden[part] === 1).map((part) => [part, 1]);
    if (hidden[total] === 1) terms.push([total, -1]);
    if (terms.length > 0) equations.push(terms);
    for (const [cell] of terms) unknowns.add(cell);
  }
  if (unknowns.size > EXACT_UP_TO) return [];
  return determinedUnknowns(equations).filter((cell) => isSmall(lattice.people[cell] ?? 0, k));
}

function linesOf(sizes: readonly number[], dimensions: readonly number[]): Line[] {
  return dimensions.flatMap((along) => {
    const others = dimensions.filter((d) => d !== along);
    return positions(sizes, others).map((at) => {
      const on = (position: number): number => latticeIndex(sizes, at.with(along, position));
      return { total: on(0), parts: Array.from({ length: sizes[along] ?? 0 }, (_, i) => on(i + 1)) };
    });
  });
}

/** Every choice of categories in the given dimensions, the others standing at their total. */
function positions(sizes: readonly number[], dimensions: readonly number[]): number[][] {
  let all = [sizes.map(() => 0)];
  for (const d of dimensions) all = all.flatMap((at) => Array.from({ length: sizes[d] ?? 0 }, (_, i) => at.with(d, i + 1)));
  return all;
}

function subsetsBySize(dimensions: number): number[][] {
  const subsets = Array.from({ length: 2 ** dimensions }, (_, mask) =>
    Array.from({ length: dimensions }, (__, d) => d).filter((d) => (mask & (1 << d)) !== 0),
  );
  return subsets.sort((a, b) => a.length - b.length);
}

const isSmall = (people: number, k: number): boolean => people > 0 && people < k;
