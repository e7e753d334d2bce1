import { expect } from 'chai';
import jsQR from 'jsqr';
import type { Browser, Page } from 'playwright-core';
import type { TestClub } from '../support/app.js';
import { listen, openBrowser, watchedPage } from '../support/browser.js';
import { openDemoClub } from '../support/demo-club.js';
import { axeFindings, latinDigits, markupFaults, sidewaysScroll } from '../support/page-checks.js';
import { ownPageLink } from './addresses.js';

const read = jsQR as unknown as (typeof jsQR)['default'];
const POINTS_OF_MM = 72 / 25.4;

describe('the patient’s page on a phone', function () {
  this.timeout(120_000);
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

  const openPhone = async (options: Parameters<typeof watchedPage>[1] = {}) => {
    const watched = await watchedPage(browser, { viewport: { width: 360, height: 740 }, ...options });
    await watched.page.goto(desk.base + (await ownPageLink(club)));
    return watched;
  };
  const press = (page: Page, action: string): Promise<void> => page.click(`main form[action="${action}"] button[type=submit]`);

  for (const javaScriptEnabled of [true, false])
    it(`is walked from end to end ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
      const { page, complaints } = await openPhone({ javaScriptEnabled });
      expect(new URL(page.url()).pathname, 'the token has left the address').to.equal('/m/me');
      expect(await page.locator('.mcard .qr').count()).to.equal(1);

      await page.click('a[href="/m/me/appointments"]');
      const cancel = page.locator('main form[action$="/cancellation"] button').first();
      await cancel.click();
      expect(await page.textContent('.flash')).to.include('نوبت لغو شد');
      await page.click('.flash button');
      await page.waitForSelector('.flash:has-text("بازگردانده")');

      await page.click('main a[href="/m/me"]');
      await page.click('a[href="/m/me/consents"]');
      const isGiven = (await page.locator('form[action="/m/me/consents/promotion/withdrawal"]').count()) > 0;
      await press(page, `/m/me/consents/promotion${isGiven ? '/withdrawal' : ''}`);
      expect(await page.textContent('.flash')).to.include('ثبت شد');

      await page.goto(`${desk.base}/m/me/correction`);
      await press(page, '/m/me/corrections');
      await page.waitForSelector('#error-summary');
      expect(await page.title()).to.match(/^خطا:/);
      expect(await axeFindingsWith(page, javaScriptEnabled)).to.deep.equal([]);
      await page.fill('[name=text]', 'نام من درست نیست');
      await press(page, '/m/me/corrections');
      expect(await page.textContent('.flash')).to.include('به پذیرش رسید');
      const [file] = await Promise.all([page.waitForEvent('download'), page.click('a[href="/m/me/data.json"]')]);
      expect(file.suggestedFilename()).to.match(/^hamdam-\d+\.json$/);

      await page.goto(`${desk.base}/m/me/leaving`);
      await press(page, '/m/me/departure');
      await page.waitForSelector('form[action="/m/me/return"]');
      expect(await page.textContent('main')).to.include('از باشگاه رفته‌اید');
      expect(await axeFindingsWith(page, javaScriptEnabled)).to.deep.equal([]);
      await press(page, '/m/me/return');
      await page.waitForSelector('.mcard');
      expect(await page.locator('.mcard').count()).to.equal(1);

      await press(page, '/m/me/sign-out');
      await page.waitForURL(/\/m\/demo$/);
      expect(new URL(page.url()).pathname).to.equal('/m/demo');
      await page.goBack();
      await page.goto(`${desk.base}/m/me`);
      expect(new URL(page.url()).pathname).to.equal('/m');
      expect(complaints()).to.deep.equal([]);
    });

  it('is entered by mobile and code, and a family chooses', async () => {
    const { page, complaints } = await watchedPage(browser, { viewport: { width: 360, height: 740 } });
    const [family] = await club.db.select<{ mobile: string }>(
      `SELECT mobile FROM patients WHERE clinic_id = (SELECT MAX(id) FROM clinics) AND deleted_at IS NULL AND mobile IS NOT NULL
       GROUP BY mobile HAVING COUNT(*) > 1 ORDER BY mobile LIMIT 1`,
    );
    await page.goto(`${desk.base}/m/demo`);
    await expectSound(page);
    await page.fill('[name=mobile]', 'x');
    await page.click('main button[type=submit]');
    await page.waitForSelector('#error-summary:focus');
    await expectSound(page);
    await page.fill('[name=mobile]', family!.mobile);
    await page.click('main button[type=submit]');
    await page.waitForURL(/\/m\/demo\/code$/);
    await expectSound(page);
    const [row] = await club.db.select<{ cipher: string }>(
      `SELECT link_cipher AS cipher FROM messages WHERE clinic_id > 0 AND programme = 'member-code' ORDER BY id DESC LIMIT 1`,
    );
    await page.fill('[name=code]', club.db.vault.open(row!.cipher));
    await page.click('main button[type=submit]');
    await page.waitForURL(/\/m\/demo\/who$/);
    await expectSound(page);
    await page.click('.choice >> nth=1');
    await page.click('main button[type=submit]');
    await page.waitForURL(/\/m\/me$/);
    await expectSound(page);
    expect(complaints()).to.deep.equal([]);
  });

  it('is closed to a link that opens nothing, on a sound page', async () => {
    const { page } = await watchedPage(browser, { viewport: { width: 360, height: 740 } });
    for (const path of ['/m', `/m/l/${'a'.repeat(32)}`, '/m/nowhere']) {
      await page.goto(desk.base + path);
      await expectSound(page);
    }
  });

  it('shows a code that a scanner reads off the screen, in light and dark', async () => {
    const { page } = await openPhone();
    const number = (await page.textContent('.mcard .no'))!.replace(/\D/g, (letter) => {
      const digit = '۰۱۲۳۴۵۶۷۸۹'.indexOf(letter);
      return digit < 0 ? '' : String(digit);
    });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await scanned(page), colorScheme).to.equal(number);
    }
  });

  it('prints the card in the size of a bank card, and on A4', async () => {
    const { page } = await openPhone();
    for (const [paper, width, height] of [
      ['card', 85.6, 53.98],
      ['a4', 210, 297],
    ] as const) {
      await page.goto(`${desk.base}/m/me/card?paper=${paper}`);
      const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
      const sizes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, w, h]) => [Number(w), Number(h)]);
      expect(sizes, `${paper}: one sheet`).to.have.length(1);
      expect(sizes[0]![0]).to.be.closeTo(width * POINTS_OF_MM, 1);
      expect(sizes[0]![1]).to.be.closeTo(height * POINTS_OF_MM, 1);
    }
  });

  it('says in both languages that there is no line, and has kept nothing of the patient', async () => {
    const line = await listen(club.app);
    const { page } = await watchedPage(browser, { viewport: { width: 360, height: 740 } });
    await page.goto(line.base + (await ownPageLink(club)));
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return keys.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept.filter((path) => !path.startsWith('/build/'))).to.deep.equal(['/m/offline', '/m/offline']);
    await page.goto(`${line.base}/m/me`);
    await line.close();
    for (const path of ['/m/me', '/m/me/data', '/m/me/card']) {
      await page.goto(line.base + path);
      const shown = (await page.textContent('body')) ?? '';
      expect(shown).to.include('اینترنت در دسترس نیست').and.include('You are offline');
      expect(await page.locator('.mcard').count()).to.equal(0);
    }
    await expectSound(page);
  });
});

/** What the code on the card says to a scanner that looks at the screen. */
async function scanned(page: Page): Promise<string | undefined> {
  const picture = (await page.locator('.mcard .qr').screenshot()).toString('base64');
  const { width, height, data } = await page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext('2d')!;
    pen.drawImage(image, 0, 0);
    const pixels = pen.getImageData(0, 0, image.width, image.height);
    return { width: pixels.width, height: pixels.height, data: [...pixels.data] };
  }, picture);
  return read(Uint8ClampedArray.from(data), width, height)?.data;
}

/** Axe needs a script of its own; where scripts are off only the markup is looked at. */
async function axeFindingsWith(page: Page, withScripts: boolean): Promise<string[]> {
  return withScripts ? axeFindings(page) : markupFaults(await page.content());
}

async function expectSound(page: Page): Promise<void> {
  expect(await axeFindings(page), `axe at ${page.url()}`).to.deep.equal([]);
  expect(await sidewaysScroll(page), `sideways at ${page.url()}`).to.be.at.most(0);
  if ((await page.getAttribute('html', 'lang')) === 'fa') expect(await latinDigits(page), page.url()).to.deep.equal([]);
}
