/*
 * ICD-10: the first three characters of a code name an illness («J45.0» and «J45» are both asthma),
 * and ranges of those characters make its chapter (J00 to J99: the respiratory system).
 * A code of another shape is the clinic's own and belongs to no chapter of ICD-10.
 */

/** The chapters of ICD-10 with the first and last three-character code of each, in the order of the book. */
export const ICD10_CHAPTERS = [
  { key: 'infectious', from: 'A00', to: 'B99' },
  { key: 'neoplasms', from: 'C00', to: 'D49' },
  { key: 'blood', from: 'D50', to: 'D89' },
  { key: 'endocrine', from: 'E00', to: 'E90' },
  { key: 'mental', from: 'F00', to: 'F99' },
  { key: 'nervous', from: 'G00', to: 'G99' },
  { key: 'eye', from: 'H00', to: 'H59' },
  { key: 'ear', from: 'H60', to: 'H95' },
  { key: 'circulatory', from: 'I00', to: 'I99' },
  { key: 'respiratory', from: 'J00', to: 'J99' },
  { key: 'digestive', from: 'K00', to: 'K95' },
  { key: 'skin', from: 'L00', to: 'L99' },
  { key: 'musculoskeletal', from: 'M00', to: 'M99' },
  { key: 'genitourinary', from: 'N00', to: 'N99' },
  { key: 'pregnancy', from: 'O00', to: 'O9A' },
  { key: 'perinatal', from: 'P00', to: 'P96' },
  { key: 'congenital', from: 'Q00', to: 'Q99' },
  { key: 'symptoms', from: 'R00', to: 'R99' },
  { key: 'injury', from: 'S00', to: 'T98' },
  { key: 'external', from: 'V00', to: 'Y99' },
  { key: 'factors', from: 'Z00', to: 'Z99' },
  { key: 'special', from: 'U00', to: 'U99' },
] as const;

export type Icd10Chapter = (typeof ICD10_CHAPTERS)[number]['key'];

const SHAPE = /^([A-Z]\d[0-9A-Z])(?:\.?[0-9A-Z]{1,4})?$/;

/** The three characters that name the illness in a code («j45.0» gives «J45»), or null when the code is not ICD-10. */
export function threeCharacterCode(code: string): string | null {
  return SHAPE.exec(code.trim().toUpperCase())?.[1] ?? null;
}

/** The chapter of ICD-10 that a code belongs to, or null when the code is not ICD-10. */
export function icd10Chapter(code: string): Icd10Chapter | null {
  const three = threeCharacterCode(code);
  if (three === null) return null;
  return ICD10_CHAPTERS.find(({ from, to }) => three >= from && three <= to)?.key ?? null;
}
