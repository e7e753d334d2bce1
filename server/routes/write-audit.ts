import type { Request, RequestHandler, Response } from 'express';
import type { AuditNote } from '../../models/audit.js';
import type { Actor } from '../../models/club-event.js';
import type { AuditTrail } from '../audit-trail.js';
import type { SignedIn } from '../context.js';
import type { RouteLine } from '../http/site.js';
import { auditedAction } from '../policies/audit-policy.js';

const MOST_FIELDS = 30;

/**
 * Writes down what a request did once it has succeeded: from the route's line alone, so that no route can forget it. A handler that knows better sets
 * `req.club.audited` (the action of a public door, the fields that really changed).
 */
export const writeAudit =
  (trail: AuditTrail) =>
  (line: RouteLine): RequestHandler =>
  (req, res, next) => {
    const before = whoOf(req);
    const note = (): AuditNote | null => noteOf(req, res, line, before);
    if (line.method === 'post') holdUntilWritten(res, trail, note);
    else
      res.once('close', () => {
        const seen = note();
        if (seen) trail.remember(seen);
      });
    next();
  };

/** The answer to a change leaves after it is written down. */
function holdUntilWritten(res: Response, trail: AuditTrail, note: () => AuditNote | null): void {
  const end = res.end.bind(res) as (...rest: unknown[]) => Response;
  res.end = ((...rest: unknown[]) => {
    const change = note();
    if (!change) return end(...rest);
    void trail.write(change).then(() => end(...rest));
    return res;
  }) as Response['end'];
}

function noteOf(req: Request, res: Response, line: RouteLine, before: Who | null): AuditNote | null {
  const { audited = {}, asOf } = req.club;
  const action = audited.action ?? auditedAction(line, req.query);
  const who = whoOf(req) ?? before;
  const clinicId = audited.clinicId ?? who?.clinicId;
  const actor = audited.actor ?? who?.actor;
  if (!action || !actor || clinicId === undefined || res.statusCode >= 400) return null;
  return {
    clinicId,
    actor,
    action,
    at: asOf,
    ...(audited.subjectKind
      ? { subjectKind: audited.subjectKind, subjectId: audited.subjectId ?? null }
      : subjectOf(req, res, line, actor)),
    fields: audited.fields ?? fieldNames(req.body),
    address: maskedAddress(req.ip),
  };
}

interface Who {
  clinicId: number;
  actor: Actor;
}

function whoOf(req: Request): Who | null {
  const staff = req.user as SignedIn | undefined;
  if (staff) return { clinicId: staff.clinicId, actor: { kind: 'staff', id: staff.id, role: staff.role, displayName: staff.displayName } };
  const { member } = req;
  if (member?.patientId != null) return { clinicId: member.clinicId, actor: { kind: 'patient', patientId: member.patientId } };
  return null;
}

/** /patients/:id/… is about a patient; a new one is where the answer leads to; a patient's own page is about the patient. */
function subjectOf(req: Request, res: Response, { path }: RouteLine, actor: Actor): Pick<AuditNote, 'subjectKind' | 'subjectId'> {
  const [, noun = ''] = /^\/([a-z-]+)\/:id/.exec(path) ?? [];
  const id = Number(req.params['id']);
  if (noun && Number.isSafeInteger(id)) return { subjectKind: singular(noun), subjectId: id };
  if (actor.kind === 'patient') return { subjectKind: 'patient', subjectId: actor.patientId };
  const [, made, number] = /^\/([a-z-]+)\/(\d{1,15})$/.exec(String(res.get('location') ?? '')) ?? [];
  return req.method === 'POST' && made && number ? { subjectKind: singular(made), subjectId: Number(number) } : {};
}

const singular = (noun: string): string => noun.replace(/ies$/, 'y').replace(/s$/, '').slice(0, 20);

/** Names of the fields that were filled in; never what stands in them. */
function fieldNames(body: unknown): string[] {
  return Object.entries((body ?? {}) as Record<string, unknown>)
    .filter(([name, value]) => /^[A-Za-z][\w-]{0,39}$/.test(name) && name !== 'submissionKey' && value !== '')
    .map(([name]) => name)
    .slice(0, MOST_FIELDS);
}

/** The network without the last part of the address: enough to tell the desk from the street. */
function maskedAddress(address: string | undefined): string | null {
  if (!address) return null;
  const plain = address.replace(/^::ffff:/, '');
  return plain.includes('.') ? plain.replace(/\.\d+$/, '.*') : `${plain.split(':').slice(0, 4).join(':')}:*`;
}
