/*
 * When two files become one, each fact is taken from one of them: the one that the manager chooses where both know it and differ, otherwise the one
 * that knows it. Name, national code and birthday go whole, never half from one and half from the other.
 */

/** The facts that are chosen one by one. */
export const MERGE_FIELDS = ['name', 'mobile', 'nationalCode', 'birth', 'sex', 'education', 'area', 'source', 'fileNumber'] as const;
export type MergeField = (typeof MERGE_FIELDS)[number];

/** What each file says of every fact, as texts that can be compared; null is not known. */
export type FactsOfFile = Readonly<Record<MergeField, string | null>>;

/** The facts about which the two files say different things, so that somebody has to choose. */
export function openChoices(kept: FactsOfFile, merged: FactsOfFile): MergeField[] {
  return MERGE_FIELDS.filter((field) => kept[field] !== null && merged[field] !== null && kept[field] !== merged[field]);
}

/** The facts that the merged file gives: those chosen from it, and those that only it knows. */
export function factsFromMerged(kept: FactsOfFile, merged: FactsOfFile, chosen: ReadonlySet<MergeField>): MergeField[] {
  const open = new Set(openChoices(kept, merged));
  return MERGE_FIELDS.filter((field) => (open.has(field) ? chosen.has(field) : kept[field] === null && merged[field] !== null));
}
