import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './root.js';

/*
 * Builds what is stale: the program into .build (compiled JavaScript, no loader at run time), and the browser's files into public/build
 * (bundled, minified, named by their content) with a manifest that says which plain name has which address.
 */
const at = (...parts: string[]): string => join(ROOT, ...parts);
const PUBLIC_BUILD = at('public', 'build');
const MANIFEST = join(PUBLIC_BUILD, 'manifest.json');
const STAMP = at('.build', 'stamp');

if (isStale(STAMP, ['server', 'models', 'jobs', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'])) compile();
if (isStale(MANIFEST, ['public/css', 'public/scripts', 'public/images', 'public/icons.json', 'package-lock.json', 'server/build.ts'])) await bundle();

function compile(): void {
  const tsc = at('node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', at('tsconfig.build.json')], { stdio: 'inherit', cwd: ROOT });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(STAMP, '');
}

async function bundle(): Promise<void> {
  rmSync(PUBLIC_BUILD, { recursive: true, force: true });
  mkdirSync(PUBLIC_BUILD, { recursive: true });
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: [...filesOf('public/css').filter((file) => /theme-(fa|en)\.css$/.test(file)), ...filesOf('public/scripts').filter(isEntry)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    outdir: PUBLIC_BUILD,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.woff2': 'file', '.svg': 'file' },
    metafile: true,
    logLevel: 'warning',
  });
  const manifest: Record<string, string> = {};
  for (const [output, { entryPoint, inputs }] of Object.entries(result.metafile.outputs)) {
    const source = entryPoint ?? Object.keys(inputs)[0];
    if (source) manifest[basename(source).replace(/\.ts$/, '.js')] = basename(output);
  }
  manifest['sprite.svg'] = writeNamed('sprite', 'svg', sprite());
  writeFileSync(MANIFEST, JSON.stringify(manifest, null, 2));
}

/** One SVG with every icon that public/icons.json lists; drawn with currentColor. */
function sprite(): string {
  const names = JSON.parse(readFileSync(at('public', 'icons.json'), 'utf8')) as string[];
  const symbols = names.map((name) => {
    const svg = readFileSync(at('node_modules', 'lucide-static', 'icons', `${name}.svg`), 'utf8');
    const inner = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1]?.replace(/\s+/g, ' ').trim() ?? '';
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

function writeNamed(name: string, extension: string, content: string): string {
  const file = `${name}-${createHash('sha256').update(content).digest('hex').slice(0, 8)}.${extension}`;
  writeFileSync(join(PUBLIC_BUILD, file), content);
  return file;
}

/** Scripts in the folder itself are pages' scripts; those in its subfolders are parts of them. */
function isEntry(file: string): boolean {
  return /^public\/scripts\/[a-z-]+\.ts$/.test(file);
}

function filesOf(folder: string): string[] {
  if (!existsSync(at(folder))) return [];
  if (!statSync(at(folder)).isDirectory()) return [folder];
  return readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(at(file)).isFile());
}

function isStale(product: string, sources: readonly string[]): boolean {
  if (!existsSync(product)) return true;
  const made = statSync(product).mtimeMs;
  return sources.flatMap(filesOf).some((file) => statSync(at(file)).mtimeMs > made);
}
