import { addDays, addJalaliMonths } from '../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../models/persian/tehran-time.js';
import { defaultTierRule, type TierRuleWish } from '../../models/rules/tier-rule.js';
import { changeTierRule } from '../actions/change-tier-rule.js';
import { giveStanding } from '../actions/give-standing.js';
import { reviewTiers } from '../actions/review-tiers.js';
import { revokeStanding } from '../actions/revoke-standing.js';
import type { Agenda } from './agenda.js';
import type { Chance } from './chance.js';
import type { ClinicStory } from './clinic-story.js';
import type { Desk } from './desk.js';
import type { OpenedClinic } from './opening.js';

interface Told {
  open: OpenedClinic;
  agenda: Agenda;
  desk: Desk;
  story: ClinicStory;
  chance: Chance;
  people: number;
  today: string;
}

const GIFTS = 9;
const { isEnded: _isEnded, ...FIRST_RULE } = defaultTierRule;

/** The manager's hand in the tiers: a rule that counts years and referrals, one of a specialty, one to come, and credit given by hand. */
export function planTiers(told: Told): void {
  const { today, story } = told;
  const [ofTeeth, ofSkin] = [story.specialties.at(-1)?.name ?? '', story.specialties.at(1)?.name ?? ''];
  const lists = told.open.lists;
  planRule(told, addJalaliMonths(today, -10), (on) => ({ ...FIRST_RULE, effectiveOn: on, creditsPerReferral: 1, creditsPerYear: 1 }));
  planRule(told, addJalaliMonths(today, -6), (on) => {
    const terms = { windowMonths: 24, silver: 2, gold: 4, platinum: 6, graceMonths: 6, creditsPerReferral: 1 };
    return { ...FIRST_RULE, ...terms, specialtyId: lists.specialty(ofTeeth), effectiveOn: on };
  });
  planRule(told, addDays(today, -2), (on) => {
    const terms = { windowMonths: 18, silver: 4, gold: 7, platinum: 11 };
    return { ...FIRST_RULE, ...terms, specialtyId: lists.specialty(ofSkin), effectiveOn: addDays(on, 20) };
  });
  for (let i = 0; i < GIFTS; i += 1) planGift(told, i);
}

function planRule({ open, agenda }: Told, day: string, write: (on: string) => TierRuleWish): void {
  const { db, clinic, staff } = open;
  agenda.desk(instantOf(day, '08:40'), async (asOf) => {
    const changed = await changeTierRule({ db, clinic, actor: staff.manager, asOf, form: write(day) });
    if (!changed.ok) throw new Error(`the rule of ${day} was not written: ${changed.reason}`);
    await reviewTiers({ db, clinic, actor: staff.manager, asOf, cause: 'tier-rule.changed' });
  });
}

/** Every third gift has ended by today, and of the others every third is taken back. */
function planGift({ open, agenda, desk, story, chance, people, today }: Told, i: number): void {
  const { db, clinic, staff } = open;
  const day = addDays(today, -chance.whole(20, 110));
  const months = i % 3 === 0 ? 0 : chance.whole(4, 9);
  const person = chance.whole(0, people - 1);
  const credits = chance.whole(1, 4);
  agenda.desk(instantOf(day, '13:10'), async (asOf) => {
    const id = desk.idOf(person);
    if (id === null) return;
    const form = {
      credits,
      reason: story.standing[i % story.standing.length] ?? '',
      fromOn: tehranDay(asOf),
      untilOn: months === 0 ? addDays(day, 14) : addJalaliMonths(day, months),
      specialtyId: null,
    };
    // Who never came is no member yet, and gets nothing.
    const given = await giveStanding({ db, clinic, actor: staff.manager, asOf, patientId: id, form });
    if (!given.ok || i % 3 !== 1) return;
    agenda.desk(instantOf(addDays(day, 12), '09:30'), async (later) => {
      const [latest] = await db.select<{ id: number }>(
        'SELECT MAX(id) AS id FROM standing_credits WHERE clinic_id = :clinicId AND patient_id = :id',
        { clinicId: clinic.id, id },
      );
      if (latest) await revokeStanding({ db, clinic, actor: staff.manager, asOf: later, patientId: id, id: latest.id });
    });
  });
}
