import { expect } from 'chai';
import supertest from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { ROLES } from '../../models/staff-member.js';
import { demoPassword } from '../../server/demo/sign-ins.js';
import type { TestClub } from '../support/app.js';
import { TEST_SECRET } from '../support/database.js';
import { openDemoClub } from '../support/demo-club.js';

/** What a page must never print: a torn template, a missing value, a key without words. */
const TORN = /<%|%>|%=|\[object|>\s*undefined|\bNaN\b|>[a-z-]+:[a-z-]+\.[\w.-]+</;
/** So many pages of one kind are looked at: patients differ in what there is to show. */
const OF_A_KIND = 12;
const ENOUGH = 600;

describe('every link', function () {
  this.timeout(240_000);
  let club: TestClub;
  before(async () => {
    club = await openDemoClub();
  });
  after(() => club.close());

  for (const role of ROLES) {
    it(`leads a ${role} somewhere, and every form to a route`, async () => {
      const agent = await signedIn(club, role);
      const routes = club.site.lines.filter(({ method }) => method === 'post').map(({ path }) => patternOf(path));
      const faults: string[] = [];
      const seen = new Set<string>();
      const kinds = new Map<string, number>();
      const waiting = [{ address: '/', from: 'the start' }];
      for (let next = waiting.shift(); next !== undefined && seen.size < ENOUGH; next = waiting.shift()) {
        const { address, from } = next;
        const ofKind = kinds.get(kindOf(address)) ?? 0;
        if (seen.has(address) || ofKind >= (address.includes('?') ? 1 : OF_A_KIND)) continue;
        seen.add(address);
        kinds.set(kindOf(address), ofKind + 1);
        const answer = await agent.get(address);
        if (![200, 303].includes(answer.status)) faults.push(`${from} leads to ${address}: ${String(answer.status)}`);
        if (answer.status === 303) waiting.push({ address: String(answer.headers['location']), from: address });
        if (!answer.type.includes('html')) continue;
        const torn = TORN.exec(answer.text);
        if (torn) faults.push(`${address} prints ${torn[0]}`);
        for (const href of matches(answer.text, /\shref="(\/[^"#]*)/g)) waiting.push({ address: href, from: address });
        for (const [form, action] of forms(answer.text))
          if (/method="post"/i.test(form) && !routes.some((route) => route.test(action))) faults.push(`${address} has a form to ${action}`);
      }
      expect(faults).to.deep.equal([]);
      expect(seen.size, 'pages seen').to.be.greaterThan(20);
    });
  }
});

async function signedIn(club: TestClub, role: (typeof ROLES)[number]): Promise<TestAgent> {
  const agent = supertest.agent(club.app);
  const page = await agent.get('/sign-in');
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const answer = await agent
    .post('/sign-in')
    .type('form')
    .send({ _csrf: csrf, username: role, password: demoPassword(TEST_SECRET, role) });
  expect(answer.status).to.equal(303);
  return agent;
}

const plain = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&#34;', '"').replaceAll('&#39;', "'");
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((found) => plain(found[1] ?? ''));
const forms = (text: string): [form: string, action: string][] =>
  [...text.matchAll(/<form\b[^>]*action="(\/[^"?#]*)[^>]*>/g)].map((found) => [found[0], plain(found[1] ?? '')]);

/** Pages of one kind differ only in ids and in the values of a query. */
function kindOf(address: string): string {
  const { pathname, searchParams } = new URL(address, 'http://desk');
  return `${pathname.replace(/\d+/g, '0')}?${[...searchParams.keys()].sort().join('&')}`;
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`);
