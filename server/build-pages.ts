import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, extname, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './root.js';

const OUT = join(ROOT, 'public', 'build');
const WEEK_MS = 7 * 86_400_000;
const ICONS = join(ROOT, 'node_modules', 'lucide-static', 'icons');
const FONT = join(ROOT, 'node_modules', '@fontsource-variable', 'vazirmatn', 'files', 'vazirmatn-arabic-wght-normal.woff2');

const APP_ICONS = ['icon-180.png', 'icon-192.png', 'icon-512.png', 'icon-maskable-512.png'];

/** Says under which hashed name each built file lies; written last, so that it never names a file that is not there. */
export const PAGES_MANIFEST = join(OUT, 'manifest.json');

/** Bundles the browser's scripts and styles, the icons and the font into public/build under names that change with their content. */
export async function buildPages(): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const bundled = await bundle();
  const manifest: Record<string, string> = {
    ...bundled,
    'sprite.svg': keep('sprite.svg', sprite()),
    'favicon.svg': keep('favicon.svg', readFileSync(join(ROOT, 'public', 'favicon.svg'))),
    'vazirmatn.woff2': `${basename(FONT, '.woff2')}-${hashOf(readFileSync(FONT))}.woff2`,
    ...Object.fromEntries(APP_ICONS.map((name) => [name, keep(name, readFileSync(join(ROOT, 'public', 'app-icons', name)))])),
  };
  manifest['worker.js'] = keep('worker.js', workerOf(manifest));
  copyFileSync(FONT, join(OUT, manifest['vazirmatn.woff2'] ?? ''));
  const draft = `${PAGES_MANIFEST}.${String(process.pid)}`;
  writeFileSync(draft, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(draft, PAGES_MANIFEST);
  // Pages that are still open ask for the files of earlier builds; what has lain for a week is asked for by nobody.
  const builtAt = statSync(PAGES_MANIFEST).mtimeMs;
  const kept = new Set(Object.values(manifest));
  for (const file of readdirSync(OUT))
    if (!kept.has(file) && builtAt - statSync(join(OUT, file)).mtimeMs > WEEK_MS) rmSync(join(OUT, file), { force: true });
}

/** The service worker with the files it may keep: what the offline page is made of, and nothing that is about anybody. */
function workerOf(manifest: Readonly<Record<string, string>>): string {
  const kept = ['theme-fa.css', 'theme-en.css', 'vazirmatn.woff2', 'phone.js', 'sprite.svg', 'favicon.svg'];
  const files = ['/m/offline?lang=fa', '/m/offline?lang=en', ...kept.map((name) => `/build/${manifest[name] ?? name}`)];
  const script = readFileSync(join(OUT, manifest['worker.js'] ?? ''), 'utf8');
  return `self.hamdam=${JSON.stringify({ version: hashOf(`${script}${files.join()}`), files })};\n${script}`;
}

async function bundle(): Promise<Record<string, string>> {
  const files = (folder: string, named: RegExp): string[] =>
    readdirSync(join(ROOT, 'public', folder))
      .filter((file) => named.test(file))
      .map((file) => join(ROOT, 'public', folder, file));
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [...files('scripts', /^(desk|phone|member|charts|worker)\.ts$/), ...files('css', /^theme-(fa|en)\.css$/)],
    outdir: OUT,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    metafile: true,
    format: 'iife',
    target: ['chrome111', 'firefox115', 'safari16.4'],
    loader: { '.woff2': 'file', '.svg': 'file' },
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [sameFont],
  });
  const named = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint);
  return Object.fromEntries(named.map(([path, output]) => [basename(output.entryPoint ?? '').replace(/\.ts$/, '.js'), basename(path)]));
}

/** The style sheet names the font exactly as the page preloads it, or a browser would fetch it twice. */
const sameFont: Parameters<typeof build>[0]['plugins'] extends (infer Plugin)[] | undefined ? Plugin : never = {
  name: 'same-font',
  setup: (tools) => {
    tools.onResolve({ filter: /vazirmatn-arabic-wght-normal\.woff2$/ }, () => ({
      path: `./${basename(FONT, '.woff2')}-${hashOf(readFileSync(FONT))}.woff2`,
      external: true,
    }));
  },
};

/** Every icon that a view, a script or public/icons.json names, as one SVG; an unknown name stops the build. */
function sprite(): string {
  const listed = JSON.parse(readFileSync(join(ROOT, 'public', 'icons.json'), 'utf8')) as string[];
  const named = new Set([...listed, ...readViews(join(ROOT, 'views'))]);
  const symbols = [...named].sort().map((name) => {
    const file = join(ICONS, `${name}.svg`);
    if (!existsSync(file)) throw new Error(`no such icon: ${name}`);
    const inside = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    return `<symbol id="${name}" viewBox="0 0 24 24">${inside.replace(/\s*\n\s*/g, '')}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

function readViews(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return readViews(path);
    return [...readFileSync(path, 'utf8').matchAll(/icon\('([a-z0-9-]+)'/g)].map(([, name = '']) => name);
  });
}

function keep(name: string, content: string | Buffer): string {
  const hashed = `${basename(name, extname(name))}-${hashOf(content)}${extname(name)}`;
  writeFileSync(join(OUT, hashed), content);
  return hashed;
}

const hashOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex').slice(0, 8);
