import { addDays, addJalaliMonths } from '../../models/persian/jalali.js';
import { instantOf } from '../../models/persian/tehran-time.js';
import { adjustPoints, reversePoints } from '../actions/adjust-points.js';
import { changePointRule } from '../actions/change-point-rule.js';
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
  /** How many Jalali years ago the club opened. */
  years: number;
}

const BY_HAND_DAYS = 140;
const BY_HAND = 40;
const TOMAN = 10;

/** Puts the points of the demo clinic on the agenda: a first rule in its last years, a second one this year, and what the manager gives, takes and puts right by hand. */
export function planPoints(told: Told): void {
  const { agenda, today, years } = told;
  const write = (
    effectiveOn: string,
    services: Record<string, number>,
    points: { welcome: number; referral: number; answer: number },
  ): void =>
    agenda.desk(instantOf(effectiveOn, '07:10'), async (asOf) => {
      const servicePoints = Object.fromEntries(Object.entries(services).map(([name, n]) => [String(serviceId(told, name)), n]));
      const form = { effectiveOn, perTenThousandToman: 1, servicePoints, ...points, expiryMonths: 12, pointValueRial: 100 * TOMAN };
      demand(await changePointRule({ ...handOf(told), asOf, form }));
    });
  write(addJalaliMonths(today, -5 * years), {}, { welcome: 20, referral: 40, answer: 5 });
  write(addJalaliMonths(today, -2 * years), told.story.points.services, { welcome: 50, referral: 100, answer: 10 });
  for (let i = 0; i < BY_HAND; i += 1) planByHand(told, i);
}

function planByHand(told: Told, i: number): void {
  const { agenda, chance, desk, people, story, today } = told;
  const person = chance.whole(0, people - 1);
  const points = chance.whole(1, 8) * 10;
  const isGiven = chance.happens(0.8);
  const reason = chance.pick(isGiven ? story.points.given : story.points.taken);
  const correction = chance.happens(0.15) ? chance.pick(story.points.reversed) : null;
  agenda.desk(instantOf(addDays(today, -chance.whole(0, BY_HAND_DAYS)), '12:40'), async (asOf) => {
    const patientId = desk.idOf(person);
    if (patientId === null) return;
    const hand = { ...handOf(told), asOf, patientId };
    const form = { direction: isGiven ? ('give' as const) : ('take' as const), points, reason, submissionKey: `demo-points-${String(i)}` };
    const done = await adjustPoints({ ...hand, form });
    if (!done.ok || correction === null) return;
    const [entry] = await hand.db.select<{ id: number }>(
      'SELECT MAX(id) AS id FROM point_entries WHERE clinic_id = :clinicId AND patient_id = :patientId',
      { clinicId: hand.clinic.id, patientId },
    );
    demand(await reversePoints({ ...hand, entryId: entry?.id ?? 0, reason: correction }));
  });
}

const handOf = ({ open }: Told) => ({ db: open.db, clinic: open.clinic, actor: open.staff.manager });

function serviceId({ open, story }: Told, name: string): number {
  const specialty = story.specialties.find(({ services }) => Object.values(services).some(([service]) => service === name));
  if (!specialty) throw new RangeError(`the story has no service ${name}`);
  return open.lists.service(specialty.name, name);
}

function demand(answer: { ok: boolean; reason?: string }): void {
  if (!answer.ok) throw new Error(`the points of the story were refused: ${answer.reason ?? ''}`);
}
