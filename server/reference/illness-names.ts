import { searchKey } from '../../models/persian/text-keys.js';
import { threeCharacterCode } from '../../models/rules/icd10.js';
import { hasText, localeOf, type Lang } from '../locale.js';
import { icd10Codes } from './icd10.js';

export interface IllnessSuggestion {
  code: string;
  name: string;
}

/** The name of an ICD-10 code in a language; a code that nobody translated has its English name, and one of the clinic's own none. */
export function icd10Name(code: string, lang: Lang): string | null {
  const three = threeCharacterCode(code);
  if (three === null || !(three in icd10Codes())) return null;
  const key = `icd10:codes.${three}`;
  return hasText(key) ? localeOf(lang).t(key) : (icd10Codes()[three]?.[1] ?? null);
}

/** The ICD-10 code that a typed text means: a code («l20», «L20.9», «L20 · …») or the whole name in either language; null when it means none. */
export function icd10CodeOf(typed: string): string | null {
  const [first = ''] = typed.trim().split(/[\s·:،,]+/u);
  const three = threeCharacterCode(first);
  if (three !== null && three in icd10Codes()) {
    const rest = first.toUpperCase().replace('.', '').slice(3);
    return rest === '' ? three : `${three}.${rest}`;
  }
  return codesByName().get(searchKey(typed)) ?? null;
}

/** ICD-10 codes whose code begins with, or whose name contains, what was typed; at most so many, those that begin with it first. */
export function suggestIcd10(typed: string, lang: Lang, most: number): IllnessSuggestion[] {
  const key = searchKey(typed);
  if (key.length < 2) return [];
  const beginning: IllnessSuggestion[] = [];
  const containing: IllnessSuggestion[] = [];
  for (const { code, name, searchable } of namesIn(lang)) {
    if (code.toLowerCase().startsWith(key) || searchable.startsWith(key)) beginning.push({ code, name });
    else if (searchable.includes(key)) containing.push({ code, name });
  }
  return [...beginning, ...containing].slice(0, most);
}

interface NamedCode extends IllnessSuggestion {
  searchable: string;
}

const remembered: Partial<Record<Lang, NamedCode[]>> = {};
let byName: Map<string, string> | undefined;

function namesIn(lang: Lang): NamedCode[] {
  return (remembered[lang] ??= Object.keys(icd10Codes()).map((code) => {
    const name = icd10Name(code, lang) ?? code;
    return { code, name, searchable: searchKey(name) };
  }));
}

function codesByName(): Map<string, string> {
  byName ??= new Map([...namesIn('en'), ...namesIn('fa')].map(({ searchable, code }) => [searchable, code]));
  return byName;
}
