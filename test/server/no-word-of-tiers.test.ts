import { expect } from 'chai';
import type { Clinic } from '../../models/clinic.js';
import { ROLES } from '../../models/staff-member.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { loyaltyVersions } from '../../models/loyalty-book.js';
import { lastChoice, type ClubKind } from '../../models/rules/loyalty.js';
import { chooseClub, takeBackClub } from '../../server/actions/choose-club.js';
import { refreshAnalytics } from '../../server/actions/refresh-analytics.js';
import { demoPassword } from '../../server/demo/sign-ins.js';
import { tokenIn, type Role, type TestClub, type Visitor } from '../support/app.js';
import { SYSTEM } from '../support/builders.js';
import { TEST_SECRET } from '../support/database.js';
import { EVENING, openDemoClub } from '../support/demo-club.js';
import { ownPhone } from '../support/own-page.js';
import { NOT_PAGES, sampleOf } from '../browser/addresses.js';

/** Whole words in Persian: no letter of the word before or behind. */
const persian = (words: string): RegExp => new RegExp(`(?<![\\p{L}\\u200c])(?:${words})(?!\\p{L})[^<>"]{0,30}`, 'gu');
const TIER_WORDS = [
  persian('پایه|نقره\\u200c?ای|طلایی|پلاتین\\p{L}*|سطح'),
  /\b(?:tiers?|basic|silver|gold(?:en)?|platinum)\b[^<>"]{0,30}/gi,
];
const VIP_WORDS = [persian('اعضای ویژه|عضو ویژه|عضویت ویژه'), /\bvips?\b[^<>"]{0,30}/gi];
const PROGRAMME_WORDS = [persian('امتیاز\\p{L}*|مزیت\\p{L}*'), /\b(?:points?|benefits?|rewards?)\b[^<>"]{0,30}/gi];
/** Words that mean something else. */
const OTHER_MEANINGS = /percentage points?|service level/gi;

/** Files and fragments that are not pages; their addresses with something in them. */
const FILES: readonly string[] = [
  '/patients.csv',
  '/audit.csv',
  '/patients/search?q=a',
  '/analytics/overview?format=csv',
  '/analytics/overview?table=messages&format=csv',
  '/analytics/demographics?by=sex&format=csv',
  '/analytics/seasons?format=csv',
  '/analytics/hours?format=csv',
];

type Reader = Role | 'patient';
const READERS: readonly Reader[] = [...ROLES, 'patient'];

describe('a club without tiers', function () {
  this.timeout(300_000);

  let club: TestClub;
  let clinic: Clinic;
  const visitors = new Map<Reader, Visitor>();
  before(async () => {
    club = await openDemoClub();
    clinic = (await club.db.records.Clinic.findOne({ where: { isDemo: true } }))!;
    for (const role of ROLES) visitors.set(role, await demoVisitor(club, role));
    visitors.set('patient', await patientVisitor(club, clinic));
  });
  after(() => club.close());

  const clubs: [string, ClubKind, boolean, RegExp[]][] = [
    ['single', 'single', true, [...TIER_WORDS, ...VIP_WORDS]],
    ['of which the programme is off', 'tiered', false, [...TIER_WORDS, ...PROGRAMME_WORDS, ...VIP_WORDS]],
  ];
  it('would be seen in a club that has them: the words are there to be found', async () => {
    const found = (await scan(club, visitors.get('manager')!, () => [...TIER_WORDS, ...VIP_WORDS, ...PROGRAMME_WORDS])).found.join('\n');
    for (const word of ['سطح', 'طلایی', 'gold', 'tier', 'عضو ویژه', 'VIP']) expect(found).to.contain(word);
  });

  for (const [what, kind, isOn, words] of clubs) {
    describe(what, () => {
      let id: number;
      const by = () => ({ db: club.db, clinic, actor: SYSTEM, asOf: EVENING });
      before(async () => {
        const chosen = await chooseClub({ ...by(), form: { kind, isOn, effectiveOn: tehranDay(EVENING) } });
        expect(chosen).to.include({ ok: true, isNew: true });
        id = lastChoice(await loyaltyVersions(club.db, clinic.id))!.id;
        await refreshAnalytics({ db: club.db, mirror: club.mirror, asOf: EVENING });
      });
      after(() => takeBackClub({ ...by(), id }));

      for (const role of READERS) {
        it(`shows no word of it to the ${role} on any page, in any link or file`, async () => {
          // Where the kind is chosen the kinds have to be named.
          const { found, seen } = await scan(club, visitors.get(role)!, (address) =>
            address === '/club' ? words.filter((word) => !VIP_WORDS.includes(word)) : words,
          );
          expect(seen).to.be.greaterThan(role === 'patient' ? 12 : 20);
          expect(found).to.deep.equal([]);
        });
      }

      it('lets nobody rise, and writes no word of it in a message, while the night goes on', async () => {
        const rises = `SELECT COUNT(*) AS n FROM club_events WHERE clinic_id = :c AND kind = 'tier.changed'`;
        const before = await club.db.select(rises, { c: clinic.id });
        const morning = new Date(EVENING.getTime() + 12 * 3_600_000);
        for (const job of ['review-tiers', 'grant-benefits', 'remind-upcoming', 'ask-after-visit'])
          expect(await club.nightShift.runNow(job, morning), job).to.include({ ok: true });
        expect(await club.db.select(rises, { c: clinic.id })).to.deep.equal(before);
        const texts = await club.db.select<{ text: string }>('SELECT text FROM messages WHERE clinic_id = :c AND queued_at >= :morning', {
          c: clinic.id,
          morning,
        });
        expect(texts.flatMap(({ text }) => wordsIn(text, words))).to.deep.equal([]);
      });
    });
  }
});

async function scan(
  club: TestClub,
  visitor: Visitor,
  wordsFor: (address: string) => readonly RegExp[],
): Promise<{ found: string[]; seen: number }> {
  const found: string[] = [];
  let seen = 0;
  for (const address of await addressesOf(club)) {
    for (const lang of ['fa', 'en']) {
      const answer = await visitor.get(`${address}${address.includes('?') ? '&' : '?'}lang=${lang}`).redirects(0);
      expect(answer.status, address).to.be.oneOf([200, 202, 303, 403, 404]);
      if (answer.status !== 200) continue;
      seen += 1;
      found.push(...wordsIn(answer.text, wordsFor(address)).map((word) => `${lang} ${address}: ${word}`));
    }
  }
  return { found, seen };
}

async function addressesOf(club: TestClub): Promise<string[]> {
  const patterns = club.site.lines.filter(({ method, path }) => method === 'get' && !NOT_PAGES.includes(path)).map(({ path }) => path);
  const addresses: string[] = [];
  // Where the demo has nothing to show, the page of a number that is not there.
  for (const path of patterns) addresses.push(await sampleOf(path, club).catch(() => path.replace(/:\w+/g, '1')));
  return [...addresses, ...FILES, '/jobs/send-messages', '/patients?status=member', '/surveys', '/audit'];
}

/** What is printed of a page: without the names of its own files and of its pictures, which nobody reads. */
function wordsIn(text: string, words: readonly RegExp[]): string[] {
  const read = text
    .replace(/\/build\/[^"']*/g, '')
    .replace(/name="_csrf" value="[^"]*"/g, '')
    .replace(OTHER_MEANINGS, '');
  return words.flatMap((word) =>
    [...read.matchAll(word)].map(({ 0: hit, index }) => `${read.slice(Math.max(0, index - 30), index)}${hit}`.replace(/\s+/g, ' ')),
  );
}

async function demoVisitor(club: TestClub, role: Role): Promise<Visitor> {
  const visitor = club.signedOut();
  const page = await visitor.get('/sign-in');
  const form = { _csrf: tokenIn(page.text), username: role, password: demoPassword(TEST_SECRET, role) };
  const answer = await visitor.agent.post('/sign-in').type('form').send(form);
  expect(answer.status).to.equal(303);
  return visitor;
}

/** The patient who has come most often, behind the link to their own page. */
async function patientVisitor(club: TestClub, clinic: Clinic): Promise<Visitor> {
  const [often] = await club.db.select<{ patientId: number }>(
    `SELECT id AS "patientId" FROM patients WHERE clinic_id = :clinicId AND deleted_at IS NULL ORDER BY visit_count DESC, id LIMIT 1`,
    { clinicId: clinic.id },
  );
  return ownPhone(club, often!.patientId, clinic);
}
