import { spawn } from 'node:child_process';
import { once } from 'node:events';

// Nothing below asks a database, or it opens its own: once is enough.
const WITHOUT_DATABASE = [
  'test/models/database.test.ts',
  'test/models/{rules,statistics,persian}/**',
  'test/browser/**',
  'test/server/{forms,policies,presenters,sms,files,http}/**',
  'test/tools/**',
];
const CLOSING_LINE = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m;

interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  code: number;
}

/** Runs every test on SQLite, then those that touch a database again on PostgreSQL, and closes with one line for both. */
async function main(asked: string[]): Promise<void> {
  const onSqlite = await mocha('sqlite', asked);
  const onPostgres = await mocha('postgres', [...asked, ...WITHOUT_DATABASE.flatMap((glob) => ['--ignore', glob])]);
  const sum = (count: (outcome: Outcome) => number): number => count(onSqlite) + count(onPostgres);
  const skipped = sum((outcome) => outcome.skipped);
  const crashed = [onSqlite, onPostgres].filter((outcome) => outcome.code !== 0 && outcome.failed === 0).length;
  const failed = sum((outcome) => outcome.failed) + crashed;
  process.stdout.write(`\n${sum((outcome) => outcome.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  process.exitCode = failed > 0 || sum((outcome) => outcome.passed) === 0 ? 1 : 0;
}

/** One run of mocha; its own closing line is taken out, because two of them would be read as two results. */
async function mocha(database: 'sqlite' | 'postgres', more: string[]): Promise<Outcome> {
  process.stdout.write(`\n== ${database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}\n`);
  const child = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', ...more], {
    env: { ...process.env, TEST_DATABASE: database },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let tail = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (tail + text).split('\n');
    tail = lines.pop() ?? '';
    for (const line of lines) if (!hear(line)) process.stdout.write(`${line}\n`);
  });
  const heard: Outcome = { passed: 0, failed: 0, skipped: 0, code: 0 };
  const hear = (line: string): boolean => {
    const found = CLOSING_LINE.exec(line);
    if (found) Object.assign(heard, { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) });
    return found !== null;
  };
  const [code] = (await once(child, 'close')) as [number | null];
  if (tail && !hear(tail)) process.stdout.write(tail);
  return { ...heard, code: code ?? 1 };
}

const asked = process.argv.slice(2);
await main(asked.length > 0 ? asked : ['test/**/*.test.ts']);
