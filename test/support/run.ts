import { spawn } from 'node:child_process';
import { once } from 'node:events';

// Nothing below asks a database, or it opens its own: once is enough.
const WITHOUT_DATABASE = [
  'test/models/database.test.ts',
  'test/models/{rules,statistics,persian}/**',
  'test/server/{forms,policies,presenters,sms,files,http}/**',
  'test/tools/**',
];
const BROWSER = 'test/browser/**/*.test.ts';
const CLOSING_LINE = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m;

interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  code: number;
}

/**
 * Runs every test on SQLite, then those that touch a database again on PostgreSQL, and closes with one line for all. A browser waits most of its
 * time, so its tests run beside the others and are shown after them.
 */
async function main(asked: string[]): Promise<void> {
  const isWhole = asked.length === 0;
  const files = isWhole ? ['test/**/*.test.ts'] : asked;
  const without = (globs: readonly string[]): string[] => globs.flatMap((glob) => ['--ignore', glob]);
  const beside = isWhole ? mocha('sqlite', [BROWSER], 'in the browser') : null;
  const outcomes = [
    await shown(mocha('sqlite', [...files, ...without(isWhole ? [BROWSER] : [])])),
    await shown(mocha('postgres', [...files, ...without([BROWSER, ...WITHOUT_DATABASE])])),
    ...(beside ? [await shown(beside)] : []),
  ];
  const sum = (count: (outcome: Outcome) => number): number => outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const skipped = sum((outcome) => outcome.skipped);
  const crashed = outcomes.filter((outcome) => outcome.code !== 0 && outcome.failed === 0).length;
  const failed = sum((outcome) => outcome.failed) + crashed;
  process.stdout.write(
    `\n${String(sum((outcome) => outcome.passed))} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ''}\n`,
  );
  process.exitCode = failed > 0 || sum((outcome) => outcome.passed) === 0 ? 1 : 0;
}

/** A run of mocha that has begun: what it says, as it comes or afterwards, and how it ended. */
interface Run {
  title: string;
  lines: string[];
  say: (line: string) => void;
  outcome: Promise<Outcome>;
}

/** Begins one run of mocha; its own closing line is taken out, because several of them would be read as several results. */
function mocha(database: 'sqlite' | 'postgres', more: string[], where = ''): Run {
  const child = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', ...more], {
    env: { ...process.env, TEST_DATABASE: database },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const heard: Outcome = { passed: 0, failed: 0, skipped: 0, code: 0 };
  const hear = (line: string): void => {
    const found = CLOSING_LINE.exec(line);
    if (found) Object.assign(heard, { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) });
    else run.say(line);
  };
  let tail = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (tail + text).split('\n');
    tail = lines.pop() ?? '';
    lines.forEach(hear);
  });
  const outcome = once(child, 'close').then(([code]) => {
    if (tail) hear(tail);
    return { ...heard, code: (code as number | null) ?? 1 };
  });
  const title = [database === 'sqlite' ? 'SQLite' : 'PostgreSQL', where].filter(Boolean).join(' ');
  const run: Run = { title, lines: [], say: (line) => run.lines.push(line), outcome };
  return run;
}

/** Shows a run: what it has said so far, and the rest as it comes. */
async function shown(run: Run): Promise<Outcome> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  print(`\n== ${run.title}`);
  run.lines.forEach(print);
  run.say = print;
  return run.outcome;
}

const asked = process.argv.slice(2);
await main(asked);
