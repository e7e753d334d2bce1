import { expect } from 'chai';
import fc from 'fast-check';
import jsQR from 'jsqr';
import { loyaltyOn } from '../../../models/rules/loyalty.js';
import { localeOf } from '../../../server/locale.js';
import { cardView, qrPicture, type QrPicture } from '../../../server/presenters/card-presenter.js';

const read = jsQR as unknown as (typeof jsQR)['default'];
const club = (kind: 'single' | 'tiered' | 'vip', isOn = true) =>
  loyaltyOn([{ id: 1, effectiveOn: '2020-01-01', kind, isOn, undoneAt: null }], '2026-11-22');
const SARA = {
  firstName: 'سارا',
  lastName: 'کریمی',
  memberNumber: 100_234,
  status: 'member',
  tier: 'gold',
  memberSinceOn: '2026-03-21',
} as const;

/** The picture as a camera would see it: every module some pixels wide, black on white. */
function photograph({ size, path }: QrPicture, scale = 4): Uint8ClampedArray {
  const width = size * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x = '', y = '', run = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1)
      for (let column = Number(x) * scale; column < (Number(x) + Number(run)) * scale; column += 1)
        pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
  }
  return pixels;
}

const decoded = (picture: QrPicture): string | undefined => read(photograph(picture), picture.size * 4, picture.size * 4)?.data;

describe('the membership card', () => {
  it('carries the bare member number in its code, readable by a scanner', () => {
    const { qr } = cardView(SARA, { clinicName: 'درمانگاه مهر', loyalty: club('tiered') }, localeOf('fa'));
    expect(decoded(qr)).to.equal('100234');
  });

  it('is read whatever the number is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (number) => {
        expect(decoded(qrPicture(String(number)))).to.equal(String(number));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps four modules white all around', () => {
    const { size, path } = qrPicture('100234');
    for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
      expect(Math.min(Number(x), Number(y))).to.be.at.least(4);
      expect(Math.max(Number(x) + Number(run), Number(y) + 1)).to.be.at.most(size - 4);
    }
  });

  it('shows name, number and the word of the tier in Persian', () => {
    const card = cardView(SARA, { clinicName: 'درمانگاه مهر', loyalty: club('tiered') }, localeOf('fa'));
    expect([card.name, card.number, card.tier, card.tierName]).to.deep.equal(['سارا کریمی', '۱۰۰ ۲۳۴', 'gold', 'طلایی']);
    expect(card.since).to.equal('عضو از ۱۴۰۵/۰۱/۰۱');
  });

  it('shows no tier in a single club, in one that is off, and to a prospect', () => {
    for (const [owner, loyalty] of [
      [SARA, club('single')],
      [SARA, club('vip')],
      [SARA, club('tiered', false)],
      [{ ...SARA, status: 'prospect' as const }, club('tiered')],
    ] as const) {
      const card = cardView(owner, { clinicName: 'مهر', loyalty }, localeOf('fa'));
      expect([card.tier, card.tierName]).to.deep.equal([null, '']);
    }
  });

  it('shows VIP only where the club has VIP members', () => {
    const isVip = (kind: 'single' | 'vip') => cardView(SARA, { clinicName: 'مهر', loyalty: club(kind), isVip: true }, localeOf('en')).isVip;
    expect([isVip('vip'), isVip('single')]).to.deep.equal([true, false]);
  });
});
