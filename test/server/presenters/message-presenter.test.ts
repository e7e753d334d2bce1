import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { MESSAGE_STATES } from '../../../models/rules/message-states.js';
import { ON_SHELF, SHELVES } from '../../../models/rules/message-shelves.js';
import { hasText, LANGUAGES, localeOf } from '../../../server/locale.js';
import { reasonWords } from '../../../server/presenters/message-presenter.js';
import { RETURN_CODES } from '../../../server/sms/kavenegar-codes.js';
import { ROOT } from '../../../server/root.js';

/** Every reason that the sender, the gateway and the actions write down, as they stand in the sources. */
function writtenReasons(): string[] {
  const files = ['server/sms', 'server/actions', 'models'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) =>
        /^(kavenegar|simulator|settle|store|send|poll|decide|outbox|change-appointment|arrival|delete-visit).*\.ts$/.test(file),
      )
      .map((file) => join(ROOT, folder, file)),
  );
  const found = files.flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/reason(?: =|:) '([a-z]+-[a-z-]+)'|silence\('([a-z-]+)'\)/g),
  ]);
  return [...found.map(([, written, silent]) => written ?? silent ?? ''), ...Object.values(RETURN_CODES).map(({ reason }) => reason)];
}

describe('the words of messages', () => {
  it('explain every reason that can be written down', () => {
    const silences = [
      'provider-silent',
      'provider-cut',
      'provider-unreadable',
      'provider-failed',
      'no-mobile',
      'no-consent',
      'patient-deleted',
    ];
    const reasons = new Set([...writtenReasons(), ...silences].filter((reason) => reason !== 'ok'));
    expect(reasons.size).to.be.greaterThan(30);
    for (const lang of LANGUAGES) {
      for (const reason of reasons) {
        expect(reasonWords(reason, localeOf(lang)), `${lang} ${reason}`).not.to.equal(localeOf(lang).t('messages:reasons.other'));
      }
    }
    expect(reasonWords('from-the-future', localeOf('fa'))).to.equal('دلیل دیگری دارد.');
  });

  it('name every state and every shelf, and put every state on one shelf', () => {
    for (const state of MESSAGE_STATES) expect(hasText(`messages:state.${state}`), state).to.equal(true);
    for (const shelf of SHELVES) expect(hasText(`messages:shelf.${shelf}`), shelf).to.equal(true);
    expect(SHELVES.flatMap((shelf) => ON_SHELF[shelf]).sort()).to.deep.equal([...MESSAGE_STATES].sort());
  });
});
