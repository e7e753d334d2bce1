import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { shownCode } from '../../models/rules/grant-code.js';
import { openTestClub, type TestClub } from '../support/app.js';
import { buildBenefit, buildGrant, makeMember } from '../support/benefits.js';
import { listen, openBrowser, watchedPage, type Watched } from '../support/browser.js';
import { buildPatient, buildStaff, PASSWORD } from '../support/builders.js';
import { axeFindings, latinDigits, sidewaysScroll } from '../support/page-checks.js';

describe('one benefit at two desks', function () {
  this.timeout(120_000);
  let club: TestClub;
  let browser: Browser;
  let door: Awaited<ReturnType<typeof listen>>;
  let memberNumber: number;
  let memberId: number;
  let benefitId: number;
  before(async () => {
    [club, browser] = await Promise.all([openTestClub(), openBrowser()]);
    door = await listen(club.app);
    await buildStaff(club.db, club.clinic, { username: 'second-desk', displayName: 'زهرا نوری' });
    const member = await buildPatient(club.db, club.clinic, { firstName: 'نگار', lastName: 'رستمی' });
    [memberId, memberNumber] = [member.id, member.memberNumber];
    await makeMember(club.db, club.clinic, memberId);
    benefitId = (await buildBenefit(club.db, club.clinic, { name: 'ماسک صورت' })).id;
  });
  after(async () => {
    await browser.close();
    await door.close();
    await club.close();
  });

  const deskOf = async (username: string, options = {}): Promise<Watched> => {
    const desk = await watchedPage(browser, options);
    await desk.page.goto(`${door.base}/sign-in`);
    await desk.page.fill('[name=username]', username);
    await desk.page.fill('[name=password]', PASSWORD);
    await desk.page.press('[name=password]', 'Enter');
    await desk.page.waitForURL((url) => url.pathname !== '/sign-in');
    return desk;
  };

  it('is handed over by one of them; the other sees when and by whom', async () => {
    const { code } = await buildGrant(club.db, club.clinic, { benefitId, patientId: memberId });
    const [one, other] = [await deskOf(`receptionist-of-${club.clinic.slug}`), await deskOf('second-desk')];
    for (const { page } of [one, other]) await page.goto(`${door.base}/redeem?q=${shownCode(code)}`);
    await Promise.all([one, other].map(({ page }) => Promise.all([page.waitForLoadState(), page.click('form[action$="/use"] button')])));
    await Promise.all([one, other].map(({ page }) => page.waitForSelector('.flash, #error-summary')));
    const texts = await Promise.all([one, other].map(({ page }) => page.textContent('main, body')));
    expect(texts.filter((text) => text?.includes('برای نگار رستمی ثبت شد'))).to.have.length(1);
    expect(texts.filter((text) => text?.includes('استفاده شده است (') && /مینا رضایی|زهرا نوری/.test(text))).to.have.length(1);
    for (const { page, complaints } of [one, other]) {
      await page.setViewportSize({ width: 360, height: 700 });
      expect(await axeFindings(page)).to.deep.equal([]);
      expect(await sidewaysScroll(page)).to.be.at.most(0);
      expect(complaints()).to.deep.equal([]);
    }
  });

  it('needs a keyboard and no script: the number, Enter, Enter', async () => {
    await buildGrant(club.db, club.clinic, { benefitId, patientId: memberId });
    const { page, complaints } = await deskOf(`receptionist-of-${club.clinic.slug}`, { javaScriptEnabled: false });
    await page.goto(`${door.base}/redeem`);
    await page.keyboard.type(String(memberNumber));
    await page.keyboard.press('Enter');
    await page.waitForSelector('form[action$="/use"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.flash');
    expect(await page.textContent('.flash')).to.contain('ماسک صورت');
    expect(complaints()).to.deep.equal([]);
  });

  it('speaks Persian with Persian digits', async () => {
    const { page } = await deskOf(`receptionist-of-${club.clinic.slug}`);
    await page.goto(`${door.base}/redeem?q=${String(memberNumber)}`);
    expect(await latinDigits(page)).to.deep.equal([]);
  });
});
