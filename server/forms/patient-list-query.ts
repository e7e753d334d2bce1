import { z } from 'zod';
import { displayName, placeName } from '../../models/persian/text-keys.js';
import { SOURCES } from '../../models/rules/patient-facts.js';

const one = <const T extends readonly [string, ...string[]]>(choices: T) => z.enum(choices).nullable().catch(null).default(null);
const text = (length: number) =>
  z
    .string()
    .transform((typed) => displayName(typed.slice(0, length)))
    .catch('')
    .default('');
const id = z.coerce.number().int().positive().max(1e14).nullable().catch(null).default(null);

/** The filters of the patients' list as they stand in its address; what cannot be read counts as not asked. */
export const patientFilterQuery = z.object({
  q: text(80),
  status: one(['prospect', 'member']),
  tier: one(['basic', 'silver', 'gold', 'platinum']),
  sex: one(['f', 'm', 'unknown']),
  source: one([...SOURCES, 'unknown']),
  area: text(60).transform((area) => placeName(area) || null),
  vip: one(['yes']).transform((said) => said === 'yes'),
  upcoming: one(['yes']).transform((said) => said === 'yes'),
});

/** The same with the place in the list: the page after, or before, the patient with an id. */
export const patientListQuery = patientFilterQuery.extend({ after: id, before: id });

/** The timeline of a member page: its chapter and the event from which it goes back. */
export const timelineQuery = z.object({
  show: one(['visits', 'appointments', 'messages', 'club', 'surveys', 'file']),
  older: id,
});

/** What is typed into the desk's search. */
export const searchQuery = z.object({ q: z.string().max(200).catch('').default('') });
