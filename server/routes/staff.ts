import type { Request, Response } from 'express';
import { addStaff } from '../actions/add-staff.js';
import { changeOwnPassword } from '../actions/change-own-password.js';
import { editStaff } from '../actions/edit-staff.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { newStaffForm, passwordForm, staffEditForm } from '../forms/staff-form.js';
import { allow, type Site } from '../http/site.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { staffView } from '../presenters/staff-presenter.js';

type Errors = { field: string; message: string }[];

/** The clinic's staff, for the manager; and everybody's own password. */
export function staffRoutes(site: Site): void {
  site.get('/staff', allow('list', 'staff'), async (req, res) => {
    const { db, clinic, locale, staff } = clubOf(req);
    const everybody = await db.records.StaffMember.findAll({ where: { clinicId: clinic.id }, order: [['id', 'ASC']] });
    const people = everybody.map((person) => staffView(person, staff.id, locale));
    await res.page('staff/index', { people }, { title: locale.t('staff:list.title'), nav: 'staff' });
  });

  site.get('/staff/new', allow('add', 'staff'), (req, res) => showNew(req, res, {}));

  site.post('/staff', allow('add', 'staff'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const parsed = parseForm(newStaffForm, req.body);
    if (!parsed.ok) return showNew(req, res, typedValues(req.body), fieldErrors(parsed.problems, 'staff', locale));
    const added = await addStaff({ db, clinic, actor, form: parsed.form, asOf });
    if (!added.ok) return showNew(req, res, typedValues(req.body), refusalErrors(added, 'staff', locale));
    req.flashNote('staff:added', { name: added.staff.displayName });
    res.redirect(303, '/staff');
  });

  site.get('/staff/:id', allow('edit', 'staff'), async (req, res) => {
    const person = await findPerson(req);
    await showEdit(req, res, person.id, {
      displayName: person.displayName,
      role: person.role,
      active: person.disabledAt ? '' : 'yes',
      username: person.username,
    });
  });

  site.post('/staff/:id', allow('edit', 'staff'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const person = await findPerson(req);
    const values = { ...typedValues(req.body), username: person.username };
    const parsed = parseForm(staffEditForm, req.body);
    if (!parsed.ok) return showEdit(req, res, person.id, values, fieldErrors(parsed.problems, 'staff', locale));
    const edited = await editStaff({ db, clinic, actor, id: person.id, form: parsed.form, asOf });
    if (!edited) throw notFound();
    if (!edited.ok) return showEdit(req, res, person.id, values, refusalErrors(edited, 'staff', locale));
    req.flashNote('staff:saved', { name: parsed.form.displayName });
    res.redirect(303, '/staff');
  });

  site.get('/account', allow('change-own-password', 'staff'), (req, res) => showAccount(req, res));

  site.post('/account/password', allow('change-own-password', 'staff'), async (req, res) => {
    const { db, staff, locale } = clubOf(req);
    const parsed = parseForm(passwordForm, req.body);
    if (!parsed.ok) return showAccount(req, res, fieldErrors(parsed.problems, 'staff', locale));
    const changed = await changeOwnPassword({ db, staff, form: parsed.form });
    if (!changed.ok) return showAccount(req, res, refusalErrors(changed, 'staff', locale));
    req.flashNote('staff:password-changed');
    res.redirect(303, '/sign-in');
  });
}

async function findPerson(req: Request) {
  const { db, clinic } = clubOf(req);
  const person = await db.records.StaffMember.findOne({ where: { clinicId: clinic.id, id: idOf(req.params['id']) } });
  if (!person) throw notFound();
  return person;
}

const showNew = (req: Request, res: Response, values: object, errors: Errors = []): Promise<void> =>
  res.page('staff/new', { values }, { title: clubOf(req).locale.t('staff:new.title'), nav: 'staff', errors });

const showEdit = (req: Request, res: Response, id: number, values: object, errors: Errors = []): Promise<void> =>
  res.page('staff/edit', { values, id }, { title: clubOf(req).locale.t('staff:edit.title'), nav: 'staff', errors });

const showAccount = (req: Request, res: Response, errors: Errors = []): Promise<void> =>
  res.page(
    'staff/account',
    { username: clubOf(req).staff.username },
    { title: clubOf(req).locale.t('staff:account.title'), nav: 'account', errors },
  );
