/*
 * npm run build: compiles the program into .build and the browser's files into public/build, each only when something it is made of has changed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPages, PAGES_MANIFEST } from './build-pages.js';
import { ROOT } from './root.js';

const PROGRAM_STAMP = join(ROOT, '.build', 'built');
const PROGRAM_SOURCES = ['server', 'models', 'jobs', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const PAGES_SOURCES = ['public', 'views', 'models/persian', 'package-lock.json', 'server/build-pages.ts'];

try {
  if (isStale(PROGRAM_STAMP, PROGRAM_SOURCES)) buildProgram();
  if (isStale(PAGES_MANIFEST, PAGES_SOURCES)) await buildPages();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Compiles server, models and jobs; throws with the compiler's own words when a type is wrong. */
function buildProgram(): void {
  const started = new Date();
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
  mkdirSync(join(ROOT, '.build'), { recursive: true });
  writeFileSync(PROGRAM_STAMP, started.toISOString());
}

/** Whether any source is younger than the product, or the product is missing. */
function isStale(product: string, sources: readonly string[]): boolean {
  return !existsSync(product) || Math.max(...sources.map((source) => youngest(join(ROOT, source)))) > statSync(product).mtimeMs;
}

/** When the youngest file under a path was written, in milliseconds; what was built does not count. */
function youngest(path: string): number {
  if (!existsSync(path)) return 0;
  const itself = statSync(path);
  if (!itself.isDirectory()) return itself.mtimeMs;
  const inside = readdirSync(path).filter((name) => name !== 'build');
  return Math.max(itself.mtimeMs, ...inside.map((name) => youngest(join(path, name))));
}
