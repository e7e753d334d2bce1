import { toLatinDigits } from '../../models/persian/digits.js';
import type { Tier } from '../../models/rules/tier-rule.js';
import type { Cell, Sheet } from '../files/write-table.js';
import type { Locale } from '../locale.js';
import type { NamedMover, TierPreview } from '../reports/tier-preview-report.js';
import { TIERS_FROM_TOP } from './tier-page-presenter.js';

interface MoverRow {
  href: string;
  name: string;
  memberNumber: string;
  from: Tier;
  fromName: string;
  to: Tier;
  toName: string;
}

export interface PreviewView {
  sentence: string;
  rows: {
    tier: Tier;
    name: string;
    before: string;
    beforeShare: string;
    after: string;
    afterShare: string;
    settled: string;
    settledShare: string;
  }[];
  lists: { key: 'rise' | 'fall'; title: string; movers: MoverRow[]; more: string }[];
  messages: string;
  /** Yearly cost of automatic benefits, before, after and once settled; and what newly reached tiers cost once ('' when nothing). */
  cost: { before: string; after: string; settled: string; once: string } | null;
  downloads: { csv: string; xlsx: string } | null;
}

/** What the page needs beside the counts: the first names of each list, and how many could be written to. */
export interface PreviewParts {
  preview: TierPreview;
  named: Record<'rise' | 'fall', NamedMover[]>;
  reachable: number;
}

/** Counts and shares before and after, who rises and who falls by name, and what it would send. `query` leads to the whole lists. */
export function previewView({ preview, named, reachable }: PreviewParts, query: string, { t, fmt }: Locale): PreviewView {
  const [rise, fall] = [preview.rise.length, preview.fall.length];
  const all = TIERS_FROM_TOP.reduce((sum, tier) => sum + preview.before[tier], 0);
  const share = (n: number): string => (all === 0 ? '' : fmt.percent(n / all, 1));
  return {
    sentence: t('tiers:preview.sentence', { on: fmt.longDay(preview.on), rise, fall }),
    rows: TIERS_FROM_TOP.map((tier) => ({
      tier,
      name: t(`tiers:tier.${tier}`),
      before: fmt.number(preview.before[tier]),
      beforeShare: share(preview.before[tier]),
      after: fmt.number(preview.after[tier]),
      afterShare: share(preview.after[tier]),
      settled: fmt.number(preview.settled[tier]),
      settledShare: share(preview.settled[tier]),
    })),
    lists: (['rise', 'fall'] as const).map((key) => ({
      key,
      title: t(`tiers:preview.${key}`, { count: preview[key].length }),
      movers: named[key].map((mover) => ({
        href: `/patients/${String(mover.patientId)}/tier`,
        name: `${mover.firstName} ${mover.lastName}`,
        memberNumber: fmt.digits(mover.memberNumber),
        from: mover.from,
        fromName: t(`tiers:tier.${mover.from}`),
        to: mover.to,
        toName: t(`tiers:tier.${mover.to}`),
      })),
      more: preview[key].length > named[key].length ? t('tiers:preview.more', { count: preview[key].length - named[key].length }) : '',
    })),
    cost: preview.cost && {
      before: fmt.toman(preview.cost.before),
      after: fmt.toman(preview.cost.after),
      settled: fmt.toman(preview.cost.settled),
      once: preview.cost.once === 0 ? '' : t('tiers:preview.once', { cost: fmt.toman(preview.cost.once) }),
    },
    messages: t('tiers:preview.messages', { changed: rise + fall, reachable }),
    downloads: rise + fall === 0 ? null : { csv: `/tiers/movers?format=csv&${query}`, xlsx: `/tiers/movers?format=xlsx&${query}` },
  };
}

/** Everybody whose tier would change, as a spreadsheet. */
export function moversSheet(movers: readonly NamedMover[], on: string, { t, fmt }: Locale): Sheet {
  const day = toLatinDigits(fmt.day(on));
  const rows = movers.map((mover): Cell[] => [
    mover.memberNumber,
    mover.firstName,
    mover.lastName,
    t(`tiers:tier.${mover.from}`),
    t(`tiers:tier.${mover.to}`),
    day,
  ]);
  return { header: ['number', 'firstName', 'lastName', 'from', 'to', 'on'].map((column) => t(`tiers:sheet.${column}`)), rows };
}
