import type { Context } from 'mocha';

const unexpected: string[] = [];
const originalError = console.error;

/** An unexpected console.error fails the test that caused it. */
export const mochaHooks = {
  beforeEach(): void {
    unexpected.length = 0;
    console.error = (...parts: unknown[]) => {
      unexpected.push(parts.map(String).join(' '));
    };
  },
  afterEach(this: Context): void {
    console.error = originalError;
    if (unexpected.length > 0) throw new Error(`unexpected console.error: ${unexpected.join('\n')}`);
  },
};
