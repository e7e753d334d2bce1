import type { StaffMember } from '../../models/staff-member.js';
import type { Locale } from '../locale.js';

export interface StaffView {
  id: number;
  displayName: string;
  username: string;
  role: string;
  isActive: boolean;
  isYou: boolean;
  lastSeen: string | null;
}

/** A staff member as a row of the list. */
export const staffView = (person: StaffMember, yourId: number, { t, fmt }: Locale): StaffView => ({
  id: person.id,
  displayName: person.displayName,
  username: person.username,
  role: t(`common:roles.${person.role}`),
  isActive: person.disabledAt === null,
  isYou: person.id === yourId,
  lastSeen: person.lastSignedInAt ? fmt.instant(person.lastSignedInAt) : null,
});
