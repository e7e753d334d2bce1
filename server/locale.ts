import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance } from 'i18next';
import Backend, { type FsBackendOptions } from 'i18next-fs-backend';
import { formatter, type Formatter } from '../models/persian/format.js';
import { ROOT } from './root.js';

export const LANGUAGES = ['fa', 'en'] as const;
export type Lang = (typeof LANGUAGES)[number];
/** Says a text of locales/: 'namespace:key'. Numbers among the parameters come out in the language's digits. */
export type Say = (key: string, params?: Record<string, unknown>) => string;

/** One language as pages and texts need it. */
export interface Locale {
  lang: Lang;
  dir: 'rtl' | 'ltr';
  t: Say;
  fmt: Formatter;
}

const MOST_REMEMBERED = 10_000;

const folder = join(ROOT, 'locales');
const texts = createInstance();
void texts.use(Backend).init<FsBackendOptions>({
  lng: 'fa',
  fallbackLng: 'fa',
  preload: [...LANGUAGES],
  ns: readdirSync(join(folder, 'fa')).map((file) => file.replace(/\.json$/, '')),
  defaultNS: 'common',
  initAsync: false, // with this backend the files are then read at once, before the next line
  interpolation: { escapeValue: false },
  returnNull: false,
  backend: { loadPath: join(folder, '{{lng}}', '{{ns}}.json') },
});

const LOCALES: Record<Lang, Locale> = { fa: makeLocale('fa'), en: makeLocale('en') };

/** The locale of a language; anything unknown is Persian. */
export const localeOf = (lang: unknown): Locale => (lang === 'en' ? LOCALES.en : LOCALES.fa);

/** Whether a text stands in locales/ under this key. */
export const hasText = (key: string): boolean => texts.exists(key);

function makeLocale(lang: Lang): Locale {
  const fmt = formatter(lang);
  const say = texts.getFixedT(lang) as (key: string, options?: object) => string;
  // A page says some hundred texts, nearly all of them without parameters; looking each one up anew would be half of its time.
  const plain = new Map<string, string>();
  const t: Say = (key, params) => {
    if (!params) {
      const known = plain.get(key);
      if (known !== undefined) return known;
      const said = say(key);
      if (plain.size < MOST_REMEMBERED) plain.set(key, said);
      return said;
    }
    const shown = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, typeof value === 'number' ? fmt.number(value) : value]),
    );
    // Plurals are chosen by the number itself; what is printed is the number as the language writes it.
    return say(key, { ...params, replace: shown });
  };
  return { lang, dir: lang === 'fa' ? 'rtl' : 'ltr', t, fmt };
}
