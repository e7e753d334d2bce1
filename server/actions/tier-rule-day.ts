import { addJalaliMonths } from '../../models/persian/jalali.js';
import { overlappedVersion, type TierRuleVersion } from '../../models/rules/tier-rule.js';
import { refuse, type Refused } from '../errors.js';

const MONTHS_AHEAD = 24;

/** Why a version of a rule can't begin on its day, or null: in the past, too far ahead, or before a version already written (`params.on`). */
export function dayRefusal(
  version: Pick<TierRuleVersion, 'specialtyId' | 'effectiveOn'>,
  versions: readonly TierRuleVersion[],
  today: string,
): Refused | null {
  if (version.effectiveOn < today) return refuse('effective-in-past', 'effectiveOn');
  if (version.effectiveOn > addJalaliMonths(today, MONTHS_AHEAD)) return refuse('effective-too-late', 'effectiveOn');
  const next = overlappedVersion(versions, version);
  return next && refuse('overlapping-version', 'effectiveOn', { on: next.effectiveOn });
}
