import { toPersianDigits } from '../../models/persian/digits.js';
import { addDays, addJalaliMonths, jalaliMonthEnd, jalaliMonthStart, toJalali, weekday } from '../../models/persian/jalali.js';
import type { Words } from './words.js';

interface Calendar {
  words: Words;
  today: string;
  chosen: string | null;
  /** Receives the chosen day, YYYY-MM-DD. */
  choose: (day: string) => void;
  /** Gets the focus back. */
  opener: HTMLElement;
}

/** A month of the Jalali calendar in a dialog: arrows walk by day and week (mirrored in Persian), Page keys by month, with Shift by year; Enter chooses. */
export function openCalendar({ words, today, chosen, choose, opener }: Calendar): void {
  const digits = (text: string | number): string => (words.lang === 'fa' ? toPersianDigits(text) : String(text));
  const forward = words.lang === 'fa' ? 'ArrowLeft' : 'ArrowRight';
  const back = words.lang === 'fa' ? 'ArrowRight' : 'ArrowLeft';
  let focused = chosen ?? today;

  const dialog = make('dialog', 'sheet calendar');
  dialog.setAttribute('aria-label', words.calendar);
  const head = make('div', 'calendar-head');
  const title = make('h2');
  title.setAttribute('aria-live', 'polite');
  const table = make('table');
  table.setAttribute('role', 'grid');
  const close = button(words.close, 'b ghost small', () => dialog.close());
  head.append(turn(words.previousMonth, -1), title, turn(words.nextMonth, 1));
  const hint = make('p', 'muted small', words.keys);
  dialog.append(head, table, hint, close);
  document.body.append(dialog);
  dialog.addEventListener('close', () => {
    dialog.remove();
    opener.focus();
  });
  table.addEventListener('keydown', (event) => {
    const next = afterKey(event);
    if (next === null) return;
    event.preventDefault();
    focused = next;
    draw(true);
  });
  dialog.showModal();
  draw(true);

  function turn(name: string, months: number): HTMLButtonElement {
    const turner = button('', 'b ghost small', () => {
      focused = addJalaliMonths(focused, months);
      draw(false);
    });
    const isAhead = months > 0;
    turner.textContent = isAhead === (words.lang === 'fa') ? '‹' : '›';
    turner.setAttribute('aria-label', name);
    return turner;
  }

  function afterKey(event: KeyboardEvent): string | null {
    if (event.key === forward) return addDays(focused, 1);
    if (event.key === back) return addDays(focused, -1);
    if (event.key === 'ArrowDown') return addDays(focused, 7);
    if (event.key === 'ArrowUp') return addDays(focused, -7);
    if (event.key === 'Home') return addDays(focused, -weekday(focused));
    if (event.key === 'End') return addDays(focused, 6 - weekday(focused));
    if (event.key === 'PageDown') return addJalaliMonths(focused, event.shiftKey ? 12 : 1);
    return event.key === 'PageUp' ? addJalaliMonths(focused, event.shiftKey ? -12 : -1) : null;
  }

  function draw(takeFocus: boolean): void {
    const { year, month } = toJalali(focused);
    title.textContent = `${words.months[month - 1] ?? ''} ${digits(year)}`;
    const names = make('tr');
    for (const name of words.weekdays) {
      const cell = make('th', '', words.lang === 'fa' ? name.replace(/شنبه$/, '').trim().charAt(0) || 'ش' : name.slice(0, 2));
      cell.scope = 'col';
      cell.abbr = name;
      names.append(cell);
    }
    const first = jalaliMonthStart(focused);
    const last = jalaliMonthEnd(focused);
    const weeks: HTMLTableRowElement[] = [];
    let week = make('tr');
    for (let blank = 0; blank < weekday(first); blank += 1) week.append(make('td'));
    for (let day = first; day <= last; day = addDays(day, 1)) {
      week.append(cellOf(day));
      if (weekday(day) === 6 || day === last) {
        weeks.push(week);
        week = make('tr');
      }
    }
    const tableHead = make('thead');
    tableHead.append(names);
    const body = make('tbody');
    body.append(...weeks);
    table.replaceChildren(tableHead, body);
    if (takeFocus) table.querySelector<HTMLElement>('button[tabindex="0"]')?.focus();
  }

  function cellOf(day: string): HTMLTableCellElement {
    const { day: number, month, year } = toJalali(day);
    const pick = button(digits(number), '', () => {
      choose(day);
      dialog.close();
    });
    pick.tabIndex = day === focused ? 0 : -1;
    pick.setAttribute('aria-label', digits(`${words.weekdays[weekday(day)] ?? ''} ${number} ${words.months[month - 1] ?? ''} ${year}`));
    pick.setAttribute('aria-pressed', String(day === chosen));
    if (day === today) pick.setAttribute('aria-current', 'date');
    const cell = make('td');
    cell.append(pick);
    return cell;
  }
}

function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, className = '', text = ''): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function button(text: string, className: string, press: () => void): HTMLButtonElement {
  const element = make('button', className, text);
  element.type = 'button';
  element.addEventListener('click', press);
  return element;
}
