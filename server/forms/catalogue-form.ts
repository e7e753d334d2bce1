import { z } from 'zod';
import { toLatinDigits } from '../../models/persian/digits.js';
import { csrfField, optionalAmountRial, optionalId } from './fields.js';

const name = z
  .string('name-missing')
  .trim()
  .min(1, 'name-missing')
  .max(120, 'name-too-long')
  .regex(/[\p{L}\p{N}]/u, 'name-missing');
const code = z
  .string('code-missing')
  .trim()
  .min(1, 'code-missing')
  .transform(toLatinDigits)
  .pipe(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,19}$/, 'code-unreadable'));

/** What the desk fills in for one entry of each of the clinic's lists. */
export const catalogueForms = {
  specialties: z.strictObject({ name, ...csrfField }),
  services: z.strictObject({ name, specialtyId: optionalId, amountRial: optionalAmountRial('amount-unreadable'), ...csrfField }),
  physicians: z.strictObject({ name, specialtyId: optionalId, staffMemberId: optionalId, ...csrfField }),
  illnesses: z.strictObject({ name, code, ...csrfField }),
};

export const CATALOGUE_LISTS = ['specialties', 'services', 'physicians', 'illnesses'] as const;
export type CatalogueList = (typeof CATALOGUE_LISTS)[number];

/** A parsed entry of any list; what a list does not have is absent. */
export interface CatalogueForm {
  name: string;
  code?: string;
  specialtyId?: number | null;
  staffMemberId?: number | null;
  amountRial?: number | null;
}

/** The list that a path names, or null. */
export const catalogueList = (segment: unknown): CatalogueList | null => CATALOGUE_LISTS.find((list) => list === segment) ?? null;
