import type { Clinic } from '../../models/clinic.js';
import { registerClinic, type NewClinic } from '../../models/clinic-registry.js';
import type { Db } from '../../models/database.js';
import { refuse, type Outcome } from '../errors.js';

/** Words that stand in the addresses of patients' pages where a clinic's slug would. */
const RESERVED = new Set(['l', 'me', 'offline']);

/** Opens a clinic; refuses a slug that is taken or reserved or is not made of a-z, 0-9 and inner hyphens (40 at most), and an empty name. */
export async function openClinic({ db, form, asOf }: { db: Db; form: NewClinic; asOf: Date }): Promise<Outcome<{ clinic: Clinic }>> {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(form.slug)) return refuse('slug-form', 'slug');
  if (RESERVED.has(form.slug)) return refuse('slug-taken', 'slug');
  if (form.name.trim() === '' || form.name.length > 80) return refuse('required', 'name');
  const clinic = await db.transaction(() => registerClinic(db, form, asOf));
  return clinic ? { ok: true, clinic } : refuse('slug-taken', 'slug');
}
