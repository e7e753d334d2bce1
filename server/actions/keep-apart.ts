import type { Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { refuse, type Outcome } from '../errors.js';

export interface KeepApart {
  db: Db;
  clinic: Pick<Clinic, 'id'>;
  actor: Actor;
  asOf: Date;
  form: { one: number; other: number };
}

/** Remembers that two files are two people, so that they are not shown again; a second time changes nothing. */
export function keepApart({ db, clinic, actor, asOf, form }: KeepApart): Promise<Outcome> {
  const clinicId = clinic.id;
  const [firstId, secondId] = [Math.min(form.one, form.other), Math.max(form.one, form.other)];
  return db.transaction(async (): Promise<Outcome> => {
    if (firstId === secondId) return refuse('merge-itself');
    const there = await db.records.Patient.count({ where: { clinicId, id: [firstId, secondId] } });
    if (there < 2) return refuse('merge-gone');
    await db.execute(
      `INSERT INTO different_people (clinic_id, first_id, second_id, decided_by, decided_at)
       VALUES (:clinicId, :firstId, :secondId, :by, :asOf) ON CONFLICT DO NOTHING`,
      { clinicId, firstId, secondId, by: actor.kind === 'staff' ? actor.id : null, asOf },
    );
    return { ok: true };
  });
}
