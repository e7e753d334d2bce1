import { jalaaliMonthLength, toGregorian, toJalaali } from 'jalaali-js';

/*
 * A calendar beside each [data-jalali-day] field, as an extra: typing always works. A dialog with a grid of days after the ARIA
 * date-picker pattern: arrows move by day and week (mirrored right to left), Page Up and Down by month, Escape closes.
 */
type Day = { year: number; month: number; day: number };
const PERSIAN_ZERO = 0x06f0;

interface Words {
  open: string;
  previous: string;
  next: string;
  months: string[];
  weekdays: string[];
}

/** Gives every date field its calendar button. The names of months come from the page, in its language. */
export function offerCalendars(): void {
  const source = document.querySelector('#calendar-words');
  if (!source?.textContent) return;
  const words = JSON.parse(source.textContent) as Words;
  for (const field of document.querySelectorAll<HTMLInputElement>('[data-jalali-day]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'b ghost small';
    button.textContent = words.open;
    button.addEventListener('click', () => {
      openCalendar(field, words);
    });
    field.after(button);
  }
}

function openCalendar(field: HTMLInputElement, words: Words): void {
  const dialog = document.createElement('dialog');
  const today = dayOf(new Date());
  let shown = parse(field.value) ?? today;
  const chosen = parse(field.value);

  const draw = (): void => {
    const box = document.createElement('div');
    box.className = 'calendar';
    const head = document.createElement('div');
    head.className = 'calendar-head';
    head.append(step(words.previous, -1), title(), step(words.next, 1));
    box.append(head, grid());
    dialog.replaceChildren(box);
    dialog.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  };
  const title = (): HTMLElement => {
    const heading = document.createElement('h2');
    heading.setAttribute('aria-live', 'polite');
    heading.textContent = `${words.months[shown.month - 1] ?? ''} ${digits(shown.year)}`;
    return heading;
  };
  const step = (label: string, months: number): HTMLElement => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'b ghost small';
    button.textContent = label;
    button.addEventListener('click', () => {
      shown = addMonths(shown, months);
      draw();
    });
    return button;
  };
  const grid = (): HTMLElement => {
    const table = document.createElement('table');
    table.setAttribute('role', 'grid');
    const row = table.createTHead().insertRow();
    for (const name of words.weekdays) {
      const cell = document.createElement('th');
      cell.scope = 'col';
      cell.textContent = name;
      row.append(cell);
    }
    const body = table.createTBody();
    const offset = weekday({ ...shown, day: 1 });
    const length = jalaaliMonthLength(shown.year, shown.month);
    let week = body.insertRow();
    for (let empty = 0; empty < offset; empty += 1) week.insertCell();
    for (let number = 1; number <= length; number += 1) {
      if (week.cells.length === 7) week = body.insertRow();
      week.insertCell().append(dayButton({ ...shown, day: number }));
    }
    return table;
  };
  const dayButton = (day: Day): HTMLElement => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = digits(day.day);
    button.tabIndex = same(day, shown) ? 0 : -1;
    if (same(day, today)) button.setAttribute('aria-current', 'date');
    if (chosen && same(day, chosen)) button.setAttribute('aria-pressed', 'true');
    button.addEventListener('click', () => {
      field.value = digits(`${String(day.year)}/${String(day.month).padStart(2, '0')}/${String(day.day).padStart(2, '0')}`);
      dialog.close();
      field.focus();
    });
    return button;
  };

  dialog.addEventListener('keydown', (event) => {
    const forward = document.documentElement.dir === 'rtl' ? -1 : 1;
    const moves: Record<string, () => Day> = {
      ArrowRight: () => addDays(shown, forward),
      ArrowLeft: () => addDays(shown, -forward),
      ArrowUp: () => addDays(shown, -7),
      ArrowDown: () => addDays(shown, 7),
      Home: () => addDays(shown, -weekday(shown)),
      End: () => addDays(shown, 6 - weekday(shown)),
      PageUp: () => addMonths(shown, event.shiftKey ? -12 : -1),
      PageDown: () => addMonths(shown, event.shiftKey ? 12 : 1),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    shown = move();
    draw();
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
  });
  document.body.append(dialog);
  draw();
  dialog.showModal();
  dialog.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
}

function dayOf(date: Date): Day {
  const { jy, jm, jd } = toJalaali(date.getFullYear(), date.getMonth() + 1, date.getDate());
  return { year: jy, month: jm, day: jd };
}

function gregorian({ year, month, day }: Day): Date {
  const { gy, gm, gd } = toGregorian(year, month, day);
  return new Date(gy, gm - 1, gd, 12);
}

function addDays(day: Day, count: number): Day {
  const date = gregorian(day);
  date.setDate(date.getDate() + count);
  return dayOf(date);
}

function addMonths(day: Day, count: number): Day {
  const months = day.year * 12 + day.month - 1 + count;
  const year = Math.floor(months / 12);
  const month = (months % 12) + 1;
  return { year, month, day: Math.min(day.day, jalaaliMonthLength(year, month)) };
}

/** Saturday is 0. */
const weekday = (day: Day): number => (gregorian(day).getDay() + 1) % 7;

const same = (one: Day, other: Day): boolean => one.year === other.year && one.month === other.month && one.day === other.day;

function parse(text: string): Day | null {
  const plain = text.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - PERSIAN_ZERO));
  const [year, month, day] = plain.split(/\D+/).map(Number);
  return year && month && day && year > 1200 && year < 1600 && month <= 12 && day <= 31 ? { year, month, day } : null;
}

function digits(value: number | string): string {
  if (document.documentElement.lang !== 'fa') return String(value);
  return String(value).replace(/\d/g, (digit) => String.fromCharCode(PERSIAN_ZERO + Number(digit)));
}
