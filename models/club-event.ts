import type { Db } from './database.js';
import type { Payload } from './json-column.js';
import type { ROLES } from './staff-member.js';

/** Everything of club meaning that can happen. The timeline, the analytics refresh and live pages read these and nothing else. */
export const EVENT_KINDS = [
  'patient.enrolled',
  'patient.edited',
  'patient.deleted',
  'patient.restored',
  'patient.became-member',
  'patient.merged',
  'patient.unmerged',
  'referral.linked',
  'referral.succeeded',
  'referral.taken-back',
  'patient.left',
  'patient.returned',
  'member-link.issued',
  'member-link.revoked',
  'member-page.opened',
  'member-request.made',
  'member-request.settled',
  'consent.given',
  'consent.withdrawn',
  'visit.recorded',
  'visit.corrected',
  'visit.deleted',
  'visit.restored',
  'appointment.booked',
  'appointment.moved',
  'appointment.confirmed',
  'appointment.arrived',
  'appointment.missed',
  'appointment.cancelled',
  'tier.changed',
  'tier-rule.changed',
  'standing.given',
  'standing.revoked',
  'points.earned',
  'points.spent',
  'points.reversed',
  'point-rule.changed',
  'club.changed',
  'vip.given',
  'vip.ended',
  'message.queued',
  'message.accepted',
  'message.delivered',
  'message.undelivered',
  'message.blocked',
  'message.failed',
  'message.unknown',
  'message.cancelled',
  'message.expired',
  'message.received',
  'survey.answered',
  'import.done',
  'import.undone',
  'staff.changed',
  'catalogue.changed',
  'benefit.granted',
  'benefit.used',
  'benefit.reversed',
  'benefit.changed',
  'discount-rule.changed',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Who did it. */
export type Actor =
  | { kind: 'staff'; id: number; role: (typeof ROLES)[number]; displayName: string }
  | { kind: 'job'; name: string }
  | { kind: 'patient'; patientId: number }
  | { kind: 'system' };

export interface NewEvent {
  clinicId: number;
  patientId?: number | null;
  kind: EventKind;
  /** When it happened in the clinic's life (a visit recorded late happened earlier than it was recorded). */
  occurredAt: Date;
  recordedAt: Date;
  actor: Actor;
  subjectKind?: string;
  subjectId?: number;
  payload?: Payload;
}

/** Adds one row to the event log; call it inside the transaction that makes the change. */
export async function appendEvent(db: Db, event: NewEvent): Promise<void> {
  await appendEvents(db, [event]);
}

/** Adds many rows to the event log at once. */
export async function appendEvents(db: Db, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => [
    event.clinicId,
    event.patientId ?? null,
    event.kind,
    event.occurredAt,
    event.recordedAt,
    event.actor.kind,
    event.actor.kind === 'staff' ? event.actor.id : null,
    event.subjectKind ?? null,
    event.subjectId ?? null,
    event.payload ? JSON.stringify(event.payload) : null,
  ]);
  // By hand, because half of all writing is this line: the record would take five times as long.
  await db.execute(
    `INSERT INTO club_events (clinic_id, patient_id, kind, occurred_at, recorded_at, actor_kind, actor_staff_id, subject_kind, subject_id, payload_json)
     VALUES :rows`,
    { rows },
  );
}

/** Adds the same event about many rows of a table that carry clinic_id and patient_id, in one statement. */
export async function appendEventsAbout(
  db: Db,
  event: Omit<NewEvent, 'patientId' | 'subjectKind' | 'subjectId'>,
  subject: { subjectKind: string; table: 'messages'; ids: readonly number[] },
): Promise<void> {
  if (subject.ids.length === 0) return;
  await db.execute(
    `INSERT INTO club_events (clinic_id, patient_id, kind, occurred_at, recorded_at, actor_kind, actor_staff_id, subject_kind, subject_id, payload_json)
     SELECT clinic_id, patient_id, :kind, :occurredAt, :recordedAt, :actorKind, :actorStaffId, :subjectKind, id, :payload
     FROM ${subject.table} WHERE clinic_id = :clinicId AND id IN (:ids)`,
    {
      clinicId: event.clinicId,
      kind: event.kind,
      occurredAt: event.occurredAt,
      recordedAt: event.recordedAt,
      actorKind: event.actor.kind,
      actorStaffId: event.actor.kind === 'staff' ? event.actor.id : null,
      subjectKind: subject.subjectKind,
      payload: event.payload === undefined ? null : JSON.stringify(event.payload),
      ids: subject.ids,
    },
  );
}
