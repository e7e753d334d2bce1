import type { Locale } from '../locale.js';
import { icd10Name } from '../reference/illness-names.js';
import type { CatalogueChoices } from '../reports/catalogue-report.js';
import type { UsedIllness } from '../reports/visit-form-report.js';

export interface Option {
  value: number | string;
  label: string;
  options?: Option[];
}

/** The clinic's lists as the choices of a form, each with «not chosen» first; services stand under their specialty. */
export function choiceOptions(
  { specialties, physicians }: CatalogueChoices,
  { t, fmt }: Locale,
): Record<'specialties' | 'services' | 'physicians', Option[]> {
  const none = { value: '', label: t('visits:field.none') };
  return {
    specialties: [none, ...specialties.map(({ id, name }) => ({ value: id, label: name }))],
    services: [
      none,
      ...specialties
        .filter(({ services }) => services.length > 0)
        .map(({ id, name, services }) => ({
          value: id,
          label: name,
          options: services.map((service) => ({
            value: service.id,
            label: service.amountRial === null ? service.name : `${service.name} · ${fmt.toman(service.amountRial)}`,
          })),
        })),
    ],
    physicians: [none, ...physicians.map(({ id, name }) => ({ value: id, label: name }))],
  };
}

/** Illnesses as the suggestions of a text box: the clinic's own by name, codes with their name behind. */
export const illnessSuggestions = (illnesses: readonly UsedIllness[], { lang }: Pick<Locale, 'lang'>): string[] =>
  illnesses.map(({ code, name, isOwn }) => shownIllness({ code, name, isOwn: isOwn === 1 }, lang));

/** An illness in words: «L20 · name», or the clinic's own name for it. */
export function shownIllness({ code, name, isOwn }: { code: string; name: string | null; isOwn: boolean }, lang: Locale['lang']): string {
  if (isOwn) return name ?? code;
  const known = icd10Name(code, lang);
  return known === null ? code : `${code} · ${known}`;
}

/** An illness as a running text names it, without its code where it has a name. */
export function illnessInWords({ code, name, isOwn }: { code: string; name: string | null; isOwn: boolean }, lang: Locale['lang']): string {
  return (isOwn ? name : icd10Name(code, lang)) ?? code;
}
