import { expect } from 'chai';
import { PASSWORD } from '../../support/builders.js';
import { openTestClub, type TestClub } from '../../support/app.js';

describe('signing in', () => {
  let club: TestClub;
  before(async () => {
    club = await openTestClub();
  });
  after(() => club.close());

  it('asks a stranger to sign in and remembers where they wanted to go', async () => {
    const answer = await club.signedOut().get('/staff?x=1');
    expect(answer.status).to.equal(303);
    expect(answer.headers['location']).to.equal('/sign-in?next=%2Fstaff%3Fx%3D1');
  });

  it('goes back only to our own pages', async () => {
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/%0d%0aX: y', '']) {
      const page = await club.signedOut().get(`/sign-in?next=${encodeURIComponent(next)}`);
      const kept = /name="next" value="([^"]*)"/.exec(page.text)?.[1];
      expect(kept, next).to.match(/^\/(?![/\\])/);
    }
  });

  it('says the same for a wrong password and an unknown name', async () => {
    const visitor = club.signedOut();
    const wrong = await visitor.post('/sign-in', { username: `manager-of-${club.clinic.slug}`, password: 'not this one' });
    const unknown = await visitor.post('/sign-in', { username: 'nobody', password: 'not this one' });
    expect([wrong.status, unknown.status]).to.deep.equal([422, 422]);
    const sentence = 'نام کاربری یا رمز عبور درست نیست.';
    expect(wrong.text).to.contain(sentence);
    expect(unknown.text).to.contain(sentence);
    expect(wrong.text).to.contain(`manager-of-${club.clinic.slug}`).and.not.contain('not this one');
  });

  it('refuses a form without its token, and one from another site', async () => {
    const visitor = club.signedOut();
    const bare = await visitor.agent.post('/sign-in').type('form').send({ username: 'x', password: 'y' });
    expect(bare.status).to.equal(403);
    const foreign = await visitor.agent.post('/sign-in').set('Sec-Fetch-Site', 'cross-site').type('form').send({});
    expect(foreign.status).to.equal(403);
    const origin = await visitor.agent.post('/sign-in').set('Origin', 'https://evil.example').type('form').send({});
    expect(origin.status).to.equal(403);
  });

  it('takes the forms of two pages that were opened at once after signing in', async () => {
    const visitor = await club.as('manager');
    const pages = await Promise.all(['/account', '/staff/new', '/catalogue'].map((path) => visitor.get(path)));
    const tokens = pages.map(({ text }) => /name="_csrf" value="([^"]+)"/.exec(text)?.[1]);
    expect(new Set(tokens).size).to.equal(1);
    expect(tokens[0]).to.have.length.greaterThan(20);
  });

  it('gives a new session at sign-in and ends it at sign-out', async () => {
    const visitor = club.signedOut();
    const before = (await visitor.get('/sign-in')).headers['set-cookie'] as unknown as string[];
    const done = await visitor.post('/sign-in', { username: `manager-of-${club.clinic.slug}`, password: PASSWORD, next: '/staff' });
    expect(done.headers['location']).to.equal('/staff');
    const after = done.headers['set-cookie'] as unknown as string[];
    expect(after[0]).to.contain('HttpOnly').and.contain('SameSite=Lax');
    expect(after[0]?.split(';')[0]).to.not.equal(before[0]?.split(';')[0]);
    const page = await visitor.get('/staff');
    expect(page.status).to.equal(200);
    expect(page.headers['cache-control']).to.equal('no-store');
    await visitor.post('/sign-out', {}, '/account');
    expect((await visitor.get('/staff')).status).to.equal(303);
  });

  it('slows one account down after five wrong tries, and lets the right password in after the wait', async () => {
    const visitor = club.signedOut();
    const username = `operator-of-${club.clinic.slug}`;
    for (let tried = 0; tried < 6; tried += 1) await visitor.post('/sign-in', { username, password: 'wrong guess' });
    const slowed = await visitor.post('/sign-in', { username, password: PASSWORD });
    expect(slowed.status).to.equal(429);
    const seconds = Number(slowed.headers['retry-after']);
    expect(seconds).to.be.within(1, 4);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 50));
    const done = await visitor.post('/sign-in', { username, password: PASSWORD });
    expect(done.status).to.equal(303);
  });

  it('ends a session that was idle for its time, whatever cookie still comes', async () => {
    const visitor = await club.as('manager');
    expect((await visitor.get('/staff')).status).to.equal(200);
    await club.db.execute('UPDATE sessions SET expires = :past', { past: new Date(Date.now() - 1000) });
    expect((await visitor.get('/staff')).status).to.equal(303);
  });

  it('ends a session after eight hours, however busy', async () => {
    const visitor = await club.as('manager');
    club.setNow(new Date(club.clock().getTime() + 8 * 3_600_000 + 1));
    expect((await visitor.get('/staff')).status).to.equal(303);
    club.setNow(new Date('2026-11-22T06:30:00Z'));
  });

  it('keeps what was typed when the session ended', async () => {
    const visitor = await club.as('manager');
    const page = await visitor.get('/staff/new');
    await visitor.post('/sign-out', {}, '/account');
    expect(page.status).to.equal(200);
    const lost = await visitor.agent
      .post('/staff')
      .type('form')
      .send({ displayName: 'نام بلند', username: 'kept-one', role: 'operator', password: 'secret words' });
    expect(lost.headers['location']).to.contain('/sign-in');
    const back = await visitor.post('/sign-in', { username: `manager-of-${club.clinic.slug}`, password: PASSWORD, next: '/sign-in/kept' });
    expect(back.headers['location']).to.equal('/sign-in/kept');
    const kept = await visitor.get('/sign-in/kept');
    expect(kept.text).to.contain('نام بلند').and.contain('action="/staff"').and.not.contain('secret words');
  });

  it('carries the strict headers on every answer, errors too', async () => {
    for (const path of ['/sign-in', '/nowhere', '/healthz']) {
      const answer = await club.signedOut().get(path);
      const csp = answer.headers['content-security-policy'] ?? '';
      expect(csp).to.contain("default-src 'none'").and.contain("frame-ancestors 'none'").and.not.contain('unsafe');
      expect(answer.headers['x-content-type-options']).to.equal('nosniff');
      expect(answer.headers['x-powered-by']).to.equal(undefined);
    }
  });
});
