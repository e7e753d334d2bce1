import type { DimensionName } from '../analytics/dimensions.js';
import type { AnalyticsWords } from './analytics-words.js';

/** A choice in the form above a dashboard. */
export interface GroupField {
  name: string;
  label: string;
  value: string;
  options: { value: string; label: string }[];
}

/** The choices of some dimensions as fields of a form; `fieldOf` names the field of the address. A choice of one value only is left out. */
export function groupFields<N extends DimensionName>(
  choices: Readonly<Record<N, readonly string[]>>,
  names: readonly N[],
  query: Readonly<Record<string, unknown>>,
  words: AnalyticsWords,
  fieldOf: (name: N) => string = (name) => name,
): GroupField[] {
  return names
    .filter((name) => choices[name].length > 1)
    .map((name) => {
      const chosen = query[fieldOf(name)];
      const values = choices[name].filter((value) => value !== 'rest' || chosen === 'rest' || name === 'area');
      return {
        name: fieldOf(name),
        label: words.dimension(name),
        value: typeof chosen === 'string' ? chosen : '',
        options: words.options(name, values),
      };
    });
}
