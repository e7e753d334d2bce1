import type { Db } from '../../models/database.js';
import { GRANT_STATES, type GrantState } from '../../models/rules/benefits.js';
import { hiddenCells, latticeIndex, latticeLength } from '../../models/statistics/small-cells.js';

/** Days from one to another; what became of a grant is told as of the last of them (or today, when that is earlier). */
export interface BalancePeriod {
  clinicId: number;
  from: string;
  to: string;
  today: string;
}

/** A number of the table; null is a small one that must not be shown. */
export type Shown = number | null;
export type BalanceRow = Record<GrantState | 'granted' | 'costRial' | 'valueRial', Shown> & { label: string };

export interface BalanceTable {
  rows: BalanceRow[];
  total: BalanceRow;
  hasHidden: boolean;
}

type By = 'benefit' | 'tier';
interface Cell {
  label: string | null;
  state: GrantState | null;
  n: number;
  people: number;
  costRial: number;
  valueRial: number;
}

const KEY: Record<By, string> = { benefit: 'b.name', tier: 'g.tier' };

/**
 * The grants of a period by benefit or by the tier of the member on the day of giving: granted = open + used + expired + reversed, with cost and value of
 * what was used. Cells of one to four people are hidden, and with them others until no sum gives them away. One statement.
 */
export async function grantBalances(db: Db, by: By, { clinicId, from, to, today }: BalancePeriod): Promise<BalanceTable> {
  const cells = await db.select<Cell>(
    `WITH g AS (SELECT ${KEY[by]} AS label, g.patient_id, g.cost_rial, g.value_rial,
         CASE WHEN g.reversed_on IS NOT NULL AND g.reversed_on <= :at THEN 'reversed' WHEN g.used_on IS NOT NULL AND g.used_on <= :at THEN 'used'
           WHEN g.valid_until_on < :at THEN 'expired' ELSE 'open' END AS state
       FROM benefit_grants g JOIN benefits b ON b.clinic_id = g.clinic_id AND b.id = g.benefit_id
       WHERE g.clinic_id = :clinicId AND g.granted_on >= :from AND g.granted_on <= :at)
     SELECT label, state, ${SUMS} FROM g GROUP BY label, state
     UNION ALL SELECT label, NULL, ${SUMS} FROM g GROUP BY label
     UNION ALL SELECT NULL, state, ${SUMS} FROM g GROUP BY state
     UNION ALL SELECT NULL, NULL, ${SUMS} FROM g`,
    { clinicId, from, at: to < today ? to : today },
  );
  return tableOf(cells);
}

const SUMS = `COUNT(*) AS n, COUNT(DISTINCT patient_id) AS people, CAST(COALESCE(SUM(cost_rial), 0) AS BIGINT) AS "costRial",
  CAST(COALESCE(SUM(value_rial), 0) AS BIGINT) AS "valueRial"`;

function tableOf(cells: readonly Cell[]): BalanceTable {
  const labels = [...new Set(cells.flatMap((cell) => cell.label ?? []))].sort();
  const sizes = [labels.length, GRANT_STATES.length];
  const people = new Array<number>(latticeLength(sizes)).fill(0);
  const counts = [...people];
  const at = (label: string | null, state: GrantState | null): number =>
    latticeIndex(sizes, [label === null ? 0 : labels.indexOf(label) + 1, state === null ? 0 : GRANT_STATES.indexOf(state) + 1]);
  for (const cell of cells) {
    people[at(cell.label, cell.state)] = cell.people;
    counts[at(cell.label, cell.state)] = cell.n;
  }
  const hidden = hiddenCells({ sizes, people, counts });
  const shown = (label: string | null, state: GrantState | null): Shown => {
    const index = at(label, state);
    return hidden[index] === 1 ? null : (counts[index] ?? 0);
  };
  const isUsedHidden = [null, ...labels].some((label) => shown(label, 'used') === null);
  const row = (label: string | null): BalanceRow => {
    const used = cells.find((cell) => cell.label === label && cell.state === 'used');
    // The cost of what was used says how often it was used: both are hidden together, and with them the sum of all.
    const isTold = shown(label, 'used') !== null && (label !== null || !isUsedHidden);
    return {
      label: label ?? '',
      granted: shown(label, null),
      open: shown(label, 'open'),
      used: shown(label, 'used'),
      expired: shown(label, 'expired'),
      reversed: shown(label, 'reversed'),
      costRial: isTold ? (used?.costRial ?? 0) : null,
      valueRial: isTold ? (used?.valueRial ?? 0) : null,
    };
  };
  return { rows: labels.map(row), total: row(null), hasHidden: hidden.some((one) => one === 1) };
}
