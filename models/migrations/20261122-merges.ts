import type { Migration } from '../migrator.js';

/** One person, one file: pairs of files that somebody looked at and that are two people, and files that became one. */
export const merges: Migration = {
  name: '20261122-merges',
  up: async (run, { id, instant }) => {
    await run(`CREATE TABLE different_people (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), first_id BIGINT NOT NULL, second_id BIGINT NOT NULL,
      decided_by BIGINT REFERENCES staff_members(id), decided_at ${instant} NOT NULL,
      UNIQUE (clinic_id, first_id, second_id), CHECK (first_id < second_id),
      FOREIGN KEY (clinic_id, first_id) REFERENCES patients (clinic_id, id) ON DELETE CASCADE,
      FOREIGN KEY (clinic_id, second_id) REFERENCES patients (clinic_id, id) ON DELETE CASCADE)`);
    await run(`CREATE TABLE merges (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), kept_id BIGINT NOT NULL, merged_id BIGINT NOT NULL,
      snapshot_cipher TEXT NOT NULL, merged_by BIGINT REFERENCES staff_members(id), merged_at ${instant} NOT NULL,
      undone_by BIGINT REFERENCES staff_members(id), undone_at ${instant},
      FOREIGN KEY (clinic_id, kept_id) REFERENCES patients (clinic_id, id),
      FOREIGN KEY (clinic_id, merged_id) REFERENCES patients (clinic_id, id))`);
    await run(`CREATE UNIQUE INDEX merges_now ON merges (clinic_id, merged_id) WHERE undone_at IS NULL`);
    await run(`CREATE INDEX merges_by_kept ON merges (clinic_id, kept_id)`);
    // Whoever looks for two files of one person looks for those born on one day.
    await run(`CREATE INDEX patients_by_birth ON patients (clinic_id, birth_on)`);
  },
  down: async (run) => {
    await run('DROP INDEX patients_by_birth');
    for (const table of ['merges', 'different_people']) await run(`DROP TABLE ${table}`);
  },
};
