import type { Request, RequestHandler, Response } from 'express';
import type { Clinic } from '../models/clinic.js';
import type { Db } from '../models/database.js';
import { clubLoyalty } from '../models/loyalty-book.js';
import { keepMemberNote, memberSession, type MemberSession, type MemberStage } from '../models/member-session.js';
import { tehranDay } from '../models/persian/tehran-time.js';
import type { Loyalty } from '../models/rules/loyalty.js';
import { notFound } from './errors.js';
import { demandOwnToken } from './http/csrf.js';
import type { Locale } from './locale.js';

const COOKIE = 'hamdam_member';
const LONGEST_MS = 12 * 3_600_000;

/** What a handler behind a patient's own page works with. */
export interface MemberRequest {
  db: Db;
  clinic: Clinic;
  patientId: number;
  asOf: Date;
  locale: Locale;
  loyalty: Loyalty;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** The patient's session behind the cookie, also one that has ended. */
    member?: MemberSession;
  }
}

/** The patient's side of a request that passed `ofPatient('open')`. */
export function memberOf(req: Request): MemberRequest {
  const { db, clinic, asOf, locale, loyalty } = req.club;
  const patientId = req.member?.patientId;
  if (!clinic || patientId === null || patientId === undefined) throw new Error('memberOf was called on a request that no patient opened');
  return { db, clinic, patientId, asOf, locale, loyalty };
}

/** Reads the patient's cookie on every page under /m: whose page it is, which clinic, the token of its forms, the note of the page before. */
export const memberSessions =
  (db: Db, clinicBy: (id: number) => Promise<Clinic | null>): RequestHandler =>
  async (req, _res, next) => {
    const token = cookieToken(req);
    const session = token === null ? null : await memberSession(db, token, req.club.asOf);
    if (session && token !== null) {
      req.member = session;
      req.club.clinic = await clinicBy(session.clinicId);
      req.club.loyalty = await clubLoyalty(db, session.clinicId, tehranDay(req.club.asOf));
      if (session.isOpen) {
        // Made of the secret in the cookie: nothing to store, and good for this session only.
        req.ownToken = db.vault.blindIndex(`member form:${token}`);
        req.flashNote = (key, params, undo) => {
          req.leftNote = keepMemberNote(db, session, { key, ...(params ? { params } : {}), ...(undo ? { undo } : {}) });
        };
        // Only a page shows notes; its files must not take them away.
        if (req.method === 'GET' && session.notes.length > 0 && !req.path.includes('.')) {
          req.ownNotes = session.notes;
          await keepMemberNote(db, session, null);
        }
      }
    }
    next();
  };

/** Lets a request of a patient's session in that has come so far; a form must carry the session's token. Others are led to the clinic's door. */
export const memberDoor =
  (stage: MemberStage, changesState: boolean): RequestHandler =>
  (req, res, next) => {
    const session = req.member;
    if (session?.isOpen !== true || session.stage !== stage || !req.club.clinic) {
      const isChoosing = session?.isOpen === true && session.stage === 'choosing';
      res.redirect(303, session ? `/m/${session.slug}${isChoosing ? '/who' : ''}` : '/m');
      return;
    }
    if (changesState) demandOwnToken(req);
    next();
  };

/** Gives the visitor the cookie of their page: seen by no script, sent to no other site and only to pages under /m. */
export function giveMemberCookie(res: Response, token: string, servedByHttps: boolean): void {
  res.cookie(COOKIE, token, { httpOnly: true, sameSite: 'lax', secure: servedByHttps, path: '/m', maxAge: LONGEST_MS });
}

/** Takes the cookie away. */
export function takeMemberCookie(res: Response, servedByHttps: boolean): void {
  res.clearCookie(COOKIE, { httpOnly: true, sameSite: 'lax', secure: servedByHttps, path: '/m' });
}

/** The clinic whose door stands at this path; a clinic that is not there has no page. */
export async function clinicAtDoor(req: Request): Promise<Clinic> {
  const slug = String(req.params['slug']);
  const clinic = /^[a-z0-9-]{1,40}$/.test(slug) ? await req.club.db.records.Clinic.findOne({ where: { slug } }) : null;
  if (!clinic) throw notFound();
  req.club.clinic = clinic;
  return clinic;
}

function cookieToken(req: Request): string | null {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([A-Za-z0-9_-]{32})(?:;|$)`).exec(req.headers.cookie ?? '')?.[1] ?? null;
}
