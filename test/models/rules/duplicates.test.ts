import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { fromJalali } from '../../../models/persian/jalali.js';
import { compareFiles, LIKELY, type ComparedFile } from '../../../models/rules/duplicates.js';

interface WrittenFile {
  firstName: string;
  lastName: string;
  birth: string | null;
  mobile: string | null;
  nationalCode: string | null;
  sex: 'f' | 'm' | null;
}
interface Pair {
  kind: string;
  same: boolean;
  half: 'tuned' | 'held-out';
  one: WrittenFile;
  other: WrittenFile;
}

const { pairs } = JSON.parse(readFileSync(new URL('./duplicate-pairs.json', import.meta.url), 'utf8')) as { pairs: Pair[] };

function fileOf({ birth, ...rest }: WrittenFile): ComparedFile {
  const [year = 0, month, day = 1] = (birth ?? '').split('/').map(Number);
  return {
    ...rest,
    birthOn: birth === null ? null : fromJalali({ year, month: month ?? 7, day }),
    birthIsEstimated: birth !== null && month === undefined,
  };
}

const judged = (half: Pair['half']) =>
  pairs.filter((pair) => pair.half === half).map((pair) => ({ ...pair, ...compareFiles(fileOf(pair.one), fileOf(pair.other)) }));

function quality(half: Pair['half']): { precision: number; recall: number; wrong: string[] } {
  const all = judged(half);
  const found = all.filter(({ isLikely }) => isLikely);
  const right = found.filter(({ same }) => same).length;
  return {
    precision: right / found.length,
    recall: right / all.filter(({ same }) => same).length,
    wrong: all
      .filter(({ same, isLikely }) => same !== isLikely)
      .map(
        ({ kind, one, other, score }) =>
          `${kind}: ${one.firstName} ${one.lastName} / ${other.firstName} ${other.lastName} (${String(score)})`,
      ),
  };
}

describe('files of one person', () => {
  it('has a corpus of 200 pairs, half of them true, each kind in both halves', () => {
    expect(pairs).to.have.length(200);
    expect(pairs.filter(({ same }) => same)).to.have.length(100);
    const kinds = (half: Pair['half']) => new Set(pairs.filter((pair) => pair.half === half).map(({ kind }) => kind));
    expect([...kinds('held-out')].sort()).to.deep.equal([...kinds('tuned')].sort());
  });

  for (const half of ['tuned', 'held-out'] as const) {
    it(`finds 95 of 100 and errs in fewer than 2 of 100, in the ${half} half`, () => {
      const { precision, recall, wrong } = quality(half);
      expect(precision, wrong.join('\n')).to.be.at.least(0.98);
      expect(recall, wrong.join('\n')).to.be.at.least(0.95);
    });
  }

  it('judges the same whichever file comes first, and a file is always like itself when something is known', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pairs), ({ one, other }) => {
        const [a, b] = [fileOf(one), fileOf(other)];
        expect(compareFiles(a, b)).to.deep.equal(compareFiles(b, a));
        if (a.birthOn && !a.birthIsEstimated) expect(compareFiles(a, a).score).to.be.at.least(LIKELY);
      }),
    );
  });

  it('takes a fact that only one file has for neither', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pairs), fc.constantFrom('birthOn', 'mobile', 'nationalCode', 'sex'), ({ one, other }, fact) => {
        const [a, b] = [fileOf(one), fileOf(other)];
        expect(compareFiles({ ...a, [fact]: null }, b).score).to.equal(compareFiles({ ...a, [fact]: null }, { ...b, [fact]: null }).score);
      }),
    );
  });

  it('says why in words', () => {
    const file = {
      firstName: 'سارا',
      lastName: 'کریمی',
      birthOn: '1990-05-05',
      birthIsEstimated: false,
      mobile: '09121111111',
      nationalCode: null,
      sex: null,
    };
    expect(compareFiles(file, { ...file, firstName: 'سارا', lastName: 'كريمي', mobile: '09351111111' })).to.deep.include({
      pros: ['name-same', 'birth-same'],
      cons: ['mobile-other'],
      isLikely: true,
    });
  });
});
