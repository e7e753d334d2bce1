import { checkAudit, type AuditFault } from '../../models/audit-check.js';
import { localeOf } from '../locale.js';
import { textOf, type Command } from './command.js';
import { clinicOf, refusal } from './staff-commands.js';

const { t } = localeOf('fa');

interface Checked {
  clinic: string;
  entries: number;
  fault: AuditFault | null;
}

/** `audit verify` */
export const verifyAuditCommand: Command = {
  name: 'audit verify',
  says: 'goes through the audit log and finds the first entry that was changed, taken out or put elsewhere',
  takes: [],
  options: { clinic: { takes: 'SLUG', says: 'one clinic only (default: every clinic)' } },
  run: async (club, _words, options) => {
    const slug = textOf(options['clinic']);
    const one = slug === '' ? null : await clinicOf(club, slug);
    if (slug !== '' && !one) return refusal('clinic-unknown', 'clinic');
    const clinics = one ? [one] : await club.db.records.Clinic.findAll({ order: [['id', 'ASC']] });
    const checked: Checked[] = [];
    for (const { id, slug: clinic } of clinics) checked.push({ clinic, ...(await checkAudit(club.db, id)) });
    const text = checked
      .map(({ clinic, entries, fault }) => t(`audit:command.${fault?.kind ?? 'whole'}`, { clinic, entries, number: fault?.number }))
      .join('\n');
    const data = { clinics: checked };
    return checked.every(({ fault }) => fault === null) ? { ok: true, data, text } : { ok: false, reason: 'audit-broken', text, data };
  },
};
