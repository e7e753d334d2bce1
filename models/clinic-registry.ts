import type { Clinic } from './clinic.js';
import type { Db } from './database.js';
import { defaultTierRule } from './rules/tier-rule.js';

export interface NewClinic {
  slug: string;
  name: string;
  phone?: string | null;
  isDemo?: boolean;
}

/** Opens a clinic with the club's default tier rule; null when the slug is taken. Call it inside a transaction. */
export async function registerClinic(db: Db, newcomer: NewClinic, asOf: Date): Promise<Clinic | null> {
  if (await db.records.Clinic.findOne({ where: { slug: newcomer.slug } })) return null;
  const clinic = await db.records.Clinic.create({
    slug: newcomer.slug,
    name: newcomer.name.trim(),
    phone: newcomer.phone?.trim() ? newcomer.phone.trim() : null,
    isDemo: newcomer.isDemo ?? false,
    createdAt: asOf,
  });
  await db.records.TierRule.create({ ...defaultTierRule, clinicId: clinic.id, createdAt: asOf });
  return clinic;
}
