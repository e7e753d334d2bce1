import { expect } from 'chai';
import { ROLES } from '../../models/staff-member.js';
import { can, POLICIES } from '../../server/policies/index.js';
import { openTestClub, type Role, type TestClub, type Visitor } from '../support/app.js';

/**
 * Who may use which route, written out by hand: m manager, r receptionist, p physician, o operator, * anybody, signed in or not,
 * @ a patient behind their own link or code and no staff at all.
 * A route that is missing here fails the test, and so does a line here without a route.
 */
const EXPECTED: Readonly<Record<string, string>> = {
  'get /': 'mrpo',
  'post /language': '*',
  'get /setup/:token': '*',
  'post /setup/:token': '*',
  'get /sign-in': '*',
  'post /sign-in': '*',
  'get /sign-in/kept': '*',
  'post /sign-out': '*',
  'get /analytics/overview': 'mp',
  'get /analytics/demographics': 'mp',
  'get /analytics/seasons': 'mp',
  'get /analytics/hours': 'mp',
  'get /analytics/sources': 'mp',
  'get /patients': 'mrpo',
  'get /patients.csv': 'm',
  'get /patients/search': 'mrpo',
  'get /patients/new': 'mr',
  'post /patients': 'mr',
  'get /patients/:id': 'mrpo',
  'get /patients/:id/edit': 'mr',
  'post /patients/:id': 'mr',
  'post /patients/:id/deletion': 'mr',
  'post /patients/:id/restoration': 'mr',
  'post /patients/:id/consents/:purpose': 'mro',
  'post /patients/:id/consents/:purpose/withdrawal': 'mro',
  'get /visits/new': 'mr',
  'post /patients/:id/visits': 'mr',
  'get /visits/:id': 'mrp',
  'post /visits/:id': 'mr',
  'post /visits/:id/deletion': 'mr',
  'post /visits/:id/restoration': 'mr',
  'get /illnesses': 'mr',
  'get /appointments': 'mrpo',
  'get /appointments/new': 'mro',
  'post /appointments': 'mro',
  'get /appointments/:id': 'mrpo',
  'post /appointments/:id': 'mro',
  'post /appointments/:id/confirmation': 'mro',
  'post /appointments/:id/absence': 'mr',
  'post /appointments/:id/cancellation': 'mro',
  'post /appointments/:id/restoration': 'mro',
  'post /appointments/:id/arrival': 'mr',
  'get /catalogue': 'm',
  'post /catalogue/:list': 'm',
  'post /catalogue/:list/:id': 'm',
  'post /catalogue/:list/:id/archive': 'm',
  'post /catalogue/:list/:id/restoration': 'm',
  'get /benefits': 'mrpo',
  'get /benefits/new': 'm',
  'get /benefits/report': 'm',
  'get /benefits/win-win': 'm',
  'post /benefits': 'm',
  'get /benefits/:id': 'm',
  'post /benefits/:id': 'm',
  'post /benefits/:id/archive': 'm',
  'post /benefits/:id/restoration': 'm',
  'get /discounts': 'mr',
  'get /discounts/new': 'm',
  'get /discounts/preview': 'mr',
  'post /discounts': 'm',
  'post /discounts/:id/archive': 'm',
  'post /discounts/:id/restoration': 'm',
  'post /patients/:id/price': 'mr',
  'get /redeem': 'mr',
  'post /grants/:id/use': 'mr',
  'post /patients/:id/grants': 'mr',
  'get /grants/:id': 'mrpo',
  'post /grants/:id/choice': 'mr',
  'post /grants/:id/reversal': 'mr',
  'get /s/thanks': '*',
  'get /s/:token': '*',
  'post /s/:token': '*',
  'get /surveys': 'mp',
  'get /staff': 'm',
  'get /staff/new': 'm',
  'post /staff': 'm',
  'get /staff/:id': 'm',
  'post /staff/:id': 'm',
  'get /account': 'mrpo',
  'post /account/password': 'mrpo',
  'get /jobs': 'm',
  'get /jobs/:name': 'm',
  'post /jobs/:name/runs': 'm',
  'get /tiers': 'mrpo',
  'get /tiers/changes': 'mrpo',
  'get /tiers/rules/new': 'm',
  'post /tiers/rules/previews': 'm',
  'post /tiers/rules': 'm',
  'post /tiers/rules/:id/withdrawal': 'm',
  'get /tiers/endings/new': 'm',
  'get /tiers/guide': 'm',
  'post /tiers/endings/previews': 'm',
  'post /tiers/endings': 'm',
  'get /tiers/movers': 'm',
  'get /tiers/changes/sheet': 'm',
  'get /patients/:id/tier': 'mrpo',
  'post /patients/:id/standing-credits': 'm',
  'post /patients/:id/standing-credits/:creditId/revocation': 'm',
  'get /audit': 'm',
  'get /audit.csv': 'm',
  'get /club': 'm',
  'post /club/previews': 'm',
  'post /club': 'm',
  'post /club/choices/:id/reversal': 'm',
  'get /duplicates': 'm',
  'post /duplicates/separations': 'm',
  'get /merges/new': 'm',
  'post /merges': 'm',
  'post /merges/:id/reversal': 'm',
  'get /r/:code': '*',
  'get /referrals': 'm',
  'get /patients/:id/referrals': 'mro',
  'post /patients/:id/referrer': 'm',
  'get /points': 'm',
  'get /points/rules/new': 'm',
  'post /points/rules/previews': 'm',
  'post /points/rules': 'm',
  'get /patients/:id/points': 'mr',
  'post /patients/:id/points': 'm',
  'post /patients/:id/points/:entry/reversal': 'm',
  'get /patients/:id/points/forecast': 'mr',
  'get /vip': 'mr',
  'get /patients/:id/vip-terms/new': 'm',
  'post /patients/:id/vip-terms': 'm',
  'post /patients/:id/vip-terms/:term/end': 'm',
  'get /messages': 'mro',
  'post /messages/tests': 'm',
  'post /messages/pause': 'm',
  'post /messages/resumption': 'm',
  'post /messages/:id/decisions': 'mo',
  'get /simulator': 'mro',
  'get /simulator/:mobile': 'mro',
  'post /simulator/deliveries': 'mro',
  'post /simulator/:mobile/replies': 'mro',
  'get /webhooks/kavenegar/:secret/inbound': '*',
  'post /webhooks/kavenegar/:secret/inbound': '*',
  'get /webhooks/kavenegar/:secret/delivery': '*',
  'post /webhooks/kavenegar/:secret/delivery': '*',
  'get /m': '*',
  'get /m/offline': '*',
  'get /m/worker.js': '*',
  'get /m/l/:token': '*',
  'get /m/:slug': '*',
  'get /m/:slug/manifest.webmanifest': '*',
  'post /m/:slug/codes': '*',
  'get /m/:slug/code': '@',
  'post /m/:slug/code': '@',
  'get /m/:slug/who': '@',
  'post /m/:slug/who': '@',
  'post /m/me/sign-out': '@',
  'get /m/me': '@',
  'get /m/me/card': '@',
  'get /m/me/points': '@',
  'get /m/me/benefits': '@',
  'get /m/me/appointments': '@',
  'post /m/me/appointments/:id/cancellation': '@',
  'post /m/me/appointments/:id/restoration': '@',
  'get /m/me/consents': '@',
  'post /m/me/consents/:purpose': '@',
  'post /m/me/consents/:purpose/withdrawal': '@',
  'get /m/me/data': '@',
  'get /m/me/data.json': '@',
  'get /m/me/correction': '@',
  'post /m/me/corrections': '@',
  'get /m/me/referral': '@',
  'get /m/me/leaving': '@',
  'post /m/me/departure': '@',
  'post /m/me/return': '@',
  'get /requests': 'mro',
  'post /requests/:id/settlement': 'mro',
  'post /patients/:id/member-links': 'mr',
  'post /patients/:id/member-links/revocation': 'mr',
  'post /patients/:id/return': 'mr',
  'get /patients/:id/card': 'mr',
  'get /imports': 'm',
  'get /imports/new': 'm',
  'post /imports': 'm',
  'get /imports/:id': 'm',
  'post /imports/:id/mapping': 'm',
  'post /imports/:id/run': 'm',
  'post /imports/:id/cancellation': 'm',
  'post /imports/:id/reversal': 'm',
  'get /imports/:id/progress': 'm',
  'get /imports/:id/bad-rows.csv': 'm',
};

const LETTERS: Record<Role, string> = { manager: 'm', receptionist: 'r', physician: 'p', operator: 'o' };

describe('who may use which route', function () {
  this.timeout(120_000);
  let club: TestClub;
  before(async () => {
    club = await openTestClub();
  });
  after(() => club.close());

  it('is written down for every route, and for no other', () => {
    const declared = club.site.lines.map((line) => `${line.method} ${line.path}`).sort();
    expect(declared).to.deep.equal(Object.keys(EXPECTED).sort());
  });

  it('agrees with the policies', () => {
    for (const { method, path, guard } of club.site.lines) {
      const letters =
        'open' in guard
          ? '*'
          : 'patient' in guard
            ? '@'
            : ROLES.filter((role) => can({ role }, guard.action, guard.subject)).map((role) => LETTERS[role]);
      const expected = EXPECTED[`${method} ${path}`] ?? '';
      expect([...letters].sort().join(''), `${method} ${path}`).to.equal([...expected].sort().join(''));
    }
  });

  it('denies what no policy names', () => {
    expect(can({ role: 'manager' }, 'fly', 'staff')).to.equal(false);
    expect(can({ role: 'manager' }, 'list', 'nothing')).to.equal(false);
    expect(can(null, 'list', 'staff')).to.equal(false);
    expect(Object.keys(POLICIES)).to.include('staff');
  });

  it('is what the pages do: strangers are asked to sign in, other roles are refused', async () => {
    const visitors = new Map<Role, Visitor>();
    for (const role of ROLES) visitors.set(role, await club.as(role));
    for (const { method, path, guard } of club.site.lines) {
      if ('open' in guard || 'patient' in guard) continue;
      const address = path.replace(/:\w+/g, '999999');
      const stranger = club.signedOut();
      const asked = method === 'get' ? await stranger.get(address) : await stranger.agent.post(address).type('form').send({});
      expect(asked.status, `stranger ${method} ${path}`).to.equal(303);
      expect(asked.headers['location'], `stranger ${method} ${path}`).to.match(/^\/sign-in/);
      for (const role of ROLES) {
        const visitor = visitors.get(role);
        if (!visitor || can({ role }, guard.action, guard.subject)) continue;
        const answer = method === 'get' ? await visitor.get(address) : await visitor.agent.post(address).type('form').send({});
        expect(answer.status, `${role} ${method} ${path}`).to.equal(403);
      }
    }
  });
});
