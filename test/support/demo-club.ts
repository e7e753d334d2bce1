import type { Page } from 'playwright-core';
import { demoPassword } from '../../server/demo/sign-ins.js';
import { tellStory } from '../../server/demo/tell-story.js';
import { refreshAnalytics } from '../../server/actions/refresh-analytics.js';
import { openTestClub, type Role, type TestClub } from './app.js';
import { NOW } from './builders.js';
import { TEST_SECRET } from './database.js';

/** The evening of the tests' day, when the desk has seen everybody who came. */
export const EVENING = new Date(NOW.getTime() + 9 * 3_600_000);

/** A club with a small demo clinic in it: a year of visits, two weeks of appointments, messages and answers. */
export async function openDemoClub(): Promise<TestClub> {
  const club = await openTestClub();
  club.setNow(EVENING);
  const size = { people: 140, visits: 1_000, years: 1, closeDays: 14 };
  await tellStory({ db: club.db, gateway: club.gateway, secret: TEST_SECRET, baseUrl: 'http://127.0.0.1', now: EVENING, size });
  await refreshAnalytics({ db: club.db, mirror: club.mirror, asOf: EVENING });
  return club;
}

/** Signs a demo role in, through the page as a person would. */
export async function signIn(page: Page, base: string, role: Role): Promise<void> {
  await page.goto(`${base}/sign-in`);
  await page.fill('[name=username]', role);
  await page.fill('[name=password]', demoPassword(TEST_SECRET, role));
  await page.press('[name=password]', 'Enter');
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}
