import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { listen, openBrowser, watchedPage } from '../support/browser.js';
import { openTestClub, type TestClub } from '../support/app.js';
import { PASSWORD } from '../support/builders.js';
import { csvOf, fileOf, rowOf } from '../support/import-files.js';
import { axeFindings, latinDigits, markupFaults, sidewaysScroll } from '../support/page-checks.js';

describe('importing a file in the browser', function () {
  this.timeout(120_000);
  let club: TestClub;
  let browser: Browser;
  let desk: Awaited<ReturnType<typeof listen>>;
  before(async () => {
    [club, browser] = await Promise.all([openTestClub(), openBrowser()]);
    desk = await listen(club.app);
  });
  after(async () => {
    await browser.close();
    await desk.close();
    await club.close();
  });

  const signIn = async (page: Page) => {
    await page.goto(`${desk.base}/sign-in`);
    await page.fill('[name=username]', `manager-of-${club.clinic.slug}`);
    await page.fill('[name=password]', PASSWORD);
    await page.locator('main form button[type=submit]').first().click();
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  };
  const upload = async (page: Page, rows: string[][]) => {
    await page.goto(`${desk.base}/imports/new`);
    await page.setInputFiles('[name=file]', (await fileOf(csvOf(rows))).path);
    await page.locator('form[enctype] button[type=submit]').click();
    await page.waitForURL(/\/imports\/\d+$/);
  };

  it('goes from the file to its result with scripts: checked, followed, taken back', async () => {
    const { page, complaints } = await watchedPage(browser);
    await signIn(page);
    await upload(page, [rowOf(), rowOf({ 'شماره پرونده': '7', موبایل: '0912' })]);
    const faults: string[] = [];
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      faults.push(...(await axeFindings(page)), ...(await latinDigits(page)));
      if ((await sidewaysScroll(page)) > 0) faults.push(`sideways at ${String(width)}`);
    }
    faults.push(...(await markupFaults(await page.content())).filter((fault) => !fault.startsWith('no-trailing-whitespace')));
    expect(faults).to.deep.equal([]);
    await page.locator('form#mapping button[value=run]').click();
    await page.getByText('ردیف‌هایی که وارد نشدند').waitFor();
    expect(await page.locator('main').innerText()).to.include('شمارهٔ موبایل نیست.');
    await page.locator('details summary', { hasText: 'بازگرداندن این ورود' }).click();
    await page.getByRole('button', { name: 'بازگرداندن ورود' }).click();
    await page.getByText('۱ مراجعه و ۱ بیمار برداشته شد').waitFor();
    expect(complaints()).to.deep.equal([]);
  });

  it('goes the same way without scripts', async () => {
    const { page } = await watchedPage(browser, { javaScriptEnabled: false });
    await signIn(page);
    await upload(page, [rowOf({ 'شماره پرونده': '20' })]);
    await page.locator('form#mapping button[value=run]').click();
    await page.getByText('همهٔ ردیف‌ها درست بود.').waitFor();
    expect(await club.db.records.Patient.count({ where: { clinicId: club.clinic.id, fileNumber: '20' } })).to.equal(1);
  });
});
