import { createHmac } from 'node:crypto';
import { ROLES, type Role } from '../../models/staff-member.js';

// Nothing that can be mistaken for something else when it is read aloud.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** The password of a demo sign-in: made from this installation's secret, so that every start can print it and no other installation has it. */
export function demoPassword(secret: string, role: Role): string {
  const bytes = createHmac('sha256', secret).update(`demo sign-in ${role}`).digest();
  const letters = [...bytes.subarray(0, 12)].map((byte) => LETTERS[byte % LETTERS.length] ?? '').join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

/** What the start prints for the four sign-ins, one line each. */
export function signInLines(secret: string): string {
  return ROLES.map((role) => `  ${role.padEnd(14)}${demoPassword(secret, role)}`).join('\n');
}
