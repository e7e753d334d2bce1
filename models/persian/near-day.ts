import { addDays } from './jalali.js';
import { searchKey } from './text-keys.js';
import { parseDay } from './typed-day.js';

const DISTANCES = new Map<string, number>(
  (
    [
      ['امروز', 0],
      ['today', 0],
      ['فردا', 1],
      ['tomorrow', 1],
      ['پس‌فردا', 2],
      ['دیروز', -1],
      ['yesterday', -1],
      ['پریروز', -2],
      ['هفتهٔ بعد', 7],
      ['هفته آینده', 7],
      ['next week', 7],
    ] as const
  ).map(([word, days]) => [searchKey(word), days]),
);

/** The day YYYY-MM-DD of a typed text: a day in any spelling, or a word such as امروز، فردا، هفتهٔ بعد counted from today; null for anything else. */
export function parseNearDay(text: string, today: string): string | null {
  const days = DISTANCES.get(searchKey(text));
  return days === undefined ? parseDay(text) : addDays(today, days);
}
