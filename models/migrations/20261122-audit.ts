import type { Migration } from '../migrator.js';

/** Who did what with whose data: one chain of entries for each clinic, and the head at which the next one is added. */
export const audit: Migration = {
  name: '20261122-audit',
  up: async (run, { id, instant }) => {
    await run(`CREATE TABLE audit_heads (
      clinic_id BIGINT PRIMARY KEY REFERENCES clinics(id), number BIGINT NOT NULL, mac VARCHAR(64) NOT NULL)`);
    await run(`CREATE TABLE audit_entries (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), number BIGINT NOT NULL, at ${instant} NOT NULL,
      actor_kind VARCHAR(10) NOT NULL, actor_id BIGINT, action VARCHAR(60) NOT NULL, subject_kind VARCHAR(20), subject_id BIGINT,
      fields VARCHAR(600) NOT NULL, address VARCHAR(60), previous_mac VARCHAR(64) NOT NULL, mac VARCHAR(64) NOT NULL,
      UNIQUE (clinic_id, number))`);
    await run(`CREATE INDEX audit_entries_by_subject ON audit_entries (clinic_id, subject_kind, subject_id, number)`);
    await run(`CREATE INDEX audit_entries_by_actor ON audit_entries (clinic_id, actor_kind, actor_id, number)`);
    await run(`CREATE INDEX audit_entries_by_action ON audit_entries (clinic_id, action, number)`);
  },
  down: async (run) => {
    await run(`DROP TABLE audit_entries`);
    await run(`DROP TABLE audit_heads`);
  },
};
