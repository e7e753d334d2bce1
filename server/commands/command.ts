import type { Club } from '../app.js';

/** What a command answers: text for people, data for scripts; or why it was refused, with what scripts may want to know of it. */
export type CommandAnswer =
  { ok: true; text: string; data: unknown; audited?: CommandAudit } | { ok: false; text: string; reason: string; data?: object };

/** What the audit log of a clinic says about a command that was done. */
export interface CommandAudit {
  clinicId: number;
  action: string;
  subjectKind?: string;
  subjectId?: number;
}

/** One command of `npm run club --`. */
export interface Command {
  /** One or two words. */
  name: string;
  says: string;
  /** Names of the words that follow, such as FILE. */
  takes: readonly string[];
  /** `takes: null` is a switch. */
  options: Readonly<Record<string, { takes: string | null; says: string; required?: boolean }>>;
  run(club: Club, words: readonly string[], options: Readonly<Record<string, string | boolean | undefined>>): Promise<CommandAnswer>;
}

/** An option's text, or empty. */
export const textOf = (value: string | boolean | undefined): string => (typeof value === 'string' ? value : '');
