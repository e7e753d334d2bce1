import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, addJalaliMonths } from '../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../models/persian/tehran-time.js';
import type { BenefitTerms } from '../../models/rules/benefit-terms.js';
import type { DiscountTerms } from '../../models/rules/discounts.js';
import { defaultLoyalty } from '../../models/rules/loyalty.js';
import { addBenefit } from '../actions/change-benefit.js';
import { addDiscountRule } from '../actions/change-discount-rule.js';
import { buyBenefit, giveBenefit } from '../actions/give-benefit.js';
import { grantBenefits } from '../actions/grant-benefits.js';
import { redeemBenefit, reverseBenefit } from '../actions/redeem-benefit.js';
import { ROOT } from '../root.js';
import type { Agenda } from './agenda.js';
import type { Chance } from './chance.js';
import type { Desk } from './desk.js';
import type { OpenedClinic } from './opening.js';

interface Told {
  open: OpenedClinic;
  agenda: Agenda;
  desk: Desk;
  chance: Chance;
  people: number;
  today: string;
}

type ToldBenefit = Pick<BenefitTerms, 'name' | 'kind' | 'validDays'> & { cost: number; value: number } & Partial<BenefitTerms>;
interface BenefitStory {
  benefits: ToldBenefit[];
  choice: ToldBenefit;
  rules: { name: string; percent: number; terms: DiscountTerms }[];
  reasons: string[];
}

const MONTHS = 9;
const TOMAN = 10;
const EVERY_DAYS = 6;
const A_ROUND = 7;

/** Puts the benefits of the demo clinic on the agenda: a catalogue and rules of discounts some months ago, and since then given, bought, used and taken back. */
export function planBenefits(told: Told): void {
  const { agenda, today } = told;
  const story = JSON.parse(readFileSync(join(ROOT, 'server/demo', 'benefits.json'), 'utf8')) as BenefitStory;
  const from = addJalaliMonths(today, -MONTHS);
  const ids: number[] = [];
  agenda.desk(instantOf(from, '07:20'), (asOf) => fillCatalogue(told, story, ids, asOf));
  for (let n = 1, day = addDays(from, 1); day <= today; day = addDays(from, ++n)) {
    if (n % EVERY_DAYS !== 0 && day !== today) continue;
    const actor = { kind: 'job', name: 'grant-benefits' } as const;
    agenda.desk(instantOf(day, '03:00'), async (asOf) => void (await grantBenefits({ ...told.open, actor, asOf })));
    agenda.desk(instantOf(day, '18:10'), (asOf) => anEvening(told, story, ids, { asOf, n }));
  }
}

async function fillCatalogue({ open: { db, clinic, staff } }: Told, story: BenefitStory, ids: number[], asOf: Date): Promise<void> {
  const hand = { db, clinic, actor: staff.manager, asOf, loyalty: defaultLoyalty };
  for (const told of story.benefits) ids.push(await addedBenefit(hand, told, []));
  ids.push(await addedBenefit(hand, story.choice, ids.slice(0, 3)));
  for (const rule of story.rules) {
    const permit = { isTreatment: false, permitNumber: null, permitUntilOn: null };
    const form = { ...rule, amountRial: null, specialtyId: null, effectiveOn: tehranDay(asOf), untilOn: null, ...permit };
    const added = await addDiscountRule({ ...hand, form });
    if (!added.ok) throw new Error(`the rule ${rule.name} was not written: ${added.reason}`);
  }
}

async function addedBenefit(
  hand: Omit<Parameters<typeof addBenefit>[0], 'form'>,
  { cost, value, ...told }: ToldBenefit,
  choiceIds: number[],
): Promise<number> {
  const form: BenefitTerms = {
    description: null,
    costRial: cost * TOMAN,
    valueRial: value * TOMAN,
    openTiers: [],
    isOpenToVip: false,
    specialtyIds: [],
    pricePoints: null,
    limitCount: null,
    limitMonths: null,
    stock: null,
    offeredFromOn: null,
    offeredUntilOn: null,
    isTreatment: false,
    permitNumber: null,
    permitUntilOn: null,
    automatic: 'none',
    discountPercent: null,
    discountRial: null,
    choiceIds,
    ...told,
  };
  const added = await addBenefit({ ...hand, form });
  if (!added.ok) throw new Error(`${form.name} was not added: ${added.reason}`);
  return added.benefit.id;
}

/** An evening at the desk: some benefits are given and bought, some of the open ones are handed over, now and then one by mistake. */
async function anEvening(told: Told, story: BenefitStory, ids: readonly number[], { asOf, n }: { asOf: Date; n: number }): Promise<void> {
  const { open, chance, desk, people } = told;
  const hand = { db: open.db, clinic: open.clinic, actor: open.staff.receptionist, asOf };
  for (let i = 0; i < A_ROUND; i += 1) {
    const patientId = desk.idOf(chance.whole(0, people - 1));
    const [isSold, benefitId] = [chance.happens(0.6), chance.pick(ids)];
    // Who may not have it is refused, as in life.
    const asked = { ...hand, patientId: patientId ?? 0, submissionKey: `demo-benefit-${String(n)}-${String(i)}` };
    if (patientId !== null)
      await (isSold ? buyBenefit({ ...asked, benefitId: ids[chance.whole(2, 3)] ?? 0 }) : giveBenefit({ ...asked, benefitId }));
  }
  const openOnes = await open.db.select<{ id: number }>(
    `SELECT id FROM benefit_grants WHERE clinic_id = :clinicId AND state = 'open' AND valid_until_on >= :day ORDER BY id LIMIT 40`,
    { clinicId: open.clinic.id, day: tehranDay(asOf) },
  );
  for (const { id } of openOnes) {
    if (!chance.happens(0.2)) continue;
    const used = await redeemBenefit({ ...hand, grantId: id, patientId: null });
    if (used.ok && chance.happens(0.04))
      await reverseBenefit({ ...hand, actor: open.staff.manager, grantId: id, reason: chance.pick(story.reasons) });
  }
}
