import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { ROLES } from '../../models/staff-member.js';
import { can } from '../../server/policies/index.js';
import type { Role, TestClub } from '../support/app.js';
import { listen, openBrowser, watchedPage, type Watched } from '../support/browser.js';
import { openDemoClub, signIn } from '../support/demo-club.js';
import { axeFindings, latinDigits, markupFaults, sidewaysScroll } from '../support/page-checks.js';
import { ADDRESSES, NOT_PAGES, ownPageLink, sampleOf } from './addresses.js';

const LANGUAGES = ['fa', 'en'] as const;

describe('every page', function () {
  this.timeout(120_000);
  let club: TestClub;
  let browser: Browser;
  let desk: Awaited<ReturnType<typeof listen>>;
  const people = new Map<Role, Watched>();

  before(async () => {
    [club, browser] = await Promise.all([openDemoClub(), openBrowser()]);
    desk = await listen(club.app);
    for (const role of ROLES) {
      const watched = await watchedPage(browser);
      await signIn(watched.page, desk.base, role);
      people.set(role, watched);
    }
    // The manager's browser is also that of a patient whose page is open.
    await person('manager').page.goto(desk.base + (await ownPageLink(club)));
  });
  after(async () => {
    await browser.close();
    await desk.close();
    await club.close();
  });

  const person = (role: Role): Watched => people.get(role)!;
  const addressOf = async (pattern: string, lang: string): Promise<string> => {
    const path = await sampleOf(pattern, club);
    return `${desk.base}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`;
  };

  it('is listed, so that none is forgotten', () => {
    const declared = club.site.lines.filter(({ method }) => method === 'get').map(({ path }) => path);
    expect(declared.sort()).to.deep.equal([...ADDRESSES, ...NOT_PAGES].sort());
  });

  for (const pattern of ADDRESSES) {
    it(`${pattern} is sound: in Persian and light, in English and dark, wide and narrow`, async () => {
      const { page, complaints } = person('manager');
      complaints();
      const faults: string[] = [];
      const note = (where: string, found: readonly string[]): void => void faults.push(...found.map((fault) => `${where}: ${fault}`));
      for (const lang of LANGUAGES) {
        await page.emulateMedia({ colorScheme: lang === 'fa' ? 'light' : 'dark' });
        await page.setViewportSize({ width: 1280, height: 900 });
        const answer = await page.goto(await addressOf(pattern, lang), { waitUntil: 'load' });
        expect(answer?.status(), 'status').to.equal(200);
        expect(await page.locator('h1').count(), 'headings of the first rank').to.equal(1);
        note(`markup, ${lang}`, await markupFaults((await answer?.text()) ?? ''));
        if (lang === 'fa') note('Latin digits', await latinDigits(page));
        if (lang === 'fa') note('axe, wide and light', await axeFindings(page));
        await page.setViewportSize({ width: 320, height: 700 });
        if (lang === 'en') note('axe, narrow and dark', await axeFindings(page));
        const pixels = await sidewaysScroll(page);
        if (pixels > 0) faults.push(`${lang}: ${String(pixels)} pixels wider than 320`);
        note(`complaints, ${lang}`, complaints());
      }
      expect(faults).to.deep.equal([]);
    });
  }

  for (const role of ROLES) {
    it(`opens for the ${role} as the policies say`, async () => {
      const { page, complaints } = person(role);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 1280, height: 900 });
      for (const { path, method, guard } of club.site.lines) {
        if (method !== 'get' || NOT_PAGES.includes(path) || 'patient' in guard) continue;
        const may = 'open' in guard || can({ role }, guard.action, guard.subject);
        const answer = await page.goto(await addressOf(path, 'fa'), { waitUntil: 'domcontentloaded' });
        // A physician sees only their own patients: for them the others do not exist.
        const expected = may ? (role === 'physician' ? [200, 404] : [200]) : [403];
        expect(answer?.status(), `${role} at ${path}`).to.be.oneOf(expected);
        expect(await latinDigits(page), `Latin digits at ${path}`).to.deep.equal([]);
      }
      expect(complaints()).to.deep.equal([]);
    });
  }
});
