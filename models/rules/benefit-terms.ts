/*
 * What an entry of the catalogue may look like. Cost and value may be 0. An offer ends no earlier than it begins. A limit says how many, and in how
 * many Jalali months (or ever). A grant is valid for 1 to 730 days. A benefit takes off a percentage or an amount, not both. One that takes something
 * off a treatment carries a permit that still holds. A benefit that lets the member choose offers at least two others. What is given
 * automatically for a tier names the tiers. A benefit is never tied to what a physician decides: there is no field for it.
 */
import { permitProblem } from './benefits.js';
import type { Automatic, BenefitKind } from './benefits.js';
import type { Tier } from './tier-rule.js';

export const MOST_VALID_DAYS = 730;
export const MOST_LIMIT_MONTHS = 120;

/** A benefit as the manager writes it. */
export interface BenefitTerms {
  name: string;
  description: string | null;
  kind: BenefitKind;
  costRial: number;
  valueRial: number;
  openTiers: Tier[];
  isOpenToVip: boolean;
  specialtyIds: number[];
  pricePoints: number | null;
  limitCount: number | null;
  limitMonths: number | null;
  stock: number | null;
  offeredFromOn: string | null;
  offeredUntilOn: string | null;
  validDays: number;
  isTreatment: boolean;
  permitNumber: string | null;
  permitUntilOn: string | null;
  automatic: Automatic;
  discountPercent: number | null;
  discountRial: number | null;
  choiceIds: number[];
}

/** Why a benefit can't be written like this, with the field that is wrong; null when it can. */
export function benefitProblem(terms: BenefitTerms, today: string): { reason: string; field: keyof BenefitTerms } | null {
  if (terms.validDays < 1 || terms.validDays > MOST_VALID_DAYS) return { reason: 'valid-days-bounds', field: 'validDays' };
  if (terms.offeredFromOn !== null && terms.offeredUntilOn !== null && terms.offeredUntilOn < terms.offeredFromOn)
    return { reason: 'ends-before-it-begins', field: 'offeredUntilOn' };
  if (terms.limitMonths !== null && terms.limitCount === null) return { reason: 'limit-count-missing', field: 'limitCount' };
  if (terms.limitCount === 0) return { reason: 'limit-count-bounds', field: 'limitCount' };
  if (terms.limitMonths !== null && (terms.limitMonths < 1 || terms.limitMonths > MOST_LIMIT_MONTHS))
    return { reason: 'limit-months-bounds', field: 'limitMonths' };
  if (terms.pricePoints === 0) return { reason: 'price-bounds', field: 'pricePoints' };
  if (terms.discountPercent !== null && terms.discountRial !== null) return { reason: 'two-discounts', field: 'discountRial' };
  if (terms.discountPercent !== null && (terms.discountPercent < 1 || terms.discountPercent > 100))
    return { reason: 'percent-bounds', field: 'discountPercent' };
  if (terms.choiceIds.length === 1) return { reason: 'choices-too-few', field: 'choiceIds' };
  if (terms.automatic === 'tier' && terms.openTiers.length === 0) return { reason: 'automatic-without-tiers', field: 'automatic' };
  const problem = permitProblem(terms, today);
  if (problem === 'permit-missing') return { reason: problem, field: terms.permitNumber ? 'permitUntilOn' : 'permitNumber' };
  return problem ? { reason: problem, field: 'permitUntilOn' } : null;
}
