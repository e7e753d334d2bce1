import { toPersianDigits } from '../../models/persian/digits.js';
import { addDays, toJalali } from '../../models/persian/jalali.js';
import { parseDay } from '../../models/persian/typed-day.js';
import { openCalendar } from './calendar.js';
import type { Words } from './words.js';

/** Near days: chips write them, a calendar shows them, and typing always works. */
export function helpWithDays(words: Words): void {
  const today = parseDay(words.today);
  if (today === null) return;
  for (const box of document.querySelectorAll<HTMLElement>('[data-day]')) {
    const field = box.querySelector<HTMLInputElement>('[data-jalali-day]');
    const chips = box.querySelector<HTMLElement>('[data-day-chips]');
    if (!field || !chips) continue;
    const write = (day: string): void => {
      field.value = writtenDay(day, words.lang);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    };
    for (const chip of chips.querySelectorAll<HTMLElement>('[data-days]'))
      chip.addEventListener('click', () => write(addDays(today, Number(chip.dataset['days']))));
    const opener = document.createElement('button');
    opener.type = 'button';
    opener.className = 'chip';
    opener.textContent = words.calendar;
    opener.addEventListener('click', () => openCalendar({ words, today, chosen: parseDay(field.value), choose: write, opener }));
    chips.append(opener);
    chips.hidden = false;
  }
}

function writtenDay(day: string, lang: Words['lang']): string {
  const { year, month, day: dayOfMonth } = toJalali(day);
  const text = `${year}/${String(month).padStart(2, '0')}/${String(dayOfMonth).padStart(2, '0')}`;
  return lang === 'fa' ? toPersianDigits(text) : text;
}
