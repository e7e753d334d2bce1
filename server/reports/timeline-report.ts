import type { EventKind } from '../../models/club-event.js';
import type { Db } from '../../models/database.js';
import type { Loyalty, Offer } from '../../models/rules/loyalty.js';

/** The chips over a timeline and the events that each shows. */
export const TIMELINE_CHAPTERS = {
  visits: ['visit.recorded', 'visit.corrected', 'visit.deleted', 'visit.restored'],
  appointments: [
    'appointment.booked',
    'appointment.moved',
    'appointment.confirmed',
    'appointment.arrived',
    'appointment.missed',
    'appointment.cancelled',
  ],
  messages: [
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
  ],
  club: [
    'tier.changed',
    'standing.given',
    'standing.revoked',
    'vip.given',
    'vip.ended',
    'points.earned',
    'points.spent',
    'points.reversed',
    'benefit.granted',
    'benefit.used',
    'benefit.reversed',
    'patient.enrolled',
    'patient.became-member',
    'referral.linked',
    'referral.succeeded',
    'referral.taken-back',
  ],
  surveys: ['survey.answered'],
  own: [
    'patient.left',
    'patient.returned',
    'member-request.made',
    'member-request.settled',
    'member-page.opened',
    'member-link.issued',
    'member-link.revoked',
  ],
  file: [
    'patient.edited',
    'patient.deleted',
    'patient.restored',
    'patient.merged',
    'patient.unmerged',
    'consent.given',
    'consent.withdrawn',
  ],
} as const satisfies Record<string, readonly EventKind[]>;
export type TimelineChapter = keyof typeof TIMELINE_CHAPTERS;

export interface TimelineEvent {
  id: number;
  kind: EventKind;
  occurredAt: Date;
  recordedAt: Date;
  actorKind: 'staff' | 'job' | 'patient' | 'system';
  actorName: string | null;
  subjectKind: string | null;
  subjectId: number | null;
  payloadJson: Record<string, unknown> | null;
  specialty: string | null;
  service: string | null;
  physician: string | null;
  startsAt: Date | null;
}

export interface TimelineAsked {
  clinicId: number;
  patientId: number;
  chapter: TimelineChapter | null;
  /** What the club offers: what it does not is left out. */
  loyalty: Loyalty;
  /** Older than the event with this id. */
  before: number | null;
  pageSize: number;
}

/** What happened with a patient, newest first, from the event log alone; `olderThan` is where the next page goes on. One statement. */
export async function timeline(db: Db, asked: TimelineAsked): Promise<{ events: TimelineEvent[]; olderThan: number | null }> {
  const { clinicId, patientId, chapter, loyalty, before, pageSize } = asked;
  // While a message is only under way, its later state says more, and what a visit earned stands beside its visit in the ledger of points; their
  // chapters show all of it.
  const all: readonly string[] =
    chapter === null ? [...Object.values(TIMELINE_CHAPTERS).flat()].filter((kind) => !SAID_BETTER.has(kind)) : TIMELINE_CHAPTERS[chapter];
  const kinds = all.filter((kind) => {
    const offer = OFFER_OF[kind.split('.')[0] ?? ''];
    return !offer || loyalty[offer];
  });
  const rows = await db.select<TimelineEvent>(
    `SELECT e.id, e.kind, e.occurred_at AS "occurredAt", e.recorded_at AS "recordedAt", e.actor_kind AS "actorKind",
       s.display_name AS "actorName", e.subject_kind AS "subjectKind", e.subject_id AS "subjectId", e.payload_json AS "payloadJson",
       sp.name AS specialty, sv.name AS service, ph.name AS physician, a.starts_at AS "startsAt"
     FROM club_events e
     LEFT JOIN staff_members s ON s.id = e.actor_staff_id AND s.clinic_id = :clinicId
     LEFT JOIN visits v ON e.subject_kind = 'visit' AND v.id = e.subject_id AND v.clinic_id = :clinicId
     LEFT JOIN appointments a ON e.subject_kind = 'appointment' AND a.id = e.subject_id AND a.clinic_id = :clinicId
     LEFT JOIN specialties sp ON sp.id = COALESCE(v.specialty_id, a.specialty_id) AND sp.clinic_id = :clinicId
     LEFT JOIN services sv ON sv.id = COALESCE(v.service_id, a.service_id) AND sv.clinic_id = :clinicId
     LEFT JOIN physicians ph ON ph.id = COALESCE(v.physician_id, a.physician_id) AND ph.clinic_id = :clinicId
     WHERE e.clinic_id = :clinicId AND e.patient_id = :patientId AND e.kind IN (:kinds)
       ${before === null ? '' : 'AND (e.occurred_at, e.id) < (SELECT b.occurred_at, b.id FROM club_events b WHERE b.clinic_id = :clinicId AND b.patient_id = :patientId AND b.id = :before)'}
     ORDER BY e.occurred_at DESC, e.id DESC LIMIT :limit`,
    { clinicId, patientId, kinds: [...kinds], before, limit: pageSize + 1 },
  );
  const events = rows.slice(0, pageSize);
  return { events, olderThan: rows.length > pageSize ? (events.at(-1)?.id ?? null) : null };
}

const SAID_BETTER: ReadonlySet<string> = new Set<EventKind>(['message.queued', 'message.accepted', 'message.unknown', 'points.earned']);

/** The noun of an event that only a club with this offer shows. */
const OFFER_OF: Readonly<Record<string, Offer>> = {
  tier: 'hasTiers',
  standing: 'hasTiers',
  vip: 'hasVip',
  points: 'hasPoints',
  benefit: 'hasPoints',
};
