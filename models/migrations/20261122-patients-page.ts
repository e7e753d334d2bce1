import type { Migration } from '../migrator.js';

const OF_PATIENT = 'FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id)';

/** The patient's own page: links and codes that open it, the pages that are open, what patients ask of the desk, and who left the club. */
export const patientsPage: Migration = {
  name: '20261122-patients-page',
  up: async (run, { id, instant, json }) => {
    await run(`CREATE TABLE member_links (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL, token_hash VARCHAR(64) NOT NULL UNIQUE,
      issued_by BIGINT REFERENCES staff_members(id), issued_at ${instant} NOT NULL, expires_at ${instant} NOT NULL, revoked_at ${instant}, ${OF_PATIENT})`);
    await run(`CREATE INDEX member_links_by_patient ON member_links (clinic_id, patient_id, issued_at)`);
    await run(`CREATE TABLE member_codes (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), mobile_index VARCHAR(64) NOT NULL, serial INTEGER NOT NULL,
      code_hash VARCHAR(64) NOT NULL, expires_at ${instant} NOT NULL, tries INTEGER NOT NULL, used_at ${instant}, UNIQUE (clinic_id, mobile_index))`);
    await run(`CREATE TABLE member_sessions (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), token_hash VARCHAR(64) NOT NULL UNIQUE,
      stage VARCHAR(10) NOT NULL CHECK (stage IN ('asked','choosing','open')), patient_id BIGINT, mobile VARCHAR(11),
      note_json ${json}, began_at ${instant} NOT NULL, seen_at ${instant} NOT NULL, ${OF_PATIENT})`);
    await run(`CREATE INDEX member_sessions_by_patient ON member_sessions (clinic_id, patient_id)`);
    await run(`CREATE INDEX member_sessions_by_time ON member_sessions (began_at)`);
    await run(`CREATE TABLE member_requests (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL,
      kind VARCHAR(20) NOT NULL CHECK (kind IN ('correction','cancellation')), text VARCHAR(500) NOT NULL,
      appointment_id BIGINT REFERENCES appointments(id), made_at ${instant} NOT NULL,
      state VARCHAR(10) NOT NULL CHECK (state IN ('open','done','declined')), answer VARCHAR(300),
      settled_by BIGINT REFERENCES staff_members(id), settled_at ${instant}, ${OF_PATIENT})`);
    await run(`CREATE INDEX member_requests_by_state ON member_requests (clinic_id, state, id)`);
    await run(`CREATE INDEX member_requests_by_patient ON member_requests (clinic_id, patient_id, id)`);
    await run(`CREATE TABLE member_departures (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL, left_at ${instant} NOT NULL,
      withdrawn_json ${json} NOT NULL, returned_at ${instant}, ${OF_PATIENT})`);
    await run(`CREATE UNIQUE INDEX member_departures_now ON member_departures (clinic_id, patient_id) WHERE returned_at IS NULL`);
  },
  down: async (run) => {
    for (const table of ['member_departures', 'member_requests', 'member_sessions', 'member_codes', 'member_links'])
      await run(`DROP TABLE ${table}`);
  },
};
