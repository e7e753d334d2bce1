import { appendAudits, type AuditNote } from '../../models/audit.js';
import { addDays, addJalaliMonths } from '../../models/persian/jalali.js';
import { instantOf, tehranDay } from '../../models/persian/tehran-time.js';
import { vipTermsOf } from '../../models/vip-book.js';
import { endVip, giveVip } from '../actions/give-vip.js';
import type { Agenda } from './agenda.js';
import { openness } from './attendance.js';
import type { Chance } from './chance.js';
import type { ClinicStory } from './clinic-story.js';
import type { Desk } from './desk.js';
import type { OpenedClinic } from './opening.js';

interface Told {
  open: OpenedClinic;
  agenda: Agenda;
  desk: Desk;
  story: ClinicStory;
  chance: Chance;
  people: number;
  today: string;
}

const HONOURED = 11;
const WATCHED_DAYS = 8;
const LOOKS_A_DAY = 14;

/** The manager makes some people VIP: a few terms are over, one was ended by hand, the others hold. */
export function planHonours({ open, agenda, desk, story, chance, people, today }: Told): void {
  const { db, clinic, staff } = open;
  for (let i = 0; i < HONOURED; i += 1) {
    const day = addDays(today, -chance.whole(12, 190));
    const months = i % 4 === 0 ? 0 : chance.whole(7, 18);
    const person = chance.whole(0, people - 1);
    const reason = chance.pick(story.honours);
    agenda.desk(instantOf(day, '12:20'), async (asOf) => {
      const patientId = desk.idOf(person);
      if (patientId === null) return;
      const untilOn = months === 0 ? addDays(day, 10) : addJalaliMonths(day, months);
      // Whoever is drawn twice is VIP already.
      await giveVip({ db, clinic, actor: staff.manager, asOf, patientId, form: { reason, fromOn: day, untilOn } });
    });
    if (i !== 1) continue;
    agenda.desk(instantOf(addDays(today, -3), '12:40'), async (asOf) => {
      const patientId = desk.idOf(person);
      const [term] = patientId === null ? [] : await vipTermsOf(db, clinic.id, patientId);
      if (patientId !== null && term) await endVip({ db, clinic, actor: staff.manager, asOf, patientId, termId: term.id });
    });
  }
}

/** What the audit log has seen of the last days at the desk, up to `now`. */
export async function tellAudit({ open, chance, now }: { open: OpenedClinic; chance: Chance; now: Date }): Promise<void> {
  const { db, clinic, staff } = open;
  const clinicId = clinic.id;
  const files = await db.select<{ id: number }>(
    `SELECT id FROM patients WHERE clinic_id = :clinicId AND deleted_at IS NULL ORDER BY last_visit_on DESC, id LIMIT 60`,
    { clinicId },
  );
  const notes: AuditNote[] = [];
  for (let ago = WATCHED_DAYS; ago >= 0; ago -= 1) {
    const day = addDays(tehranDay(now), -ago);
    if (openness(day) === 0 || files.length === 0) continue;
    for (const [role, hour] of [
      ['receptionist', '08:02'],
      ['manager', '08:31'],
      ['physician', '09:05'],
      ['operator', '10:12'],
    ] as const)
      notes.push({ clinicId, at: instantOf(day, hour), actor: staff[role], action: 'staff.sign-in', address: ADDRESSES[role] });
    for (let i = 0; i < LOOKS_A_DAY; i += 1) {
      const role = chance.weighted([
        ['receptionist', 6],
        ['physician', 3],
        ['manager', 2],
        ['operator', 2],
      ] as const);
      const action = chance.weighted(LOOKS[role]);
      const isOfOne = action !== 'patient.search' && action !== 'patient.export';
      notes.push({
        clinicId,
        at: new Date(instantOf(day, '09:15').getTime() + chance.whole(0, 11 * 3_600) * 1_000),
        actor: staff[role],
        action,
        ...(isOfOne ? { subjectKind: 'patient', subjectId: chance.pick(files).id } : {}),
        ...(action === 'patient.edit' ? { fields: ['mobile', 'area'] } : {}),
        address: ADDRESSES[role],
      });
    }
  }
  const seen = notes.filter(({ at }) => at < now).sort((a, b) => a.at.getTime() - b.at.getTime());
  await appendAudits(db, seen);
}

const ADDRESSES = { receptionist: '192.168.1.*', manager: '192.168.1.*', physician: '192.168.1.*', operator: '10.8.0.*' } as const;
const LOOKS = {
  receptionist: [
    ['patient.read', 6],
    ['patient.search', 4],
    ['visit.record', 3],
    ['patient.edit', 1],
  ],
  physician: [['patient.read', 1]],
  manager: [
    ['patient.read', 3],
    ['patient.export', 1],
  ],
  operator: [
    ['patient.read', 3],
    ['patient.search', 2],
  ],
} as const satisfies Record<string, readonly (readonly [string, number])[]>;
