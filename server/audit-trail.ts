import type { Logger } from 'pino';
import { appendAudits, type AuditNote } from '../models/audit.js';
import type { Db } from '../models/database.js';

const FLUSH_MS = 500;
const MOST_WAITING = 200;

/**
 * Writes the audit log for one process. Changes are written before their answer leaves; looks are gathered and written together within half a
 * second, or sooner when many wait, and when the club closes. The same look twice in that time is written once.
 */
export class AuditTrail {
  #waiting = new Map<string, AuditNote>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Db,
    private readonly log: Logger,
  ) {}

  /** Writes a change down; resolves when it is written. A log that can't be written stops nobody's work, but says so loudly. */
  async write(note: AuditNote): Promise<void> {
    await this.#append([note]);
  }

  /** Remembers a look, to be written with the next ones. */
  remember(note: AuditNote): void {
    const { clinicId, actor, action, subjectKind, subjectId } = note;
    const who = actor.kind === 'staff' ? actor.id : actor.kind === 'patient' ? -actor.patientId : 0;
    const key = [clinicId, who, action, subjectKind, subjectId].join('|');
    if (!this.#waiting.has(key)) this.#waiting.set(key, note);
    if (this.#waiting.size >= MOST_WAITING) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes what waits. Call it before the database is closed. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const notes = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#writing = this.#writing.then(() => this.#append(notes));
    return this.#writing;
  }

  async #append(notes: readonly AuditNote[]): Promise<void> {
    try {
      if (notes.length > 0) await appendAudits(this.db, notes);
    } catch (error) {
      this.log.error({ err: error, entries: notes.length }, 'the audit log could not be written');
    }
  }
}
