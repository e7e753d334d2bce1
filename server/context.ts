import type { Request } from 'express';
import type { AuditNote } from '../models/audit.js';
import type { Actor } from '../models/club-event.js';
import type { Clinic } from '../models/clinic.js';
import type { Db } from '../models/database.js';
import type { Loyalty } from '../models/rules/loyalty.js';
import type { ROLES } from '../models/staff-member.js';
import type { Locale } from './locale.js';

/** The staff member behind a request, as routes and policies need it. */
export interface SignedIn {
  id: number;
  clinicId: number;
  username: string;
  displayName: string;
  role: (typeof ROLES)[number];
  lang: 'fa' | 'en';
  sessionEpoch: number;
  /** The physician record of a signed-in physician: whose patients are «their own». */
  physicianId: number | null;
}

export type StaffActor = Extract<Actor, { kind: 'staff' }>;

/** What a signed-in handler works with. */
export interface ClubRequest {
  db: Db;
  clinic: Clinic;
  staff: SignedIn;
  actor: StaffActor;
  /** The instant of the request: the only clock that actions and reports see. */
  asOf: Date;
  locale: Locale;
  /** What the club offers today: tiers, VIP, points. */
  loyalty: Loyalty;
}

/** The club's side of a request that passed `allow`. */
export function clubOf(req: Request): ClubRequest {
  const { db, clinic, asOf, locale, loyalty } = req.club;
  const staff = req.user as SignedIn | undefined;
  if (!clinic || !staff) throw new Error('clubOf was called on a request that nobody signed');
  return {
    db,
    clinic,
    staff,
    asOf,
    locale,
    loyalty,
    actor: { kind: 'staff', id: staff.id, role: staff.role, displayName: staff.displayName },
  };
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Set at the edge for every request; the clinic only when somebody is signed in. */
    club: {
      db: Db;
      clinic: Clinic | null;
      asOf: Date;
      locale: Locale;
      loyalty: Loyalty;
      audited?: Partial<Omit<AuditNote, 'at' | 'address'>>;
      openRequests?: number;
    };
  }
}
