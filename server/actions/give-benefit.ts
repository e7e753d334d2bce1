import type { Clinic } from '../../models/clinic.js';
import type { Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { giveGrants, type GrantAnswer } from '../../models/grant-book.js';
import { tehranDay } from '../../models/persian/tehran-time.js';
import { pointsStanding, spendPoints } from '../../models/points-book.js';
import { refuse, type Outcome, type Refused } from '../errors.js';

export interface GiveBenefit {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  patientId: number;
  benefitId: number;
  /** The same form sent twice gives once. */
  submissionKey: string;
}

export type GivenBenefit = Outcome<{ grantId: number; code: string; isNew: boolean; points: number }>;

/** Gives a member a benefit by hand; what is sold for points only the manager gives for nothing. Refuses what `mayGrant` refuses. */
export async function giveBenefit({ db, clinic, actor, asOf, patientId, benefitId, submissionKey }: GiveBenefit): Promise<GivenBenefit> {
  const benefit = await db.records.Benefit.findOne({ where: { clinicId: clinic.id, id: benefitId } });
  if (!benefit) return refuse('benefit-unknown', 'benefitId');
  if (benefit.pricePoints !== null && actor.kind === 'staff' && actor.role !== 'manager') return refuse('price-needs-points', 'benefitId');
  const wishes = [{ patientId, cause: `hand:${submissionKey}` }];
  return given((await giveGrants(db, { clinicId: clinic.id, benefitId, wishes, asOf, actor }))[0], patientId);
}

/** Lets a member buy a benefit: the grant and the points in one transaction. Refuses what `mayGrant` refuses, and points that are short. */
export async function buyBenefit({ db, clinic, actor, asOf, patientId, benefitId, submissionKey }: GiveBenefit): Promise<GivenBenefit> {
  const clinicId = clinic.id;
  const cause = `buy:${submissionKey}`;
  try {
    return await db.transaction(async () => {
      // The member's row first, as everywhere: two desks that spend the same points take turns.
      const patient = await db.records.Patient.findOne({ where: { clinicId, id: patientId, deletedAt: null }, lock: true });
      if (!patient) return refuse('not-a-member', 'benefitId');
      const { balance } = await pointsStanding(db, { clinicId, patientId, day: tehranDay(asOf) });
      const wishes = [{ patientId, cause }];
      const bought = given((await giveGrants(db, { clinicId, benefitId, wishes, asOf, actor, balance }))[0], patientId);
      if (!bought.ok || !bought.isNew) return bought;
      const spent = await spendPoints(db, {
        clinicId,
        patientId,
        points: bought.points,
        cause: `grant:${String(bought.grantId)}`,
        asOf,
        actor,
      });
      if (!spent.ok) throw new NotPaid(refuse(spent.reason, 'benefitId'));
      return bought;
    });
  } catch (error) {
    if (error instanceof NotPaid) return error.refused;
    throw error;
  }
}

/** Takes the grant back with the transaction when its points could not be spent. */
class NotPaid extends Error {
  constructor(readonly refused: Refused) {
    super(refused.reason);
  }
}

function given(answer: GrantAnswer | undefined, patientId: number): GivenBenefit {
  if (!answer?.ok) return refuse(answer?.reason ?? 'benefit-unknown', 'benefitId');
  // A key that was used for somebody else is no key.
  if (answer.patientId !== patientId) return refuse('invalid', 'benefitId');
  return answer;
}
