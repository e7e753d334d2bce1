import type { Migration } from '../migrator.js';

/** Every table of the first release. Clinic-owned tables carry clinic_id and their page indexes begin with it. */
export const theClubOpens: Migration = {
  name: '20261122-the-club-opens',
  up: async (run, { id, instant, json, bool, byBytes }) => {
    await run(`CREATE TABLE clinics (
      id ${id}, slug VARCHAR(60) NOT NULL UNIQUE, name VARCHAR(120) NOT NULL, phone VARCHAR(30),
      is_demo ${bool} NOT NULL DEFAULT FALSE, next_member_number BIGINT NOT NULL DEFAULT 100001,
      sms_paused_reason VARCHAR(60), sms_paused_at ${instant}, created_at ${instant} NOT NULL)`);
    await run(`CREATE TABLE staff_members (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), username VARCHAR(60) NOT NULL, username_key VARCHAR(60) NOT NULL UNIQUE,
      display_name VARCHAR(120) NOT NULL, role VARCHAR(20) NOT NULL CHECK (role IN ('receptionist','physician','manager','operator')),
      password_hash VARCHAR(255) NOT NULL, must_change_password ${bool} NOT NULL DEFAULT FALSE, lang VARCHAR(2) NOT NULL DEFAULT 'fa',
      session_epoch INTEGER NOT NULL DEFAULT 1, disabled_at ${instant}, last_signed_in_at ${instant}, created_at ${instant} NOT NULL)`);
    await run(`CREATE INDEX staff_members_by_clinic ON staff_members (clinic_id, id)`);
    await run(`CREATE TABLE setup_links (
      id ${id}, token_hash VARCHAR(64) NOT NULL UNIQUE, created_at ${instant} NOT NULL, expires_at ${instant} NOT NULL, used_at ${instant})`);
    await run(`CREATE TABLE sessions (
      sid VARCHAR(64) PRIMARY KEY, staff_member_id BIGINT, data TEXT, expires ${instant},
      "createdAt" ${instant} NOT NULL, "updatedAt" ${instant} NOT NULL)`);
    await run(`CREATE INDEX sessions_by_expiry ON sessions (expires)`);

    await run(`CREATE TABLE throttles (key VARCHAR(255) PRIMARY KEY, points INTEGER NOT NULL DEFAULT 0, expire BIGINT)`);

    await run(`CREATE TABLE specialties (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), name VARCHAR(120) NOT NULL, search_key VARCHAR(120) NOT NULL,
      archived_at ${instant}, UNIQUE (clinic_id, search_key))`);
    await run(`CREATE TABLE services (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), specialty_id BIGINT NOT NULL REFERENCES specialties(id),
      name VARCHAR(120) NOT NULL, search_key VARCHAR(120) NOT NULL, amount_rial BIGINT, archived_at ${instant},
      UNIQUE (clinic_id, specialty_id, search_key))`);
    await run(`CREATE TABLE illnesses (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), code VARCHAR(20) NOT NULL, name VARCHAR(200),
      search_key VARCHAR(240) NOT NULL, is_own ${bool} NOT NULL DEFAULT FALSE, archived_at ${instant}, UNIQUE (clinic_id, code))`);
    await run(`CREATE TABLE physicians (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), name VARCHAR(120) NOT NULL, search_key VARCHAR(120) NOT NULL,
      specialty_id BIGINT REFERENCES specialties(id), staff_member_id BIGINT REFERENCES staff_members(id),
      archived_at ${instant}, UNIQUE (clinic_id, search_key))`);

    await run(`CREATE TABLE imports (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), file_name VARCHAR(200) NOT NULL, patients_file_name VARCHAR(200),
      state VARCHAR(20) NOT NULL CHECK (state IN ('uploaded','running','done','failed','cancelled','undone')),
      options_json ${json}, counts_json ${json}, rows_read BIGINT NOT NULL DEFAULT 0, rows_total BIGINT, error VARCHAR(200),
      created_by BIGINT REFERENCES staff_members(id), created_at ${instant} NOT NULL, started_at ${instant}, finished_at ${instant}, undone_at ${instant})`);
    await run(`CREATE INDEX imports_by_clinic ON imports (clinic_id, id)`);
    await run(`CREATE TABLE import_bad_rows (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), import_id BIGINT NOT NULL REFERENCES imports(id),
      row_number BIGINT NOT NULL, column_name VARCHAR(120), reason VARCHAR(60) NOT NULL, raw_json ${json})`);
    await run(`CREATE INDEX import_bad_rows_by_import ON import_bad_rows (clinic_id, import_id, row_number)`);

    await run(`CREATE TABLE patients (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), member_number BIGINT NOT NULL, file_number VARCHAR(40),
      first_name VARCHAR(80) NOT NULL, last_name VARCHAR(80) NOT NULL, search_key VARCHAR(200) NOT NULL, sort_key VARCHAR(200) ${byBytes} NOT NULL,
      mobile VARCHAR(11), national_code_cipher VARCHAR(120), national_code_index VARCHAR(64),
      sex VARCHAR(1) CHECK (sex IN ('f','m')), birth_on DATE, birth_is_estimated ${bool} NOT NULL DEFAULT FALSE,
      education VARCHAR(30), area VARCHAR(80), source VARCHAR(40),
      status VARCHAR(10) NOT NULL CHECK (status IN ('prospect','member')), enrolled_at ${instant} NOT NULL, member_since_on DATE,
      tier VARCHAR(10) NOT NULL DEFAULT 'basic' CHECK (tier IN ('basic','silver','gold','platinum')), tier_credit INTEGER NOT NULL DEFAULT 0,
      tier_reviewed_on DATE, visit_count INTEGER NOT NULL DEFAULT 0, last_visit_on DATE,
      submission_key VARCHAR(64), import_id BIGINT REFERENCES imports(id), deleted_at ${instant},
      created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL,
      UNIQUE (clinic_id, id), UNIQUE (clinic_id, member_number), UNIQUE (clinic_id, submission_key))`);
    await run(
      `CREATE UNIQUE INDEX patients_by_national_code ON patients (clinic_id, national_code_index) WHERE national_code_index IS NOT NULL AND deleted_at IS NULL`,
    );
    await run(
      `CREATE UNIQUE INDEX patients_by_file_number ON patients (clinic_id, file_number) WHERE file_number IS NOT NULL AND deleted_at IS NULL`,
    );
    await run(`CREATE INDEX patients_by_name ON patients (clinic_id, sort_key, id)`);
    await run(`CREATE INDEX patients_by_mobile ON patients (clinic_id, mobile)`);
    await run(`CREATE INDEX patients_by_tier ON patients (clinic_id, tier, sort_key, id)`);
    await run(`CREATE INDEX patients_by_area ON patients (clinic_id, area, sort_key, id)`);
    await run(`CREATE INDEX patients_by_import ON patients (clinic_id, import_id)`);
    await run(`CREATE TABLE patient_search_terms (
      clinic_id BIGINT NOT NULL, term VARCHAR(80) ${byBytes} NOT NULL, patient_id BIGINT NOT NULL REFERENCES patients(id) ON DELETE CASCADE,
      PRIMARY KEY (clinic_id, term, patient_id))`);
    await run(`CREATE INDEX patient_search_terms_by_patient ON patient_search_terms (patient_id, term)`);
    await run(`CREATE TABLE consents (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL,
      purpose VARCHAR(20) NOT NULL CHECK (purpose IN ('service','promotion','survey')), is_given ${bool} NOT NULL,
      source VARCHAR(20) NOT NULL, wording_version INTEGER NOT NULL DEFAULT 1, evidence VARCHAR(200),
      recorded_by BIGINT REFERENCES staff_members(id), recorded_at ${instant} NOT NULL,
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id))`);
    await run(`CREATE INDEX consents_by_patient ON consents (clinic_id, patient_id, purpose, id)`);

    await run(`CREATE TABLE appointments (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL,
      specialty_id BIGINT REFERENCES specialties(id), service_id BIGINT REFERENCES services(id), physician_id BIGINT REFERENCES physicians(id),
      starts_at ${instant} NOT NULL, starts_on DATE NOT NULL, note VARCHAR(200),
      state VARCHAR(12) NOT NULL CHECK (state IN ('booked','confirmed','arrived','missed','cancelled')),
      submission_key VARCHAR(64), created_by BIGINT REFERENCES staff_members(id), created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL,
      UNIQUE (clinic_id, submission_key),
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id))`);
    await run(`CREATE INDEX appointments_by_day ON appointments (clinic_id, starts_on, starts_at)`);
    await run(`CREATE INDEX appointments_by_patient ON appointments (clinic_id, patient_id, starts_at)`);
    await run(`CREATE INDEX appointments_by_start ON appointments (clinic_id, starts_at, state)`);
    await run(`CREATE TABLE visits (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL,
      specialty_id BIGINT NOT NULL REFERENCES specialties(id), service_id BIGINT REFERENCES services(id), illness_id BIGINT REFERENCES illnesses(id),
      physician_id BIGINT REFERENCES physicians(id), amount_rial BIGINT, visited_at ${instant} NOT NULL, visited_on DATE NOT NULL,
      has_time ${bool} NOT NULL DEFAULT TRUE, note VARCHAR(400), appointment_id BIGINT REFERENCES appointments(id),
      import_id BIGINT REFERENCES imports(id), import_key VARCHAR(64), submission_key VARCHAR(64), deleted_at ${instant},
      created_by BIGINT REFERENCES staff_members(id), created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL,
      UNIQUE (clinic_id, import_key), UNIQUE (clinic_id, submission_key),
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id))`);
    await run(`CREATE INDEX visits_by_patient ON visits (clinic_id, patient_id, visited_at)`);
    await run(`CREATE INDEX visits_by_day ON visits (clinic_id, visited_on)`);
    await run(`CREATE INDEX visits_by_time ON visits (clinic_id, visited_at)`);
    await run(`CREATE INDEX visits_by_physician ON visits (clinic_id, physician_id, patient_id)`);
    await run(`CREATE INDEX visits_by_import ON visits (clinic_id, import_id)`);

    await run(`CREATE TABLE tier_rules (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), specialty_id BIGINT REFERENCES specialties(id), effective_on DATE NOT NULL,
      window_kind VARCHAR(12) NOT NULL CHECK (window_kind IN ('months','jalali_year','lifetime')), window_months INTEGER,
      silver INTEGER NOT NULL, gold INTEGER NOT NULL, platinum INTEGER NOT NULL, grace_months INTEGER NOT NULL DEFAULT 0,
      created_by BIGINT REFERENCES staff_members(id), created_at ${instant} NOT NULL)`);
    await run(`CREATE INDEX tier_rules_by_clinic ON tier_rules (clinic_id, effective_on, id)`);

    await run(`CREATE TABLE club_events (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT, kind VARCHAR(40) NOT NULL,
      occurred_at ${instant} NOT NULL, recorded_at ${instant} NOT NULL, actor_kind VARCHAR(10) NOT NULL, actor_staff_id BIGINT,
      subject_kind VARCHAR(20), subject_id BIGINT, payload_json ${json},
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id))`);
    await run(`CREATE INDEX club_events_by_patient ON club_events (clinic_id, patient_id, occurred_at, id)`);
    await run(`CREATE INDEX club_events_by_clinic ON club_events (clinic_id, id)`);

    await run(`CREATE TABLE messages (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT, key VARCHAR(120) NOT NULL,
      purpose VARCHAR(20) NOT NULL CHECK (purpose IN ('service','promotion','survey')), programme VARCHAR(30) NOT NULL,
      mobile VARCHAR(11) NOT NULL, text VARCHAR(900) NOT NULL, link_cipher VARCHAR(400), parts INTEGER NOT NULL,
      state VARCHAR(12) NOT NULL CHECK (state IN ('queued','sending','accepted','delivered','undelivered','blocked','failed','unknown','cancelled','expired')),
      reason VARCHAR(60), local_id BIGINT NOT NULL UNIQUE, provider_id VARCHAR(40), cost_rial BIGINT,
      not_before_at ${instant} NOT NULL, not_after_at ${instant}, attempts INTEGER NOT NULL DEFAULT 0, next_try_at ${instant} NOT NULL,
      lease_owner VARCHAR(60), lease_until ${instant}, polls INTEGER NOT NULL DEFAULT 0, next_poll_at ${instant},
      queued_at ${instant} NOT NULL, accepted_at ${instant}, settled_at ${instant}, UNIQUE (clinic_id, key),
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id))`);
    await run(`CREATE INDEX messages_to_send ON messages (clinic_id, state, next_try_at, id)`);
    await run(`CREATE INDEX messages_to_poll ON messages (clinic_id, next_poll_at) WHERE next_poll_at IS NOT NULL`);
    await run(`CREATE INDEX messages_by_provider ON messages (provider_id) WHERE provider_id IS NOT NULL`);
    await run(`CREATE INDEX messages_by_clinic ON messages (clinic_id, id)`);
    await run(`CREATE INDEX messages_by_patient ON messages (clinic_id, patient_id, id)`);
    await run(`CREATE INDEX messages_by_mobile ON messages (clinic_id, mobile, id)`);
    await run(`CREATE TABLE inbound_messages (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), provider_id VARCHAR(60) NOT NULL, from_mobile VARCHAR(20) NOT NULL,
      patient_id BIGINT, text VARCHAR(900) NOT NULL, handled_as VARCHAR(20) NOT NULL, received_at ${instant} NOT NULL,
      UNIQUE (clinic_id, provider_id),
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id))`);
    await run(`CREATE INDEX inbound_messages_by_clinic ON inbound_messages (clinic_id, id)`);
    await run(`CREATE INDEX inbound_messages_by_patient ON inbound_messages (clinic_id, patient_id)`);
    await run(`CREATE TABLE simulator_messages (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), local_id BIGINT NOT NULL UNIQUE, receptor VARCHAR(11) NOT NULL,
      text VARCHAR(900) NOT NULL, status INTEGER NOT NULL, cost_rial BIGINT NOT NULL, sent_at ${instant} NOT NULL)`);
    await run(`CREATE INDEX simulator_messages_by_receptor ON simulator_messages (clinic_id, receptor, id)`);

    await run(`CREATE TABLE survey_invitations (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL,
      visit_id BIGINT NOT NULL REFERENCES visits(id), token_hash VARCHAR(64) NOT NULL UNIQUE, created_at ${instant} NOT NULL,
      expires_at ${instant} NOT NULL, answered_at ${instant}, UNIQUE (clinic_id, visit_id),
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id))`);
    await run(`CREATE INDEX survey_invitations_by_patient ON survey_invitations (clinic_id, patient_id, created_at)`);
    await run(`CREATE INDEX survey_invitations_by_time ON survey_invitations (clinic_id, created_at)`);
    await run(`CREATE TABLE survey_answers (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL,
      visit_id BIGINT NOT NULL REFERENCES visits(id), invitation_id BIGINT NOT NULL UNIQUE REFERENCES survey_invitations(id),
      recommendation INTEGER NOT NULL CHECK (recommendation BETWEEN 0 AND 10), reasons_json ${json} NOT NULL, comment VARCHAR(1000),
      answered_at ${instant} NOT NULL, answered_on DATE NOT NULL,
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id))`);
    await run(`CREATE INDEX survey_answers_by_day ON survey_answers (clinic_id, answered_on)`);
    await run(`CREATE INDEX survey_answers_by_patient ON survey_answers (clinic_id, patient_id)`);
    // Whoever deletes a visit or a patient has every row that refers to it looked for.
    await run(`CREATE INDEX survey_answers_by_visit ON survey_answers (visit_id)`);
    await run(`CREATE INDEX survey_invitations_by_visit ON survey_invitations (visit_id)`);

    await run(`CREATE TABLE job_runs (
      id ${id}, job VARCHAR(40) NOT NULL, slot_at ${instant} NOT NULL,
      state VARCHAR(10) NOT NULL CHECK (state IN ('running','done','failed','missed')), owner VARCHAR(80), lease_until ${instant},
      started_at ${instant}, finished_at ${instant}, counts_json ${json}, error VARCHAR(300), UNIQUE (job, slot_at))`);
    await run(`CREATE INDEX job_runs_by_time ON job_runs (slot_at)`);
  },
  down: async (run) => {
    const tables = [
      'job_runs',
      'survey_answers',
      'survey_invitations',
      'simulator_messages',
      'inbound_messages',
      'messages',
      'club_events',
      'tier_rules',
      'visits',
      'appointments',
      'consents',
      'patient_search_terms',
      'patients',
      'import_bad_rows',
      'imports',
      'physicians',
      'illnesses',
      'services',
      'specialties',
      'throttles',
      'sessions',
      'setup_links',
      'staff_members',
      'clinics',
    ];
    for (const table of tables) await run(`DROP TABLE ${table}`);
  },
};
