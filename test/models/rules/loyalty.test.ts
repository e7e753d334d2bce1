import { expect } from 'chai';
import fc from 'fast-check';
import { CLUB_KINDS, choiceVerdict, lastChoice, loyaltyOn, type LoyaltyVersion } from '../../../models/rules/loyalty.js';
import { FROM_THE_BEGINNING } from '../../../models/rules/tier-rule.js';

const TODAY = '2026-11-22';
const at = { today: TODAY, hasJustOpened: false };
const version = (id: number, effectiveOn: string, change: Partial<LoyaltyVersion> = {}): LoyaltyVersion => ({
  id,
  effectiveOn,
  kind: 'single',
  isOn: true,
  undoneAt: null,
  ...change,
});

describe('the kind of a club', () => {
  it('is tiered and on until the clinic chooses', () => {
    expect(loyaltyOn([], TODAY)).to.deep.equal({ kind: 'tiered', isOn: true, hasTiers: true, hasVip: true, hasPoints: true });
  });

  const offers: [string, Partial<LoyaltyVersion>, boolean, boolean, boolean][] = [
    ['single', { kind: 'single' }, false, false, true],
    ['tiered', { kind: 'tiered' }, true, true, true],
    ['vip', { kind: 'vip' }, false, true, true],
    ['single and off', { kind: 'single', isOn: false }, false, false, false],
    ['tiered and off', { kind: 'tiered', isOn: false }, false, false, false],
    ['vip and off', { kind: 'vip', isOn: false }, false, false, false],
  ];
  for (const [what, change, hasTiers, hasVip, hasPoints] of offers) {
    it(`offers what a ${what} club offers`, () => {
      expect(loyaltyOn([version(1, TODAY, change)], TODAY)).to.include({ hasTiers, hasVip, hasPoints });
    });
  }

  const last = version(1, '2026-12-01');
  const verdicts: [string, LoyaltyVersion[], string, object][] = [
    ['yesterday', [], '2026-11-21', { ok: false, reason: 'begins-in-past' }],
    ['the whole past of an old clinic', [], FROM_THE_BEGINNING, { ok: false, reason: 'begins-in-past' }],
    ['today', [], TODAY, { ok: true, isNew: true }],
    ['in 24 months', [], '2028-11-21', { ok: true, isNew: true }],
    ['a day later', [], '2028-11-23', { ok: false, reason: 'begins-too-late' }],
    ['before another that is to come', [last], TODAY, { ok: false, reason: 'choice-stands' }],
    ['on the day of another', [last], last.effectiveOn, { ok: false, reason: 'choice-stands' }],
    ['after another', [last], '2026-12-02', { ok: true, isNew: true }],
    ['where another was taken back', [{ ...last, undoneAt: new Date(0) }], last.effectiveOn, { ok: true, isNew: true }],
  ];
  for (const [what, versions, effectiveOn, verdict] of verdicts) {
    it(`can ${(verdict as { ok: boolean }).ok ? '' : 'not '}be chosen for ${what}`, () => {
      expect(choiceVerdict(versions, { effectiveOn, kind: 'vip', isOn: true }, at)).to.include(verdict);
    });
  }

  it('is nothing new when it is so anyway, or was chosen already', () => {
    expect(choiceVerdict([], { effectiveOn: TODAY, kind: 'tiered', isOn: true }, at)).to.deep.equal({ ok: true, isNew: false });
    expect(choiceVerdict([last], { effectiveOn: last.effectiveOn, kind: 'single', isOn: true }, at)).to.deep.equal({
      ok: true,
      isNew: false,
    });
    const past = version(1, FROM_THE_BEGINNING);
    expect(choiceVerdict([past], { effectiveOn: past.effectiveOn, kind: 'single', isOn: true }, at)).to.include({ isNew: false });
  });

  it('may be for all the past of a clinic that has just opened, once', () => {
    const young = { today: TODAY, hasJustOpened: true };
    const wish = { effectiveOn: FROM_THE_BEGINNING, kind: 'single', isOn: true } as const;
    expect(choiceVerdict([], wish, young)).to.include({ ok: true });
    expect(choiceVerdict([version(1, TODAY)], wish, young)).to.include({ ok: false, reason: 'begins-in-past' });
  });

  const day = fc.integer({ min: 0, max: 600 }).map((days) => new Date(Date.UTC(2026, 10, 22 + days)).toISOString().slice(0, 10));
  const choices = fc.array(fc.record({ effectiveOn: day, kind: fc.constantFrom(...CLUB_KINDS), isOn: fc.boolean() }), { maxLength: 12 });

  it('never has two choices that begin on one day, and taking the last back leaves every day as it was before it', () => {
    fc.assert(
      fc.property(choices, day, (wishes, asked) => {
        let versions: LoyaltyVersion[] = [];
        for (const wish of wishes) {
          const verdict = choiceVerdict(versions, wish, at);
          if (!verdict.ok || !verdict.isNew) continue;
          const before = loyaltyOn(versions, asked);
          versions = [...versions, { id: versions.length + 1, undoneAt: null, ...wish }];
          const undone = versions.map((one) => (one === lastChoice(versions) ? { ...one, undoneAt: new Date(0) } : one));
          expect(loyaltyOn(undone, asked)).to.deep.equal(before);
          expect(loyaltyOn(versions, wish.effectiveOn)).to.include({ kind: wish.kind, isOn: wish.isOn });
        }
        expect(new Set(versions.map(({ effectiveOn }) => effectiveOn)).size).to.equal(versions.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
