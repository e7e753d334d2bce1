import type { Migration } from '../migrator.js';

/** The kinds of club, by the day from which each is in force. */
export const kindsOfClub: Migration = {
  name: '20261122-kinds-of-club',
  up: async (run, { id, instant, bool }) => {
    await run(`CREATE TABLE loyalty_versions (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), effective_on DATE NOT NULL,
      kind VARCHAR(10) NOT NULL CHECK (kind IN ('single','tiered','vip')), is_on ${bool} NOT NULL DEFAULT TRUE,
      created_by BIGINT REFERENCES staff_members(id), created_at ${instant} NOT NULL,
      undone_by BIGINT REFERENCES staff_members(id), undone_at ${instant})`);
    await run(`CREATE INDEX loyalty_versions_by_clinic ON loyalty_versions (clinic_id, effective_on, id)`);
  },
  down: async (run) => {
    await run(`DROP TABLE loyalty_versions`);
  },
};
