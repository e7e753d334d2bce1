/** The words that scripts say, printed by the page in the reader's language. */
export interface Words {
  lang: 'fa' | 'en';
  months: string[];
  weekdays: string[];
  calendar: string;
  previousMonth: string;
  nextMonth: string;
  close: string;
  keys: string;
  /** Today as the page writes it: ۱۴۰۵/۰۹/۰۱. */
  today: string;
}

/** Reads the page's words; null on a page that prints none. */
export function readWords(): Words | null {
  const printed = document.getElementById('words')?.textContent;
  return printed ? (JSON.parse(printed) as Words) : null;
}
