import type { z } from 'zod';

/** One mistake: the field and the reason, which is a translation key in the noun's namespace under `reasons`. */
export interface Problem {
  field: string;
  reason: string;
  params?: Record<string, unknown>;
}
export type Parsed<T> = { ok: true; form: T } | { ok: false; problems: Problem[] };

/** Reads what a visitor sent; the first mistake of every field, in the order of the form. Zod messages are the reasons. */
export function parseForm<S extends z.ZodType>(schema: S, sent: unknown): Parsed<z.output<S>> {
  const result = schema.safeParse(sent ?? {});
  if (result.success) return { ok: true, form: result.data };
  const problems = new Map<string, Problem>();
  for (const issue of result.error.issues) {
    const field = issue.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : String(issue.path[0] ?? '');
    const reason = /^[a-z][a-z0-9-]*$/.test(issue.message) ? issue.message : 'invalid';
    if (!problems.has(field)) problems.set(field, { field, reason });
  }
  return { ok: false, problems: [...problems.values()] };
}

/** What a visitor typed, as text by field, to show it again; repeated fields keep their values as lists. */
export function typedValues(sent: unknown): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  for (const [field, value] of Object.entries((sent ?? {}) as Record<string, unknown>)) {
    if (field.startsWith('_') || /password/i.test(field)) continue;
    if (typeof value === 'string') values[field] = value;
    else if (Array.isArray(value)) values[field] = value.filter((part) => typeof part === 'string');
  }
  return values;
}
