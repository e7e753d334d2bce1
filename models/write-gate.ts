/**
 * Lets one writer in at a time, first come first served. SQLite has one write lock for the whole file; waiting for it inside the driver
 * would block the threads that the holder needs to finish, so writers wait here instead.
 */
export class WriteGate {
  #tail: Promise<void> = Promise.resolve();

  /** Runs the work when everybody who came earlier has finished; passes its result or error on. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#tail;
    let leave = (): void => undefined;
    this.#tail = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    try {
      return await work();
    } finally {
      leave();
    }
  }
}
