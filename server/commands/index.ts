import { verifyAuditCommand } from './audit-command.js';
import { backupCommand, doctorCommand, restoreCommand } from './care-commands.js';
import type { Command } from './command.js';
import { exportCommand } from './export-command.js';
import { importCommand, undoImportCommand } from './import-commands.js';
import { jobCommand } from './job-command.js';
import { addClinicCommand, addStaffCommand, resetPasswordCommand } from './staff-commands.js';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  addClinicCommand,
  addStaffCommand,
  resetPasswordCommand,
  importCommand,
  undoImportCommand,
  exportCommand,
  jobCommand,
  backupCommand,
  restoreCommand,
  doctorCommand,
  verifyAuditCommand,
];
