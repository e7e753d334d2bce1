import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import type { TestClub } from '../support/app.js';
import { listen, openBrowser, watchedPage } from '../support/browser.js';
import { openDemoClub, signIn } from '../support/demo-club.js';

const KB = 1024;
const MOST_REQUESTS = 12;

interface Weight {
  kind: string;
  bytes: number;
}

describe('the weight of a first view', function () {
  this.timeout(60_000);
  let club: TestClub;
  let browser: Browser;
  let desk: Awaited<ReturnType<typeof listen>>;
  before(async () => {
    [club, browser] = await Promise.all([openDemoClub(), openBrowser()]);
    desk = await listen(club.app);
  });
  after(async () => {
    await browser.close();
    await desk.close();
    await club.close();
  });

  /** What a browser that has never been here loads for one page, as it travels over the line. */
  const weigh = async (path: string): Promise<Weight[]> => {
    const signedIn = await watchedPage(browser);
    await signIn(signedIn.page, desk.base, 'manager');
    const cookies = await signedIn.page.context().cookies();
    await signedIn.page.context().close();
    const { page } = await watchedPage(browser);
    await page.context().addCookies(cookies);
    const weights: Promise<Weight>[] = [];
    page.on('requestfinished', (request) => {
      const kind = request.resourceType();
      weights.push(request.sizes().then((sizes) => ({ kind, bytes: sizes.responseBodySize })));
    });
    await page.goto(desk.base + path, { waitUntil: 'networkidle' });
    const all = await Promise.all(weights);
    await page.context().close();
    return all;
  };
  const sum = (weights: readonly Weight[], kind?: string): number =>
    weights.filter((one) => kind === undefined || one.kind === kind).reduce((total, { bytes }) => total + bytes, 0) / KB;

  for (const [path, most, mostScript] of [
    ['/patients', 150, 20],
    ['/patients/1', 150, 20],
    ['/visits/new?patient=1', 150, 20],
    ['/analytics/overview', 230, 100],
  ] as const) {
    it(`${path} is at most ${String(most)} kB in at most ${String(MOST_REQUESTS)} requests`, async () => {
      const weights = await weigh(path);
      expect(weights.length, 'requests').to.be.at.most(MOST_REQUESTS);
      expect(sum(weights), 'all').to.be.within(60, most);
      expect(sum(weights, 'script'), 'scripts').to.be.at.most(mostScript);
      expect(sum(weights, 'stylesheet'), 'styles').to.be.at.most(35);
      expect(sum(weights, 'font'), 'font').to.be.at.most(50);
    });
  }
});
