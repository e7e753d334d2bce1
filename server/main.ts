import { startClub } from './start.js';
import { EnvironmentError, readEnvironment } from './env.js';
import { NewerDatabaseError } from '../models/migrator.js';

try {
  await startClub(readEnvironment(), console.log);
} catch (error) {
  // What a person can mend is said in one sentence; only the unexpected gets its stack.
  const expected =
    error instanceof EnvironmentError || error instanceof NewerDatabaseError || (error as { code?: string }).code === 'EADDRINUSE';
  console.error(expected ? (error as Error).message : error);
  process.exitCode = 1;
}
