import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { PASSWORD } from '../support/builders.js';
import { listen, openBrowser, watchedPage } from '../support/browser.js';
import { COMMENT, openRoadClinic, PHYSICIAN, SARA, type RoadClinic } from './road-clinic.js';

const MOST_TABS = 90;

describe('the road of a patient', function () {
  this.timeout(120_000);
  let road: RoadClinic;
  let browser: Browser;
  let desk: Awaited<ReturnType<typeof listen>>;
  let memberPath = '';
  let surveyPath = '';
  before(async () => {
    [road, browser] = await Promise.all([openRoadClinic(), openBrowser()]);
    desk = await listen(road.club.app);
  });
  after(async () => {
    await browser.close();
    await desk.close();
    await road.club.close();
  });

  const signInByKeyboard = async (page: Page, role: string): Promise<void> => {
    await page.goto(`${desk.base}/sign-in`);
    await waitsAt(page, '[name=username]');
    await page.keyboard.type(road.userOf(role));
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await leave(page, () => page.keyboard.press('Enter'));
  };

  it('begins at the desk: enrolled, seen, told her tier and given an appointment, with the keyboard alone', async () => {
    const { page, complaints } = await watchedPage(browser, { viewport: { width: 1280, height: 900 } });
    await signInByKeyboard(page, 'receptionist');

    await leave(page, () => page.keyboard.press('n'));
    await waitsAt(page, '[name=firstName]');
    await page.keyboard.type(SARA.firstName);
    await page.keyboard.press('Tab');
    await page.keyboard.type(SARA.lastName);
    await tabTo(page, '[name=mobile]');
    await page.keyboard.type(SARA.mobile);
    await tabTo(page, '[name=sex][value=""]');
    await page.keyboard.press('ArrowRight');
    for (const purpose of ['service', 'survey']) {
      await tabTo(page, `[name=consents][value=${purpose}]`);
      if (!(await page.isChecked(`[name=consents][value=${purpose}]`))) await page.keyboard.press('Space');
    }
    await leave(page, () => page.keyboard.press('Control+Enter'));
    memberPath = new URL(page.url()).pathname;
    expect(memberPath).to.match(/^\/patients\/\d+$/);
    expect(await page.textContent('h1')).to.include(SARA.shown);
    expect(await page.textContent('.flash')).to.include(SARA.shown);

    await leave(page, () => page.keyboard.press('v'));
    await choose(page, '[name=specialtyId]', 'پوست و مو');
    await choose(page, '[name=physicianId]', PHYSICIAN);
    await leave(page, () => page.keyboard.press('Control+Enter'));
    expect(new URL(page.url()).pathname).to.equal(memberPath);
    expect(await page.textContent('.tierline')).to.match(/در سطح پایه هستید چون ۱ مراجعه/);

    await tabTo(page, `a[href^="/appointments/new?patient="]`);
    await leave(page, () => page.keyboard.press('Enter'));
    // The words for near days are understood.
    await waitsAt(page, '[name=day]');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('فردا');
    await tabTo(page, '[name=time]');
    await page.keyboard.type('11:00');
    await choose(page, '[name=physicianId]', PHYSICIAN);
    await leave(page, () => page.keyboard.press('Control+Enter'));
    expect(await page.textContent('.flash')).to.include(SARA.shown);
    expect(complaints()).to.deep.equal([]);
    await page.context().close();
  });

  it('goes on by the clock: the reminder and the question reach her phone', async () => {
    expect(await road.letTimePass()).to.deep.equal([]);
    const { page, complaints } = await watchedPage(browser);
    await signInByKeyboard(page, 'manager');
    await page.goto(`${desk.base}/simulator/${SARA.mobile}`);
    const bubbles = await page.locator('.bubble').allTextContents();
    expect(bubbles.join('\n'))
      .to.match(/نوبت شما/)
      .and.match(/چطور بود/);
    surveyPath = /\/s\/[\w-]{22,}/.exec(bubbles.join('\n'))?.[0] ?? '';
    expect(surveyPath).to.not.equal('');
    expect(complaints()).to.deep.equal([]);
    await page.context().close();
  });

  it('is answered on a phone of 360 pixels', async () => {
    const { page, complaints } = await watchedPage(browser, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await page.goto(`${desk.base}${surveyPath}`);
    await leave(page, () => page.tap('button[type=submit]'));
    expect(await page.title()).to.match(/^خطا:/);
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal('error-summary');
    await page.tap('.scale label:has([value="9"])');
    await page.tap('.choice:has([value=reception])');
    await page.fill('[name=comment]', COMMENT);
    await leave(page, () => page.tap('button[type=submit]'));
    expect(new URL(page.url()).pathname).to.equal('/s/thanks');
    expect(complaints()).to.deep.equal([]);
    expect((await page.goto(`${desk.base}${surveyPath}`))?.status(), 'a second answer').to.equal(410);
    await page.context().close();
  });

  it('ends with the physician, who sees what she said', async () => {
    const { page, complaints } = await watchedPage(browser);
    await signInByKeyboard(page, 'physician');
    await page.goto(`${desk.base}${memberPath}`);
    const timeline = await page.textContent('#timeline');
    expect(timeline).to.include('پاسخ نظرسنجی').and.include('توصیه ۹ از ۱۰');
    expect(complaints()).to.deep.equal([]);
    await page.context().close();
  });
});

/** Does something that leads to another page and waits until that one is there. */
async function leave(page: Page, act: () => Promise<void>): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.dataset['left'] = 'yes';
  });
  await act();
  await page.waitForFunction(() => document.readyState === 'complete' && document.documentElement.dataset['left'] === undefined);
}

/** Waits until the page has put the focus where the typing begins. */
async function waitsAt(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector);
}

/** Presses Tab until the focus is there; a control that the keyboard cannot reach fails. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

/** Chooses an option with the arrow key. */
async function choose(page: Page, selector: string, option: string): Promise<void> {
  await tabTo(page, selector);
  const chosen = (): Promise<string> =>
    page.$eval(selector, (select) => (select as HTMLSelectElement).selectedOptions[0]?.textContent ?? '');
  for (let steps = 0; steps < 20 && !(await chosen()).includes(option); steps += 1) await page.keyboard.press('ArrowDown');
  expect(await chosen()).to.include(option);
}
