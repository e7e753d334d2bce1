/*
 * What the club asks of a patient beside the name. Every answer may be unknown; unknown is shown as such and never guessed.
 * The keys are stored; their words stand in locales (patients:sex, patients:education, patients:source). A source that an imported file
 * names and this list does not is stored in its own words.
 */
export const SEXES = ['f', 'm'] as const;

/** The highest education finished, lowest first. */
export const EDUCATIONS = ['illiterate', 'below-diploma', 'diploma', 'associate', 'bachelor', 'master'] as const;
export type Education = (typeof EDUCATIONS)[number];

/** How the patient came to know the clinic. */
export const SOURCES = ['referral', 'instagram', 'web-search', 'walk-in', 'insurance', 'physician', 'other'] as const;
export type PatientSource = (typeof SOURCES)[number];
