import type { Offer } from '../../models/rules/loyalty.js';

/** One file of the export in SQL. */
export interface Source {
  name: string;
  /** What the club must offer for the file to be written. */
  when?: Offer;
  /** The header of each column and its SQL; a column that begins with ? needs tiers. */
  columns: Readonly<Record<string, string>>;
  from: string;
}

/** The text of such a message holds a code or a link that opens a patient's page. */
const SECRET_TEXTS = `('member-code', 'member-link')`;

/** The files of a clinic's export, in the order in which they are written. */
export const EXPORT_SOURCES: readonly Source[] = [
  {
    name: 'patients',
    columns: {
      member_number: 'x.member_number',
      file_number: 'x.file_number',
      first_name: 'x.first_name',
      last_name: 'x.last_name',
      mobile: 'x.mobile',
      national_code: 'x.national_code_cipher',
      sex: 'x.sex',
      birth_on: 'x.birth_on',
      education: 'x.education',
      area: 'x.area',
      source: 'x.source',
      status: 'x.status',
      enrolled_at: 'x.enrolled_at',
      member_since_on: 'x.member_since_on',
      '?tier': 'x.tier',
      visit_count: 'x.visit_count',
      last_visit_on: 'x.last_visit_on',
      deleted_at: 'x.deleted_at',
    },
    from: 'patients x',
  },
  {
    name: 'visits',
    columns: {
      patient_id: 'x.patient_id',
      visited_on: 'x.visited_on',
      visited_at: 'CASE WHEN x.has_time = TRUE THEN x.visited_at END',
      specialty: 'sp.name',
      service: 'sv.name',
      illness: 'il.code',
      physician: 'ph.name',
      amount_rial: 'x.amount_rial',
      note: 'x.note',
      appointment_id: 'x.appointment_id',
      deleted_at: 'x.deleted_at',
    },
    from: `visits x LEFT JOIN specialties sp ON sp.id = x.specialty_id AND sp.clinic_id = :clinicId
      LEFT JOIN services sv ON sv.id = x.service_id AND sv.clinic_id = :clinicId
      LEFT JOIN illnesses il ON il.id = x.illness_id AND il.clinic_id = :clinicId
      LEFT JOIN physicians ph ON ph.id = x.physician_id AND ph.clinic_id = :clinicId`,
  },
  {
    name: 'appointments',
    columns: {
      patient_id: 'x.patient_id',
      starts_at: 'x.starts_at',
      specialty: 'sp.name',
      service: 'sv.name',
      physician: 'ph.name',
      state: 'x.state',
      note: 'x.note',
      created_at: 'x.created_at',
    },
    from: `appointments x LEFT JOIN specialties sp ON sp.id = x.specialty_id AND sp.clinic_id = :clinicId
      LEFT JOIN services sv ON sv.id = x.service_id AND sv.clinic_id = :clinicId
      LEFT JOIN physicians ph ON ph.id = x.physician_id AND ph.clinic_id = :clinicId`,
  },
  {
    name: 'messages',
    columns: {
      patient_id: 'x.patient_id',
      purpose: 'x.purpose',
      programme: 'x.programme',
      mobile: 'x.mobile',
      text: `CASE WHEN x.programme IN ${SECRET_TEXTS} THEN NULL ELSE x.text END`,
      state: 'x.state',
      reason: 'x.reason',
      parts: 'x.parts',
      cost_rial: 'x.cost_rial',
      queued_at: 'x.queued_at',
      accepted_at: 'x.accepted_at',
      settled_at: 'x.settled_at',
    },
    from: 'messages x',
  },
  {
    name: 'consents',
    columns: {
      patient_id: 'x.patient_id',
      purpose: 'x.purpose',
      is_given: 'CASE WHEN x.is_given = TRUE THEN 1 ELSE 0 END',
      source: 'x.source',
      wording_version: 'x.wording_version',
      recorded_at: 'x.recorded_at',
    },
    from: 'consents x',
  },
  {
    name: 'answers',
    columns: {
      patient_id: 'x.patient_id',
      visit_id: 'x.visit_id',
      recommendation: 'x.recommendation',
      reasons: 'x.reasons_json',
      comment: 'x.comment',
      answered_at: 'x.answered_at',
    },
    from: 'survey_answers x',
  },
  {
    name: 'referrals',
    columns: {
      referrer_id: 'x.referrer_id',
      referred_id: 'x.referred_id',
      via: 'x.via',
      linked_at: 'x.linked_at',
      succeeded_on: 'x.succeeded_on',
    },
    from: 'referrals x',
  },
  {
    name: 'tier-changes',
    when: 'hasTiers',
    columns: { patient_id: 'x.patient_id', changed_at: 'x.occurred_at', change: 'x.payload_json' },
    from: `(SELECT * FROM club_events WHERE clinic_id = :clinicId AND kind = 'tier.changed') x`,
  },
  {
    name: 'vip-terms',
    when: 'hasVip',
    columns: { patient_id: 'x.patient_id', reason: 'x.reason', from_on: 'x.from_on', until_on: 'x.until_on', ended_on: 'x.ended_on' },
    from: 'vip_terms x',
  },
  {
    name: 'points',
    when: 'hasPoints',
    columns: {
      patient_id: 'x.patient_id',
      kind: 'x.kind',
      points: 'x.points',
      cause: 'x.cause',
      occurred_on: 'x.occurred_on',
      expires_on: 'x.expires_on',
      reverses_id: 'x.reverses_id',
    },
    from: 'point_entries x',
  },
  {
    name: 'benefits',
    when: 'hasPoints',
    columns: {
      patient_id: 'x.patient_id',
      name: 'x.name',
      state: 'x.state',
      cost_rial: 'x.cost_rial',
      value_rial: 'x.value_rial',
      points: 'x.points',
      granted_on: 'x.granted_on',
      valid_until_on: 'x.valid_until_on',
      used_on: 'x.used_on',
      reversed_on: 'x.reversed_on',
    },
    from: 'benefit_grants x',
  },
];
