import type { Db } from '../../models/database.js';
import { departureOf, type Departure } from '../../models/member-departure.js';
import { memberLinks } from '../../models/member-link.js';
import type { Loyalty } from '../../models/rules/loyalty.js';
import { vipOn } from '../../models/vip-book.js';
import { memberFile, type MemberFile } from './member-page-report.js';

export interface MemberHome {
  file: MemberFile;
  departure: Departure | null;
  isVip: boolean;
}

/** A patient's own file with what their card shows: three statements at most. */
export async function memberHome(
  db: Db,
  { clinicId, patientId, day, loyalty }: { clinicId: number; patientId: number; day: string; loyalty: Loyalty },
): Promise<MemberHome | null> {
  const file = await memberFile(db, { clinicId, sight: { physicianId: null }, id: patientId });
  if (!file) return null;
  const isVip = loyalty.hasVip && (await vipOn(db, clinicId, patientId, day));
  return { file, departure: await departureOf(db, clinicId, patientId), isVip };
}

export interface OwnPageStanding {
  open: number;
  lastExpiresAt: Date | null;
  leftAt: Date | null;
}

/** What the desk sees of a patient's own page: the links that are open, and whether they left the club. Two statements. */
export async function ownPageStanding(
  db: Db,
  { clinicId, patientId, asOf }: { clinicId: number; patientId: number; asOf: Date },
): Promise<OwnPageStanding> {
  const { open, lastExpiresAt } = await memberLinks(db, { clinicId, patientId, asOf });
  return { open, lastExpiresAt, leftAt: (await departureOf(db, clinicId, patientId))?.leftAt ?? null };
}
