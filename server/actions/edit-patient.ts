import { appendEvent, type Actor } from '../../models/club-event.js';
import type { Clinic } from '../../models/clinic.js';
import type { Db } from '../../models/database.js';
import { identityColumns, nationalCodeOf, refreshSearchTerms } from '../../models/patient-registry.js';
import type { Patient } from '../../models/patient.js';
import { maskMobile } from '../../models/persian/mobile.js';
import { refuse, type Outcome } from '../errors.js';
import type { PatientEditForm } from '../forms/patient-form.js';
import { onceMoreAfterRace, refuseTaken } from './patient-identity.js';

export interface EditPatient {
  db: Db;
  clinic: Clinic;
  actor: Actor;
  id: number;
  form: PatientEditForm;
  asOf: Date;
}

const COMPARED = ['firstName', 'lastName', 'mobile', 'sex', 'birthOn', 'education', 'area', 'source', 'fileNumber'] as const;

/** Changes what the club knows of a patient and keeps the old values in the event; refuses an identity that another patient has. */
export function editPatient({ db, clinic, actor, id, form, asOf }: EditPatient): Promise<Outcome<{ patient: Patient; changed: string[] }>> {
  const clinicId = clinic.id;
  return onceMoreAfterRace(() =>
    db.transaction(async (): Promise<Outcome<{ patient: Patient; changed: string[] }>> => {
      const patient = await db.records.Patient.findOne({ where: { clinicId, id, deletedAt: null } });
      if (!patient) return refuse('not-found');
      const taken = await refuseTaken(db, clinicId, form, id);
      if (taken) return taken;

      const changes = changesOf(patient, form, nationalCodeOf(db, patient));
      const changed = Object.keys(changes);
      if (changed.length === 0 && patient.birthIsEstimated === form.birthIsEstimated) return { ok: true, patient, changed };
      const { sex, birthOn, birthIsEstimated, education, area, source, fileNumber } = form;
      await patient.update({
        ...identityColumns(db, form),
        sex,
        birthOn,
        birthIsEstimated,
        education,
        area,
        source,
        fileNumber,
        updatedAt: asOf,
      });
      await refreshSearchTerms(db, patient);
      await appendEvent(db, {
        clinicId,
        patientId: id,
        kind: 'patient.edited',
        occurredAt: asOf,
        recordedAt: asOf,
        actor,
        payload: { changes },
      });
      return { ok: true, patient, changed };
    }),
  );
}

type Change = { before: string | null; after: string | null };

/** What changes, field by field; mobiles are masked and of the national code only the fact is kept, because events are never deleted. */
function changesOf(patient: Patient, form: PatientEditForm, nationalCode: string | null): Record<string, Change> {
  const changes: Record<string, Change> = {};
  for (const field of COMPARED) {
    const [before, after] = [patient[field] ?? null, form[field] ?? null];
    if (before !== after) changes[field] = { before: shown(field, before), after: shown(field, after) };
  }
  if (nationalCode !== form.nationalCode) changes['nationalCode'] = { before: null, after: null };
  return changes;
}

function shown(field: string, value: string | null): string | null {
  return field === 'mobile' && value ? maskMobile(value) : value;
}
