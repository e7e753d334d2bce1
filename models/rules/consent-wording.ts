/*
 * Every statement of consent is a dated row that says where it came from and which wording was read. Staff may say: at the desk, on signed
 * paper, on the phone. A reply by SMS, a page of the patient's own and an imported file are written by the program.
 */
export const CONSENT_SOURCES = ['desk', 'paper', 'phone', 'sms', 'page', 'import'] as const;
export type ConsentSource = (typeof CONSENT_SOURCES)[number];

/** What staff may name as the source. */
export const STAFF_CONSENT_SOURCES = ['desk', 'paper', 'phone'] as const satisfies readonly ConsentSource[];

/** The version of the words on which consent is asked (locales, patients:consent.wording); raise it when their meaning changes. */
export const CONSENT_WORDING = 1;
