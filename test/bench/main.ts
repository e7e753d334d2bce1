import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bench } from './row.js';

const NOT_BENCHES = ['main.ts', 'row.ts'];

/**
 * Runs every bench of this folder, or those named on the command line, one after the other; one JSON line per figure. Each has a process of
 * its own, so that none is charged with what another left in memory.
 */
async function main(asked: string[]): Promise<void> {
  const files = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !NOT_BENCHES.includes(file))
    .filter((file) => asked.length === 0 || asked.includes(basename(file, '.ts')));
  const [only, ...others] = files;
  if (only === undefined) throw new Error(`No bench is called ${asked.join(', ')}.`);
  if (others.length === 0) return show(only);
  for (const file of files) {
    const args = ['--import', 'tsx', import.meta.filename, basename(file, '.ts')];
    if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exitCode = 1;
  }
}

async function show(file: string): Promise<void> {
  const { bench } = (await import(pathToFileURL(join(import.meta.dirname, file)).href)) as { bench: Bench };
  for (const row of await bench()) process.stdout.write(`${JSON.stringify(row)}\n`);
}

await main(process.argv.slice(2));
process.exit();
