import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { offerSetUp } from '../../server/actions/set-up-club.js';
import { csvOf, rowOf } from '../support/import-files.js';
import { openTestClub, type TestClub } from '../support/app.js';
import { listen, openBrowser, watchedPage, type Watched } from '../support/browser.js';
import { openDemoClub, signIn } from '../support/demo-club.js';
import { axeFindings, latinDigits, sidewaysScroll } from '../support/page-checks.js';

/** Forms, and what is typed into them so that they are refused. */
const REFUSED: readonly [path: string, typed: Record<string, string>][] = [
  ['/patients/new', { nationalCode: '1234567890', birthDay: '31' }],
  ['/visits/new?patient=1', { day: '۱۴۰۵/۱۳/۴۰' }],
  ['/appointments/new?patient=1', { day: 'دیروز', time: '۲۵' }],
  ['/staff/new', { username: 'a b' }],
  ['/account', {}],
  ['/tiers/rules/new', { graceMonths: 'x', effectiveOn: 'x' }],
  ['/club', { effectiveOn: 'x' }],
  ['/patients/1/vip-terms/new', { untilOn: 'x' }],
];

describe('pages in a special state', function () {
  this.timeout(120_000);
  let club: TestClub;
  let browser: Browser;
  let desk: Awaited<ReturnType<typeof listen>>;
  let manager: Watched;
  before(async () => {
    [club, browser] = await Promise.all([openDemoClub(), openBrowser()]);
    desk = await listen(club.app);
    manager = await watchedPage(browser);
    await signIn(manager.page, desk.base, 'manager');
  });
  after(async () => {
    await browser.close();
    await desk.close();
    await club.close();
  });

  for (const [path, typed] of REFUSED) {
    it(`${path} says what is wrong, takes the focus there and keeps every word`, async () => {
      const { page, complaints } = manager;
      await page.goto(desk.base + path);
      for (const [field, text] of Object.entries(typed)) await page.fill(`main [name=${field}]`, text);
      await page.click('main form[method=post] button.b[type=submit]');
      await page.waitForSelector('#error-summary:focus');
      expect(await page.title()).to.match(/^خطا:/);
      for (const [field, text] of Object.entries(typed)) expect(await page.inputValue(`main [name=${field}]`)).to.equal(text);
      for (const link of await page.locator('#error-summary a').all())
        expect(await page.locator((await link.getAttribute('href')) ?? '').count(), 'the field that a mistake leads to').to.equal(1);
      await expectSound(page);
      expect(complaints()).to.deep.equal([]);
    });
  }

  it('a file is uploaded, checked, brought in and shown', async () => {
    const { page, complaints } = manager;
    await page.goto(`${desk.base}/imports/new`);
    const buffer = Buffer.from(csvOf([rowOf(), rowOf({ جنسیت: 'X' })]));
    await page.setInputFiles('[type=file]', { name: 'خروجی.csv', mimeType: 'text/csv', buffer });
    await page.click('main form button.b[type=submit]');
    await page.waitForURL(/\/imports\/\d+$/);
    await expectSound(page);
    await page.click('form[action$="/run"] button, form[action$="/mapping"] button[type=submit]');
    await page.waitForSelector('form[action$="/reversal"]', { state: 'attached' });
    await expectSound(page);
    expect(complaints()).to.deep.equal([]);
  });

  it('the calendar and the list of keys open, and the arrows of the calendar are those of a Persian page', async () => {
    const { page } = manager;
    await page.goto(`${desk.base}/appointments/new?patient=1`);
    await page.fill('[name=day]', '۱۴۰۵/۰۹/۰۱');
    await page.click('[data-day-chips] .chip:last-child');
    await expectSound(page);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).to.equal('یکشنبه ۱ آذر ۱۴۰۵');
    for (const key of ['ArrowLeft', 'ArrowDown', 'PageDown', 'Enter']) await page.keyboard.press(key);
    expect(await page.inputValue('[name=day]')).to.equal('۱۴۰۵/۱۰/۰۹');
    await page.click('[data-day-chips] .chip:nth-child(2)');
    expect(await page.inputValue('[name=day]')).to.equal('۱۴۰۵/۰۹/۰۲');
    await page.locator('h1').click();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Shift+Slash');
    expect(await page.locator('#shortcuts').evaluate((sheet) => (sheet as HTMLDialogElement).open)).to.equal(true);
    await expectSound(page);
    await page.keyboard.press('Escape');
  });

  it('the search finds while somebody types, also with the keyboard in the wrong language', async () => {
    const { page, complaints } = manager;
    await page.goto(`${desk.base}/patients`);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('/');
    await page.keyboard.type('shvh');
    await page.waitForSelector('#found a');
    expect(await page.textContent('#found')).to.include('سارا');
    await expectSound(page);
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.closest('#found') !== null)).to.equal(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('#found a').count()).to.equal(0);
    expect(complaints()).to.deep.equal([]);
  });

  it('a form that is pressed twice is sent once, and leaving with typed words asks', async () => {
    const { page } = manager;
    await page.goto(`${desk.base}/patients/new`);
    await page.fill('[name=firstName]', 'دوبار');
    await page.fill('[name=lastName]', 'فشرده');
    let asked = 0;
    page.on('dialog', () => (asked += 1));
    await page.locator('[name=lastName]').press('a');
    await page.goto(`${desk.base}/patients`);
    expect(asked).to.equal(1);
    await page.goto(`${desk.base}/patients/new`);
    await page.fill('[name=firstName]', 'دوبار');
    await page.fill('[name=lastName]', 'فشرده');
    await page.evaluate(() => {
      const button = document.querySelector<HTMLButtonElement>('main form button.b[type=submit]');
      button?.click();
      button?.click();
    });
    await page.waitForURL(/\/patients\/\d+$/);
    expect(await club.db.select(`SELECT COUNT(*) AS n FROM patients WHERE clinic_id > 0 AND last_name = 'فشرده'`, {})).to.deep.equal([
      { n: 1 },
    ]);
  });

  it('strangers meet sound pages: sign-in, refusal, nothing there', async () => {
    const stranger = await watchedPage(browser);
    for (const path of ['/sign-in', '/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', '/nothing/here?lang=en']) {
      await stranger.page.goto(desk.base + path);
      await expectSound(stranger.page);
    }
    const receptionist = await watchedPage(browser);
    await signIn(receptionist.page, desk.base, 'receptionist');
    expect((await receptionist.page.goto(`${desk.base}/staff`))?.status()).to.equal(403);
    await expectSound(receptionist.page);
    expect([...stranger.complaints(), ...receptionist.complaints()]).to.deep.equal([]);
  });

  it('the first run is sound, and refused when nothing is filled in', async () => {
    const fresh = await openTestClub();
    for (const table of ['staff_members']) await fresh.db.execute(`DELETE FROM ${table} WHERE clinic_id > 0`, {});
    const token = await offerSetUp({ db: fresh.db, asOf: fresh.clock() });
    const door = await listen(fresh.app);
    const { page, complaints } = await watchedPage(browser);
    await page.goto(`${door.base}/setup/${token ?? ''}`);
    await expectSound(page);
    await page.click('main form button.b[type=submit]');
    await page.waitForSelector('#error-summary:focus');
    await expectSound(page);
    expect(complaints()).to.deep.equal([]);
    await door.close();
    await fresh.close();
  });
});

/** Nothing for axe to find in light and narrow, no sideways scroll, no Latin digit in Persian. */
async function expectSound(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await axeFindings(page), `axe at ${page.url()}`).to.deep.equal([]);
  expect(await sidewaysScroll(page), `sideways at ${page.url()}`).to.be.at.most(0);
  if ((await page.getAttribute('html', 'lang')) === 'fa') expect(await latinDigits(page), page.url()).to.deep.equal([]);
  await page.setViewportSize({ width: 1280, height: 900 });
}
