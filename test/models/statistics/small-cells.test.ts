import { expect } from 'chai';
import fc from 'fast-check';
import { determinedUnknowns, type Equation } from '../../../models/statistics/determined-unknowns.js';
import { hiddenCells, latticeIndex, latticeLength, type Lattice } from '../../../models/statistics/small-cells.js';

/** A lattice of disjoint people from the inner cells of a table (row-major). */
function latticeOf(sizes: number[], inner: number[]): Lattice & { people: number[] } {
  const people = new Array<number>(latticeLength(sizes)).fill(0);
  inner.forEach((n, flat) => {
    const at: number[] = [];
    let rest = flat;
    for (let d = sizes.length - 1; d >= 0; d--) {
      const size = sizes[d] ?? 1;
      at.unshift((rest % size) + 1);
      rest = Math.floor(rest / size);
    }
    for (let mask = 0; mask < 2 ** sizes.length; mask++) {
      const margin = at.map((position, d) => (mask & (1 << d) ? 0 : position));
      const index = latticeIndex(sizes, margin);
      people[index] = (people[index] ?? 0) + n;
    }
  });
  return { sizes, people, counts: people, together: (cells) => cells.reduce((sum, cell) => sum + (people[cell] ?? 0), 0) };
}

/** What an attacker knows: every total is the sum of its parts. */
function attack(sizes: number[], hidden: Uint8Array): Set<number> {
  const equations: Equation[] = [];
  const visit = (at: number[], d: number): void => {
    if (d < sizes.length) {
      for (let position = 0; position <= (sizes[d] ?? 0); position++) visit([...at, position], d + 1);
      return;
    }
    at.forEach((position, along) => {
      if (position !== 0) return;
      const cells = Array.from({ length: (sizes[along] ?? 0) + 1 }, (_, p) => latticeIndex(sizes, at.with(along, p)));
      const equation = cells.flatMap((cell, p): Equation => (hidden[cell] ? [[cell, p === 0 ? -1 : 1]] : []));
      if (equation.length > 0) equations.push(equation);
    });
  };
  visit([], 0);
  return new Set(determinedUnknowns(equations));
}

describe('hiddenCells', () => {
  const list = (people: number[]): string => {
    const hidden = hiddenCells(latticeOf([people.length], people));
    return [...people.map((n, i) => (hidden[i + 1] ? '·' : String(n))), hidden[0] ? 'total ·' : 'total'].join(' ');
  };

  it('shows a list without small cells as it is, zeros too', () => {
    expect(list([5, 0, 12])).to.equal('5 0 12 total');
    expect(list([])).to.equal('total');
    expect(list([0, 0])).to.equal('0 0 total');
  });

  it('hides a small cell and the next smallest with it', () => {
    expect(list([3, 40, 9, 20])).to.equal('· 40 · 20 total');
  });

  it('does not lean on a zero that everybody can guess', () => {
    expect(list([3, 0, 40, 9])).to.equal('· 0 40 · total');
  });

  it('hides a third cell when two small ones together are still small', () => {
    expect(list([1, 2, 40, 30])).to.equal('· · 40 · total');
    expect(list([2, 3, 40, 30])).to.equal('· · 40 30 total'); // together 5 people
  });

  it('hides everything about one to four people', () => {
    for (let n = 1; n < 5; n++) expect(list([n, 0])).to.equal('· 0 total ·');
  });

  it('closes the rectangle in a table with both totals', () => {
    const table = latticeOf([3, 3], [3, 20, 30, 25, 21, 40, 50, 60, 70]);
    const hidden = hiddenCells(table);
    const grid = [1, 2, 3].map((r) => [1, 2, 3].map((c) => hidden[latticeIndex([3, 3], [r, c])]).join(''));
    expect(grid).to.deep.equal(['110', '110', '000']);
    expect(hidden[0]).to.equal(0);
  });

  it('asks for a big cell among the hidden when one person may stand in several', () => {
    const counts = [60, 2, 3, 30, 25]; // total and four seasons: visits
    const people = [30, 2, 3, 20, 15];
    const hidden = hiddenCells({ sizes: [4], people, counts });
    expect([...hidden]).to.deep.equal([0, 1, 1, 0, 1]);
  });

  it('gives no small cell away, whatever the table', () => {
    const size = fc.integer({ min: 1, max: 5 });
    const sizes = fc.oneof(
      fc.tuple(size),
      fc.tuple(size, size),
      fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    );
    const cell = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 5, max: 200 }));
    const tables = sizes.chain((chosen: number[]) => {
      const length = chosen.reduce((a, b) => a * b, 1);
      return fc.array(cell, { minLength: length, maxLength: length }).map((inner) => ({ chosen, inner }));
    });
    fc.assert(
      fc.property(tables, ({ chosen, inner }) => {
        const lattice = latticeOf(chosen, inner);
        const hidden = hiddenCells(lattice);
        const known = attack(chosen, hidden);
        return lattice.people.every((n, i) => n === 0 || n >= 5 || (hidden[i] === 1 && !known.has(i)));
      }),
      { numRuns: 400 },
    );
  });

  it('decides a total the same whether or not a finer table is asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 12, maxLength: 12 }), (inner) => {
        const table = latticeOf([3, 4], inner);
        const rows = [0, 1, 2].map((r) => inner.slice(r * 4, r * 4 + 4).reduce((a, b) => a + b, 0));
        const fine = hiddenCells(table);
        const coarse = hiddenCells(latticeOf([3], rows));
        return [0, 1, 2, 3].every((r) => coarse[r] === fine[latticeIndex([3, 4], [r, 0])]);
      }),
    );
  });
});
