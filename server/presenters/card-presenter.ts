import QRCode from 'qrcode';
import type { Tier } from '../../models/rules/tier-rule.js';
import type { Loyalty } from '../../models/rules/loyalty.js';
import type { Locale } from '../locale.js';

export interface CardOwner {
  firstName: string;
  lastName: string;
  memberNumber: number;
  status: 'prospect' | 'member';
  tier: Tier;
  memberSinceOn: string | null;
}

/** A QR code as one path of an SVG: nothing inline that the page's policy would have to allow. */
export interface QrPicture {
  size: number;
  path: string;
}

export interface CardView {
  clinicName: string;
  name: string;
  number: string;
  /** Null for a prospect and in a club without tiers: then the card shows no word of them. */
  tier: Tier | null;
  tierName: string;
  isVip: boolean;
  statusName: string;
  since: string;
  qr: QrPicture;
}

/** How many modules stay white around a code, so that a reader finds its edge. */
const QUIET = 4;

/**
 * The membership card. Its code says the bare member number: the desk's scanner types what it reads into the field that is open, and that is
 * what the fields take. A link would open somebody's page to whoever photographs the card; a number opens nothing.
 */
export function cardView(
  owner: CardOwner,
  { clinicName, loyalty, isVip = false }: { clinicName: string; loyalty: Loyalty; isVip?: boolean },
  { t, fmt }: Locale,
): CardView {
  const hasTier = loyalty.hasTiers && owner.status === 'member';
  return {
    clinicName,
    name: `${owner.firstName} ${owner.lastName}`,
    number: fmt.digits(String(owner.memberNumber).replace(/(\d{3})(?=\d)/g, '$1 ')),
    tier: hasTier ? owner.tier : null,
    tierName: hasTier ? t(`tiers:tier.${owner.tier}`) : '',
    isVip: isVip && loyalty.hasVip,
    statusName: t(`patients:status.${owner.status}`),
    since: owner.memberSinceOn ? t('me:card.since', { on: fmt.day(owner.memberSinceOn) }) : '',
    qr: qrPicture(String(owner.memberNumber)),
  };
}

/** A text as a QR code with its quiet zone; a quarter of it may be dirty and it is still read. */
export function qrPicture(text: string): QrPicture {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'Q' });
  const runs: string[] = [];
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) {
      if (!modules.get(y, x)) continue;
      const from = x;
      while (x < modules.size && modules.get(y, x)) x += 1;
      runs.push(`M${String(from + QUIET)} ${String(y + QUIET)}h${String(x - from)}v1h-${String(x - from)}z`);
    }
  }
  return { size: modules.size + 2 * QUIET, path: runs.join('') };
}
