/*
 * npm run build: compiles the program into .build and the browser's files into public/build, each only when something it is made of has changed.
 */
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildPages, PAGES_MANIFEST } from './build-pages.js';
import { ROOT } from './root.js';

const PROGRAM_STAMP = join(ROOT, '.build', 'built');
const PROGRAM_SOURCES = ['server', 'models', 'jobs', 'package-lock.json', 'tsconfig.json'];
const PAGES_SOURCES = ['public', 'views', 'models/persian', 'package-lock.json', 'server/build-pages.ts'];

try {
  if (isStale(PROGRAM_STAMP, PROGRAM_SOURCES)) await buildProgram();
  if (isStale(PAGES_MANIFEST, PAGES_SOURCES)) await buildPages();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Takes the types off server, models and jobs, file by file. Whether they are right is asked by `npm run check`: who starts the club does not wait for it. */
async function buildProgram(): Promise<void> {
  const started = new Date();
  const files = ['server', 'models', 'jobs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(ROOT, folder, file)),
  );
  rmSync(join(ROOT, '.build'), { recursive: true, force: true });
  await build({
    entryPoints: files,
    outbase: ROOT,
    outdir: join(ROOT, '.build'),
    platform: 'node',
    format: 'esm',
    sourcemap: true,
    tsconfig: join(ROOT, 'tsconfig.json'),
    logLevel: 'error',
  });
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
