import { expect } from 'chai';
import { parseNearDay } from '../../../models/persian/near-day.js';

describe('near days', () => {
  const today = '2026-11-22';
  const table: [string, string | null][] = [
    ['امروز', '2026-11-22'],
    ['فردا', '2026-11-23'],
    ['پس فردا', '2026-11-24'],
    ['پس‌فردا', '2026-11-24'],
    ['ديروز', '2026-11-21'],
    ['پریروز', '2026-11-20'],
    ['هفته بعد', '2026-11-29'],
    ['Tomorrow', '2026-11-23'],
    ['۱۴۰۵/۹/۲', '2026-11-23'],
    ['۱ آذر ۱۴۰۵', '2026-11-22'],
    ['روزی', null],
    ['', null],
  ];
  for (const [typed, day] of table) {
    it(`reads «${typed}» as ${String(day)}`, () => {
      expect(parseNearDay(typed, today)).to.equal(day);
    });
  }
});
