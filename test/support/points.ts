import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { writePointRule } from '../../models/point-rule-book.js';
import type { PointRuleWish } from '../../models/rules/point-rule.js';
import { NOW } from './builders.js';

/** A rule of points: 2 for every 10,000 toman, 20 of welcome, 30 for a referral, 5 for an answer, for twelve months, a point worth 100 toman. */
export async function buildPointRule(db: Db, clinic: Clinic, overrides: Partial<PointRuleWish> = {}): Promise<number> {
  const rule: PointRuleWish = {
    effectiveOn: '2026-01-01',
    perTenThousandToman: 2,
    servicePoints: {},
    welcome: 20,
    referral: 30,
    answer: 5,
    expiryMonths: 12,
    pointValueRial: 1_000,
    ...overrides,
  };
  return writePointRule(db, { clinicId: clinic.id, rule, staffId: null, asOf: NOW });
}
