/*
 * Everything that points to a patient, and what becomes of it when two files become one. A test compares this list with the schema: a new table
 * that points to patients must be named here before it can be released.
 */

/** Tables whose rows move to the kept file as they are, by their column patient_id; each has a key named id unless it is said. */
export const MOVED_TABLES = [
  { table: 'appointments' },
  { table: 'benefit_grants' },
  { table: 'club_events' },
  { table: 'consents' },
  { table: 'inbound_messages' },
  // A page that is read on a telephone changes its own row: that is no work on the file.
  { table: 'member_links', isTouchedByReading: true },
  { table: 'member_requests' },
  { table: 'member_sessions', isTouchedByReading: true },
  { table: 'messages' },
  { table: 'point_entries' },
  { table: 'point_lots', key: 'entry_id' },
  { table: 'standing_credits' },
  { table: 'survey_answers' },
  { table: 'survey_invitations' },
  { table: 'vip_terms' },
  { table: 'visits' },
] as const satisfies readonly { table: string; key?: string; isTouchedByReading?: boolean }[];

/** Columns that point to a patient and are treated by the book of merges in a way of their own. */
export const TREATED_COLUMNS = [
  'member_departures.patient_id',
  'patient_search_terms.patient_id',
  'referral_codes.patient_id',
  'referrals.referrer_id',
  'referrals.referred_id',
] as const;

/** Columns that keep naming the patient they were written about. */
export const LEFT_COLUMNS = ['different_people.first_id', 'different_people.second_id', 'merges.kept_id', 'merges.merged_id'] as const;
