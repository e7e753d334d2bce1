import type { Db } from '../../models/database.js';

interface Entry {
  at: number;
  isDesk: boolean;
  work: (asOf: Date) => Promise<void>;
}

/**
 * What happens in the story, by its clock. Things done at the desk that follow each other share one transaction, because a disk takes its time
 * for each; what talks to the SMS line stands alone, as it does in life.
 */
export class Agenda {
  #entries: Entry[] = [];

  /** Something done at the desk. */
  desk(at: Date, work: (asOf: Date) => Promise<void>): void {
    this.#add(at, true, work);
  }

  /** Something that sends or asks the line. */
  line(at: Date, work: (asOf: Date) => Promise<void>): void {
    this.#add(at, false, work);
  }

  /** Does everything up to an instant in order of time, what is added meanwhile included; the rest never happens. */
  async happenUntil(db: Db, now: Date): Promise<void> {
    for (let next = this.#take(now); next; next = this.#take(now)) {
      const first = next;
      if (!first.isDesk) {
        await first.work(new Date(first.at));
        continue;
      }
      await db.transaction(async () => {
        for (let entry: Entry | undefined = first; entry; entry = this.#entries[0]?.isDesk ? this.#take(now) : undefined) {
          await entry.work(new Date(entry.at));
        }
      });
    }
  }

  #add(at: Date, isDesk: boolean, work: (asOf: Date) => Promise<void>): void {
    const entry: Entry = { at: at.getTime(), isDesk, work };
    const before = this.#entries.findIndex((other) => other.at > entry.at);
    this.#entries.splice(before < 0 ? this.#entries.length : before, 0, entry);
  }

  #take(now: Date): Entry | undefined {
    const [next] = this.#entries;
    if (!next || next.at > now.getTime()) return undefined;
    return this.#entries.shift();
  }
}
