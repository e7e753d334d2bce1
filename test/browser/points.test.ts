import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { openTestClub, type TestClub } from '../support/app.js';
import { buildPatient, PASSWORD } from '../support/builders.js';
import { listen, openBrowser, watchedPage } from '../support/browser.js';
import { buildPointRule } from '../support/points.js';
import { buildLists, type Lists } from '../support/visits.js';

describe('points at the desk', function () {
  this.timeout(120_000);
  let club: TestClub;
  let browser: Browser;
  let desk: Awaited<ReturnType<typeof listen>>;
  let lists: Lists;
  let patientId: number;
  before(async () => {
    club = await openTestClub();
    lists = await buildLists(club.db, club.clinic);
    await buildPointRule(club.db, club.clinic, { servicePoints: { [lists.laser.id]: 7 } });
    patientId = (await buildPatient(club.db, club.clinic)).id;
    browser = await openBrowser();
    desk = await listen(club.app);
  });
  after(async () => {
    await browser.close();
    await desk.close();
    await club.close();
  });

  const signIn = async (page: Page, role: string): Promise<void> => {
    await page.goto(`${desk.base}/sign-in`);
    await page.fill('[name=username]', `${role}-of-${club.clinic.slug}`);
    await page.fill('[name=password]', PASSWORD);
    await page.press('[name=password]', 'Enter');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  };

  it('are told while the visit is typed, and are in the ledger after it was recorded', async () => {
    const { page, complaints } = await watchedPage(browser);
    await signIn(page, 'receptionist');
    await page.goto(`${desk.base}/visits/new?patient=${String(patientId)}`);
    const forecast = page.locator('[hx-get$="/points/forecast"]');
    await page.fill('[name=amountRial]', '۲۵٬۰۰۰');
    await forecast.filter({ hasText: 'این مراجعه ۲۴ امتیاز می‌گیرد: ۴ برای مراجعه و ۲۰ خوش‌آمد عضویت' }).waitFor();
    await page.selectOption('[name=specialtyId]', String(lists.skin.id));
    await page.selectOption('[name=serviceId]', String(lists.laser.id));
    await forecast.filter({ hasText: '۳۱ امتیاز' }).waitFor();
    await page.click('.visit-form button[type=submit]');
    await page.getByText('۳۱ امتیاز برای این مراجعه در دفتر نشست').waitFor();
    await page.getByRole('link', { name: 'دفتر امتیاز' }).click();
    await page.getByText('۳۱ گرفته = ۰ خرج‌شده').waitFor();
    expect(complaints()).to.deep.equal([]);
    await page.context().close();
  });

  it('can be given, taken and reversed without JavaScript', async () => {
    const { page } = await watchedPage(browser, { javaScriptEnabled: false });
    await signIn(page, 'manager');
    const ledger = `${desk.base}/patients/${String(patientId)}/points`;
    await page.goto(ledger);
    await page.fill('[name=points]', '۱۰');
    await page.fill('[name=reason]', 'جبران معطلی');
    await page.click('main form button[type=submit]');
    await page.getByText('۱۰ امتیاز به سارا کریمی داده شد').waitFor();
    await page.getByRole('link', { name: /^برگرداندن دادن دستی/ }).click();
    await page.fill('[name=reason]', 'دو بار نوشته شده بود');
    await page.click('main form button[type=submit]');
    await page.getByText('یک سطر از دفتر سارا کریمی برگردانده شد').waitFor();
    expect(await page.content()).to.contain('۱۰ پس‌گرفته + ۳۱ مانده');
    await page.context().close();
  });
});
