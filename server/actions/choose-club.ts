import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { clubLoyalty, holdClub, loyaltyVersions, takeChoiceBack, writeChoice } from '../../models/loyalty-book.js';
import { addDays } from '../../models/persian/jalali.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { choiceVerdict, lastChoice, type ClubWish } from '../../models/rules/loyalty.js';
import { refuse, type Outcome } from '../errors.js';

interface Chooser {
  db: Db;
  clinic: Pick<Clinic, 'id' | 'createdAt'>;
  actor: Actor;
  asOf: Date;
}

/**
 * `beginsTiers`: from today on members have tiers and had none before, so they must be reviewed. `changesPointsFrom`: the past day from which
 * the programme was on after all, or off, so that points must be reviewed; null when the past stays as it was.
 */
type Chosen = Outcome<{ isNew: boolean; beginsTiers: boolean; changesPointsFrom: string | null }>;

const NEW_FOR_DAYS = 30;

/** Whether the clinic opened so lately that its first choice may be for all its past. */
export const hasJustOpened = (clinic: Pick<Clinic, 'createdAt'>, today: string): boolean =>
  addDays(tehranDay(clinic.createdAt), NEW_FOR_DAYS) >= today;

/**
 * Writes what kind of club the clinic keeps from a day on. Nothing else is touched: tiers, points and benefits only stop or begin to be shown and
 * counted. The same choice twice is written once. Refuses what `choiceVerdict` refuses.
 */
export async function chooseClub({ db, clinic, actor, asOf, form }: Chooser & { form: ClubWish }): Promise<Chosen> {
  const today = tehranDay(asOf);
  return db.transaction(async () => {
    await holdClub(db, clinic.id);
    const verdict = choiceVerdict(await loyaltyVersions(db, clinic.id), form, { today, hasJustOpened: hasJustOpened(clinic, today) });
    if (!verdict.ok) return refuse(verdict.reason, verdict.field);
    if (!verdict.isNew) return { ok: true, isNew: false, beginsTiers: false, changesPointsFrom: null };
    return {
      isNew: true,
      ...(await change(db, clinic, actor, asOf, form, () => writeChoice(db, { clinicId: clinic.id, ...form, ...by(actor), asOf }))),
    };
  });
}

/** Takes the last choice back, whether it has begun or not, as if it had never been written. Refuses any other, and one that was taken back already. */
export async function takeBackClub({ db, clinic, actor, asOf, id }: Chooser & { id: number }): Promise<Chosen> {
  return db.transaction(async () => {
    await holdClub(db, clinic.id);
    const last = lastChoice(await loyaltyVersions(db, clinic.id));
    if (last?.id !== id) return refuse('not-the-last');
    const { effectiveOn, kind, isOn } = last;
    const takeBack = async (): Promise<number> => {
      await takeChoiceBack(db, { clinicId: clinic.id, id, ...by(actor), asOf });
      return id;
    };
    return { isNew: true, ...(await change(db, clinic, actor, asOf, { effectiveOn, kind, isOn, isTakenBack: true }, takeBack)) };
  });
}

const by = (actor: Actor): { staffId: number | null } => ({ staffId: actor.kind === 'staff' ? actor.id : null });

/** Makes the change with its event, and says whether tiers begin by it today, and whether it changes the past of points. */
async function change(
  db: Db,
  clinic: Pick<Clinic, 'id'>,
  actor: Actor,
  asOf: Date,
  { effectiveOn, kind, isOn, isTakenBack = false }: ClubWish & { isTakenBack?: boolean },
  write: () => Promise<number>,
): Promise<{ ok: true; beginsTiers: boolean; changesPointsFrom: string | null }> {
  const today = tehranDay(asOf);
  const before = await clubLoyalty(db, clinic.id, today);
  const wasThen = await clubLoyalty(db, clinic.id, effectiveOn);
  const subjectId = await write();
  const payload = { effectiveOn, kind, isOn, isTakenBack };
  const event = { clinicId: clinic.id, kind: 'club.changed', occurredAt: asOf, recordedAt: asOf, actor, payload } as const;
  await appendEvent(db, { ...event, subjectKind: 'loyalty', subjectId });
  const after = await clubLoyalty(db, clinic.id, today);
  const isThen = await clubLoyalty(db, clinic.id, effectiveOn);
  const changesPointsFrom = effectiveOn <= today && isThen.hasPoints !== wasThen.hasPoints ? effectiveOn : null;
  return { ok: true, beginsTiers: after.hasTiers && !before.hasTiers, changesPointsFrom };
}
