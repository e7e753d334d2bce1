import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** A browser that speaks with this machine only: no updates, no telemetry, no names looked up. */
const QUIET = [
  '--no-sandbox',
  '--disable-setuid-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-pings',
  '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
  '--font-render-hinting=none',
];

/** Starts the browser that comes with the packages, or the one that CHROMIUM_PATH names. */
export async function openBrowser(): Promise<Browser> {
  const { path, libraries } = await browserFile();
  return chromium.launch({
    executablePath: path,
    args: QUIET,
    env: { ...process.env, ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) },
  });
}

/** Lets an app listen on a free port of this machine; answers its address. */
export async function listen(app: Express): Promise<{ base: string; close: () => Promise<void> }> {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Watched {
  page: Page;
  /** What the browser complained about since it was last asked: policy violations, script errors, missing files. */
  complaints: () => string[];
}

/** A page that remembers every complaint of the browser. */
export async function watchedPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ locale: 'fa-IR', timezoneId: 'Asia/Tehran', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  let seen: string[] = [];
  page.on('console', (message) => {
    // A form that is refused (422) or a page that is not there is an answer, not a fault of the page.
    if (message.type() === 'error' && !/status of (4\d\d)/.test(message.text())) seen.push(message.text());
  });
  page.on('response', (response) => {
    const kind = response.request().resourceType();
    if (response.status() >= 400 && kind !== 'document' && kind !== 'fetch') seen.push(`${response.url()} ${String(response.status())}`);
  });
  page.on('pageerror', (error) => seen.push(error.message));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    if (!why.includes('ERR_ABORTED')) seen.push(`${request.url()} ${why}`);
  });
  page.on('dialog', (dialog) => void dialog.accept());
  return {
    page,
    complaints: () => {
      const told = seen;
      seen = [];
      return told;
    },
  };
}

async function browserFile(): Promise<{ path: string; libraries?: string }> {
  const own = process.env['CHROMIUM_PATH'];
  if (own) return { path: own };
  const { default: packed } = await import('@sparticuz/chromium');
  const path = await packed.executablePath();
  if (!execFileSync('ldd', [path], { encoding: 'utf8' }).includes('not found')) return { path };
  // The package unpacks the system libraries that a bare machine lacks only where it believes to be in a cloud function.
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs20.x';
  await packed.executablePath();
  delete process.env['AWS_EXECUTION_ENV'];
  return { path, libraries: join(tmpdir(), 'al2023', 'lib') };
}
