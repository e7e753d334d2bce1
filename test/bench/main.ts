import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bench } from './row.js';

const NOT_BENCHES = ['main.ts', 'row.ts'];

/** Runs every bench of this folder, or those named on the command line, one after the other; one JSON line per figure. */
async function main(asked: string[]): Promise<void> {
  const files = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !NOT_BENCHES.includes(file))
    .filter((file) => asked.length === 0 || asked.includes(basename(file, '.ts')));
  if (files.length === 0) throw new Error(`No bench is called ${asked.join(', ')}.`);
  for (const file of files) {
    const { bench } = (await import(pathToFileURL(join(import.meta.dirname, file)).href)) as { bench: Bench };
    for (const row of await bench()) process.stdout.write(`${JSON.stringify(row)}\n`);
  }
}

await main(process.argv.slice(2));
process.exit(0);
