import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { PASSWORD } from '../support/builders.js';
import { listen, openBrowser, watchedPage } from '../support/browser.js';
import { COMMENT, openRoadClinic, PHYSICIAN, SARA, type RoadClinic } from './road-clinic.js';

describe('the road of a patient, without scripts', function () {
  this.timeout(120_000);
  let road: RoadClinic;
  let browser: Browser;
  let desk: Awaited<ReturnType<typeof listen>>;
  before(async () => {
    [road, browser] = await Promise.all([openRoadClinic(), openBrowser()]);
    desk = await listen(road.club.app);
  });
  after(async () => {
    await browser.close();
    await desk.close();
    await road.club.close();
  });

  const open = async (role?: string): Promise<Page> => {
    const { page } = await watchedPage(browser, { javaScriptEnabled: false });
    if (!role) return page;
    await page.goto(`${desk.base}/sign-in`);
    await page.fill('[name=username]', road.userOf(role));
    await page.fill('[name=password]', PASSWORD);
    await follow(page, 'main form button[type=submit]');
    return page;
  };
  /** Clicks what leads to another page and waits until that page is there. */
  const follow = async (page: Page, selector: string): Promise<void> => {
    const loaded = page.waitForEvent('load');
    await page.click(selector);
    await loaded;
  };
  const send = (page: Page, form: string): Promise<void> => follow(page, `main form[action="${form}"] button[type=submit]`);

  it('works from the desk to the physician', async () => {
    const reception = await open('receptionist');
    await follow(reception, 'a[href="/patients/new"]');
    await reception.fill('[name=firstName]', SARA.firstName);
    await reception.fill('[name=lastName]', SARA.lastName);
    await reception.fill('[name=mobile]', SARA.mobile);
    await reception.fill('[name=nationalCode]', '1234567890');
    await reception.check('[name=consents][value=service]');
    await reception.check('[name=consents][value=survey]');
    await send(reception, '/patients');
    // A wrong national code: everything that was typed is still there.
    expect(await reception.title()).to.match(/^خطا:/);
    expect(await reception.inputValue('[name=lastName]')).to.equal(SARA.lastName);
    expect(await reception.isChecked('[name=consents][value=survey]')).to.equal(true);
    await reception.fill('[name=nationalCode]', '');
    await send(reception, '/patients');
    const memberPath = new URL(reception.url()).pathname;
    expect(memberPath).to.match(/^\/patients\/\d+$/);

    await reception.fill('#find', 'کریمی');
    const found = reception.waitForEvent('load');
    await reception.press('#find', 'Enter');
    await found;
    expect(await reception.textContent('main')).to.include(SARA.shown);
    await follow(reception, `main a[href="${memberPath}"]`);
    await follow(reception, 'a[href^="/visits/new?patient="]');
    await reception.selectOption('[name=specialtyId]', { label: 'پوست و مو' });
    await reception.selectOption('[name=physicianId]', { label: PHYSICIAN });
    await send(reception, `${memberPath}/visits`);
    expect(await reception.textContent('.tierline')).to.match(/در سطح پایه هستید چون ۱ مراجعه/);

    await follow(reception, 'a[href^="/appointments/new?patient="]');
    await reception.fill('[name=day]', '۲ آذر ۱۴۰۵');
    await reception.fill('[name=time]', '۱۱');
    await send(reception, '/appointments');
    expect(await reception.textContent('.flash')).to.include(SARA.shown);

    expect(await road.letTimePass()).to.deep.equal([]);
    const manager = await open('manager');
    await manager.goto(`${desk.base}/simulator/${SARA.mobile}`);
    const phone = (await manager.locator('.bubble').allTextContents()).join('\n');
    expect(phone).to.match(/نوبت شما/);
    const surveyPath = /\/s\/[\w-]{22,}/.exec(phone)?.[0] ?? '';

    const patient = await open();
    await patient.setViewportSize({ width: 360, height: 740 });
    await patient.goto(`${desk.base}${surveyPath}`);
    await patient.check('[name=recommendation][value="9"]', { force: true });
    await patient.fill('[name=comment]', COMMENT);
    await follow(patient, 'button[type=submit]');
    expect(new URL(patient.url()).pathname).to.equal('/s/thanks');

    const physician = await open('physician');
    await physician.goto(`${desk.base}${memberPath}`);
    expect(await physician.textContent('#timeline')).to.include('توصیه ۹ از ۱۰');
  });
});
