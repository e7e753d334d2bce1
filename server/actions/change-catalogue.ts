import { catalogueKey } from '../../models/catalogue.js';
import type { Clinic } from '../../models/clinic.js';
import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import { displayName } from '../../models/persian/text-keys.js';
import { refuse, type Outcome, type Refused } from '../errors.js';
import type { CatalogueForm, CatalogueList } from '../forms/catalogue-form.js';
import { icd10CodeOf } from '../reference/illness-names.js';
import { entriesOf, type CatalogueEntry } from './catalogue-entries.js';

interface Change {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  list: CatalogueList;
}

export type AddEntry = Change & { form: CatalogueForm };
export type ChangeEntry = Change & { id: number; form: CatalogueForm };
export type ArchiveEntry = Change & { id: number; isArchived: boolean };

/** Adds an entry to one of the clinic's lists; refuses a name (or code) that stands there already, in whatever spelling. */
export async function addToCatalogue({ db, clinic, actor, asOf, list, form }: AddEntry): Promise<Outcome<{ entry: CatalogueEntry }>> {
  return db.transaction(async () => {
    const entries = entriesOf(db, list);
    if (list === 'services' && !form.specialtyId) return refuse('specialty-unknown', 'specialtyId');
    const refused =
      (await badReference(db, clinic.id, form, null)) ?? (await takenBy(db, clinic.id, list, form, form.specialtyId ?? null, null));
    if (refused) return refused;
    const entry = await entries.add({ clinicId: clinic.id, ...columnsOf(list, form) });
    await logChange(db, { clinic, actor, asOf, list }, 'added', entry, null);
    return { ok: true, entry };
  });
}

/** Renames an entry or changes what belongs to it; a service stays with its specialty. */
export async function changeInCatalogue({
  db,
  clinic,
  actor,
  asOf,
  list,
  id,
  form,
}: ChangeEntry): Promise<Outcome<{ entry: CatalogueEntry }>> {
  return db.transaction(async () => {
    const entry = await entriesOf(db, list).find(clinic.id, id);
    if (!entry) return refuse('entry-unknown');
    const specialtyId = list === 'services' ? (entry.specialtyId ?? null) : (form.specialtyId ?? null);
    const kept = { ...form, specialtyId };
    const refused = (await badReference(db, clinic.id, kept, entry)) ?? (await takenBy(db, clinic.id, list, form, specialtyId, id));
    if (refused) return refused;
    const before = entry.name;
    await entry.update(columnsOf(list, kept));
    await logChange(db, { clinic, actor, asOf, list }, 'changed', entry, before);
    return { ok: true, entry };
  });
}

/** Takes an entry out of the choices, or back into them; whatever used it keeps it. */
export async function archiveInCatalogue({
  db,
  clinic,
  actor,
  asOf,
  list,
  id,
  isArchived,
}: ArchiveEntry): Promise<Outcome<{ entry: CatalogueEntry }>> {
  return db.transaction(async () => {
    const entry = await entriesOf(db, list).find(clinic.id, id);
    if (!entry) return refuse('entry-unknown');
    await entry.update({ archivedAt: isArchived ? asOf : null });
    await logChange(db, { clinic, actor, asOf, list }, isArchived ? 'archived' : 'restored', entry, null);
    return { ok: true, entry };
  });
}

function columnsOf(list: CatalogueList, form: CatalogueForm): object {
  const name = displayName(form.name);
  const named = { name, searchKey: catalogueKey(name) };
  if (list === 'services') return { ...named, specialtyId: form.specialtyId ?? null, amountRial: form.amountRial ?? null };
  if (list === 'physicians') return { ...named, specialtyId: form.specialtyId ?? null, staffMemberId: form.staffMemberId ?? null };
  return list === 'illnesses' ? { ...named, code: form.code ?? '', isOwn: true } : named;
}

/** Whether the form names a specialty or a staff member that cannot be meant. */
async function badReference(db: Db, clinicId: number, form: CatalogueForm, entry: CatalogueEntry | null): Promise<Refused | null> {
  const { specialtyId = null, staffMemberId = null } = form;
  if (specialtyId !== null && !(await db.records.Specialty.findOne({ where: { clinicId, id: specialtyId } })))
    return refuse('specialty-unknown', 'specialtyId');
  if (staffMemberId === null) return null;
  const staff = await db.records.StaffMember.findOne({ where: { clinicId, id: staffMemberId, role: 'physician' } });
  if (!staff) return refuse('staff-unknown', 'staffMemberId');
  const linked = await db.records.Physician.findOne({ where: { clinicId, staffMemberId } });
  return linked && linked.id !== entry?.id ? refuse('staff-taken', 'staffMemberId') : null;
}

/** Whether another entry of the list has this name or code already. */
async function takenBy(
  db: Db,
  clinicId: number,
  list: CatalogueList,
  form: CatalogueForm,
  specialtyId: number | null,
  exceptId: number | null,
): Promise<Refused | null> {
  const entries = entriesOf(db, list);
  const sameName = await entries.named(clinicId, catalogueKey(form.name), specialtyId);
  if (sameName && sameName.id !== exceptId) return refuse('name-taken', 'name');
  if (list !== 'illnesses' || !form.code) return null;
  if (icd10CodeOf(form.code) !== null) return refuse('code-of-icd10', 'code');
  const sameCode = await db.records.Illness.findOne({ where: { clinicId, code: form.code } });
  return sameCode && sameCode.id !== exceptId ? refuse('code-taken', 'code') : null;
}

async function logChange(
  db: Db,
  { clinic, actor, asOf, list }: Omit<Change, 'db'>,
  what: string,
  entry: CatalogueEntry,
  nameBefore: string | null,
): Promise<void> {
  await appendEvent(db, {
    clinicId: clinic.id,
    kind: 'catalogue.changed',
    occurredAt: asOf,
    recordedAt: asOf,
    actor,
    subjectKind: list,
    subjectId: entry.id,
    payload: { list, what, name: entry.name, ...(nameBefore === null ? {} : { nameBefore }) },
  });
}
