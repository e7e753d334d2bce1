import { addDays } from '../../../models/persian/jalali.js';
import type { PointEntry } from '../../../models/rules/points.js';

interface Coin {
  lot: number;
  end: string;
  state: 'left' | 'expired' | 'taken-back' | number;
}

/** The same ledger told slowly, coin by coin and day by day: what the rule is held against. */
export function oracleLedger(entries: readonly PointEntry[], day: string) {
  let coins: Coin[] = [];
  const debts: number[] = [];
  const known = entries.filter((entry) => entry.bookedOn <= day);
  const first = known.reduce((least, { bookedOn }) => (bookedOn < least ? bookedOn : least), day);
  const cover = (): void => {
    coins = [...coins].sort((a, b) => (a.end === b.end ? a.lot - b.lot : a.end < b.end ? -1 : 1));
    while (debts.length > 0) {
      const coin = coins.find(({ state }) => state === 'left');
      if (!coin) return;
      const oldest = Math.min(...debts);
      debts.splice(debts.indexOf(oldest), 1);
      coin.state = oldest;
    }
  };
  for (let today = first; today <= day; today = addDays(today, 1)) {
    const expire = (): void => {
      for (const coin of coins) if (coin.state === 'left' && coin.end < today) coin.state = 'expired';
    };
    expire();
    for (const entry of known.filter(({ bookedOn }) => bookedOn === today).sort((a, b) => a.id - b.id)) {
      if (entry.kind === 'earn') {
        for (let i = 0; i < entry.points; i += 1) coins.push({ lot: entry.id, end: entry.expiresOn ?? '9999-12-31', state: 'left' });
      } else if (entry.kind === 'spend') {
        for (let i = 0; i < -entry.points; i += 1) debts.push(entry.id);
      } else {
        for (const coin of coins.filter(({ lot }) => lot === entry.reversesId)) {
          if (typeof coin.state === 'number') debts.push(coin.state);
          if (coin.state !== 'expired') coin.state = 'taken-back';
        }
        for (const coin of coins) if (coin.state === entry.reversesId) coin.state = 'left';
        while (debts.includes(entry.reversesId ?? 0)) debts.splice(debts.indexOf(entry.reversesId ?? 0), 1);
      }
      expire();
      cover();
    }
  }
  const count = (is: (coin: Coin) => boolean): number => coins.filter(is).length;
  const left = count(({ state }) => state === 'left');
  return {
    balance: left - debts.length,
    available: left,
    earned: coins.length,
    spent: count(({ state }) => typeof state === 'number') + debts.length,
    expired: count(({ state }) => state === 'expired'),
    takenBack: count(({ state }) => state === 'taken-back'),
  };
}
