import type { Refused } from '../errors.js';
import type { Problem } from '../forms/parse.js';
import { hasText, type Locale } from '../locale.js';

/** Mistakes in the reader's words: looked up as NOUN:reasons.REASON, then among the common ones. */
export const fieldErrors = (problems: readonly Problem[], noun: string, { t }: Pick<Locale, 't'>): { field: string; message: string }[] =>
  problems.map(({ field, reason, params }) => ({ field, message: t(reasonKey(noun, reason), params) }));

/** An action's refusal as a mistake of its field. */
export const refusalErrors = (refused: Refused, noun: string, locale: Pick<Locale, 't'>): { field: string; message: string }[] =>
  fieldErrors(
    [{ field: refused.field ?? '', reason: refused.reason, ...(refused.params ? { params: refused.params } : {}) }],
    noun,
    locale,
  );

const reasonKey = (noun: string, reason: string): string => {
  const own = `${noun}:reasons.${reason}`;
  return hasText(own) ? own : `errors:reasons.${reason}`;
};
