import express, { type Request, type RequestHandler, type Router } from 'express';
import { HttpError } from '../errors.js';
import { demandToken } from './csrf.js';

/** Who may use a route: staff whose role may do the action, or anybody, with the reason why. */
export type Guard = { action: string; subject: string } | { open: string; withoutToken?: boolean } | { patient: PatientStage };
/** How far a patient has come on the way to their own page. */
type PatientStage = 'asked' | 'choosing' | 'open';

/** Staff whose policy allows this action on this subject. */
export const allow = (action: string, subject: string): Guard => ({ action, subject });
/** A patient behind their own link or one-time code; `asked` and `choosing` are the steps before the page is open. */
export const ofPatient = (stage: PatientStage = 'open'): Guard => ({ patient: stage });
/** Anybody, signed in or not; `withoutToken` where no session can be expected to carry one. */
export const open = (reason: string, options: { withoutToken?: boolean } = {}): Guard => ({ open: reason, ...options });

export interface RouteLine {
  method: 'get' | 'post';
  path: string;
  guard: Guard;
}

/** The site map: every route is declared here with its permission, and no route can be declared without one. */
export class Site {
  readonly router: Router = express.Router({ strict: false });
  readonly lines: RouteLine[] = [];

  constructor(
    private readonly mayPass: (req: Request, action: string, subject: string) => boolean,
    private readonly onSignedOut: RequestHandler,
    private readonly patientDoor: (stage: PatientStage, changesState: boolean) => RequestHandler,
    /** Stands behind every door: meets each request that was let in. */
    private readonly onLetIn: (line: RouteLine) => RequestHandler,
  ) {}

  get(path: string, guard: Guard, ...handlers: RequestHandler[]): void {
    const line: RouteLine = { method: 'get', path, guard };
    this.lines.push(line);
    this.router.get(path, this.#keeper(guard, false), this.onLetIn(line), ...handlers);
  }

  post(path: string, guard: Guard, ...handlers: RequestHandler[]): void {
    const line: RouteLine = { method: 'post', path, guard };
    this.lines.push(line);
    this.router.post(path, this.#keeper(guard, true), this.onLetIn(line), ...handlers);
  }

  #keeper(guard: Guard, changesState: boolean): RequestHandler {
    if ('patient' in guard) return this.patientDoor(guard.patient, changesState);
    return (req, res, next) => {
      if ('open' in guard) {
        if (changesState && !guard.withoutToken) demandToken(req);
        next();
        return;
      }
      if (!req.user) {
        this.onSignedOut(req, res, next);
        return;
      }
      if (!this.mayPass(req, guard.action, guard.subject)) throw new HttpError(403, 'forbidden');
      if (changesState) demandToken(req);
      next();
    };
  }
}
