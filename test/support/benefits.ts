import type { Benefit } from '../../models/benefit.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { giveGrants } from '../../models/grant-book.js';
import type { ClubKind } from '../../models/rules/loyalty.js';
import { NOW, SYSTEM } from './builders.js';

/** A benefit that is open to everybody and free, unless something else is said. */
export function buildBenefit(
  db: Db,
  clinic: Pick<Clinic, 'id'>,
  overrides: Partial<Parameters<typeof Benefit.create>[0]> = {},
): Promise<Benefit> {
  return db.records.Benefit.create({
    clinicId: clinic.id,
    name: 'لیوان همدم',
    description: null,
    kind: 'material',
    costRial: 500_000,
    valueRial: 1_000_000,
    openTiers: [],
    isOpenToVip: false,
    specialtyIds: [],
    pricePoints: null,
    limitCount: null,
    limitMonths: null,
    stock: null,
    offeredFromOn: null,
    offeredUntilOn: null,
    validDays: 30,
    isTreatment: false,
    permitNumber: null,
    permitUntilOn: null,
    automatic: 'none',
    discountPercent: null,
    discountRial: null,
    choiceIds: [],
    createdAt: new Date(NOW.getTime() - 400 * 86_400_000),
    updatedAt: NOW,
    ...overrides,
  });
}

let serial = 0;

/** A grant of a benefit to a member; throws when it is refused. */
export async function buildGrant(
  db: Db,
  clinic: Pick<Clinic, 'id'>,
  { benefitId, patientId, asOf = NOW }: { benefitId: number; patientId: number; asOf?: Date },
) {
  serial += 1;
  const [answer] = await giveGrants(db, {
    clinicId: clinic.id,
    benefitId,
    wishes: [{ patientId, cause: `hand:${String(serial)}` }],
    asOf,
    actor: SYSTEM,
  });
  if (!answer?.ok) throw new Error(`not granted: ${answer ? answer.reason : 'nothing'}`);
  return answer;
}

/** Makes a patient a member since a day. */
export async function makeMember(
  db: Db,
  clinic: Pick<Clinic, 'id'>,
  id: number,
  { tier = 'basic', since = '2025-01-01' } = {},
): Promise<void> {
  await db.execute(
    `UPDATE patients SET status = 'member', member_since_on = :since, tier = :tier WHERE clinic_id = :clinicId AND id = :id`,
    { clinicId: clinic.id, id, since, tier },
  );
}

/** Lets another kind of club begin long ago, in place of what was chosen before. */
export async function switchClub(
  { db, clinic }: { db: Db; clinic: Pick<Clinic, 'id'> },
  { kind, isOn }: { kind: ClubKind; isOn: boolean },
): Promise<void> {
  await db.execute(
    `INSERT INTO loyalty_versions (clinic_id, effective_on, kind, is_on, created_at) VALUES (:clinicId, '2020-01-01', :kind, :isOn, :at)`,
    { clinicId: clinic.id, kind, isOn, at: NOW },
  );
}
