import type { Request, RequestHandler, Response } from 'express';
import { addToCatalogue, archiveInCatalogue, changeInCatalogue } from '../actions/change-catalogue.js';
import { clubOf } from '../context.js';
import { idOf, notFound } from '../errors.js';
import { catalogueForms, catalogueList, type CatalogueForm, type CatalogueList } from '../forms/catalogue-form.js';
import { parseForm, typedValues } from '../forms/parse.js';
import { allow, type Site } from '../http/site.js';
import { catalogueView, type OpenForm } from '../presenters/catalogue-presenter.js';
import { fieldErrors, refusalErrors } from '../presenters/field-errors.js';
import { catalogue } from '../reports/catalogue-report.js';

type Errors = { field: string; message: string }[];

/** The clinic's lists: specialties with their services, physicians, the clinic's own illnesses. */
export function catalogueRoutes(site: Site): void {
  site.get('/catalogue', allow('list', 'catalogue'), (req, res) => showCatalogue(req, res, null));

  site.post('/catalogue/:list', allow('add', 'catalogue'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const list = listOf(req);
    const parsed = parseForm(catalogueForms[list], req.body);
    if (!parsed.ok) return showCatalogue(req, res, openForm(req, list, null), fieldErrors(parsed.problems, 'catalogue', locale));
    const form: CatalogueForm = parsed.form;
    const added = await addToCatalogue({ db, clinic, actor, asOf, list, form });
    if (!added.ok) return showCatalogue(req, res, openForm(req, list, null), refusalErrors(added, 'catalogue', locale));
    req.flashNote('catalogue:flash.added', { name: form.name });
    res.redirect(303, `/catalogue#${list}`);
  });

  site.post('/catalogue/:list/:id', allow('change', 'catalogue'), async (req, res) => {
    const { db, clinic, actor, asOf, locale } = clubOf(req);
    const list = listOf(req);
    const id = idOf(req.params['id']);
    const parsed = parseForm(catalogueForms[list], req.body);
    if (!parsed.ok) return showCatalogue(req, res, openForm(req, list, id), fieldErrors(parsed.problems, 'catalogue', locale));
    const form: CatalogueForm = parsed.form;
    const changed = await changeInCatalogue({ db, clinic, actor, asOf, list, id, form });
    if (!changed.ok && changed.reason === 'entry-unknown') throw notFound();
    if (!changed.ok) return showCatalogue(req, res, openForm(req, list, id), refusalErrors(changed, 'catalogue', locale));
    req.flashNote('catalogue:flash.changed', { name: form.name });
    res.redirect(303, `/catalogue#${list}`);
  });

  site.post('/catalogue/:list/:id/archive', allow('archive', 'catalogue'), archive(true));
  site.post('/catalogue/:list/:id/restoration', allow('archive', 'catalogue'), archive(false));
}

const archive =
  (isArchived: boolean): RequestHandler =>
  async (req, res) => {
    const { db, clinic, actor, asOf } = clubOf(req);
    const list = listOf(req);
    const id = idOf(req.params['id']);
    const archived = await archiveInCatalogue({ db, clinic, actor, asOf, list, id, isArchived });
    if (!archived.ok) throw notFound();
    const undo = `/catalogue/${list}/${id}/restoration`;
    const name = archived.entry.name ?? '';
    if (isArchived) req.flashNote('catalogue:flash.archived', { name }, undo);
    else req.flashNote('catalogue:flash.restored', { name });
    res.redirect(303, `/catalogue#${list}`);
  };

function listOf(req: Request): CatalogueList {
  const list = catalogueList(req.params['list']);
  if (!list) throw notFound();
  return list;
}

function openForm(req: Request, list: CatalogueList, id: number | null): OpenForm {
  const typed = typedValues(req.body);
  const specialty = Number(typed['specialtyId']);
  return { list, id, specialtyId: Number.isInteger(specialty) && specialty > 0 ? specialty : null, typed };
}

async function showCatalogue(req: Request, res: Response, open: OpenForm | null, errors: Errors = []): Promise<void> {
  const { db, clinic, locale } = clubOf(req);
  const lists = await catalogue(db, clinic.id);
  const physicians = await db.records.StaffMember.findAll({ where: { clinicId: clinic.id, role: 'physician' }, order: [['id', 'ASC']] });
  await res.page('catalogue/index', catalogueView(lists, physicians, open, locale), {
    title: locale.t('catalogue:title'),
    nav: 'catalogue',
    errors,
  });
}
