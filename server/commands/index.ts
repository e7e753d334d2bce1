import type { Command } from './command.js';
import { addClinicCommand, addStaffCommand, resetPasswordCommand } from './staff-commands.js';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [addClinicCommand, addStaffCommand, resetPasswordCommand];
