import type { ROLES } from '../../models/staff-member.js';

/** Which roles may do each action on one kind of subject. What is not written here is denied. */
export type Policy = Readonly<Record<string, readonly (typeof ROLES)[number][]>>;
