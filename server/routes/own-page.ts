import type { Request, Response } from 'express';
import { tehranDay } from '../../models/persian/tehran-time.js';
import type { AsPatient } from '../actions/ask-as-patient.js';
import { notFound } from '../errors.js';
import { memberOf } from '../member-door.js';
import { memberHome, type MemberHome } from '../reports/member-home-report.js';

/** What an action needs of a patient who asks on their own page. */
export const asPatient = (req: Request): AsPatient => {
  const { db, clinic, patientId, asOf } = memberOf(req);
  return { db, clinic, patientId, asOf };
};

/** The patient's own file with what their card shows; a patient who is gone has no page. */
export async function homeOf(req: Request): Promise<MemberHome> {
  const { db, clinic, patientId, asOf, loyalty } = memberOf(req);
  const home = await memberHome(db, { clinicId: clinic.id, patientId, day: tehranDay(asOf), loyalty });
  if (!home) throw notFound();
  return home;
}

/** Shows views/me/PAGE.ejs inside the layout of a patient's own pages. */
export function show(
  req: Request,
  res: Response,
  page: string,
  view: object,
  errors: { field: string; message: string }[] = [],
): Promise<void> {
  const { t } = memberOf(req).locale;
  return res.page(`me/${page}`, view, { title: t(`me:${page}.title`), nav: page, layout: 'member', errors });
}
