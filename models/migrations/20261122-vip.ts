import type { Migration } from '../migrator.js';

/** VIP beside everybody: who, why, from when until when, and who gave and ended it. */
export const vip: Migration = {
  name: '20261122-vip',
  up: async (run, { id, instant }) => {
    await run(`CREATE TABLE vip_terms (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL, reason VARCHAR(200) NOT NULL,
      from_on DATE NOT NULL, until_on DATE NOT NULL CHECK (until_on >= from_on),
      given_by BIGINT REFERENCES staff_members(id), given_at ${instant} NOT NULL,
      ended_on DATE, ended_by BIGINT REFERENCES staff_members(id), ended_at ${instant},
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id))`);
    await run(`CREATE INDEX vip_terms_by_patient ON vip_terms (clinic_id, patient_id, id)`);
    await run(`CREATE INDEX vip_terms_by_end ON vip_terms (clinic_id, until_on, id)`);
  },
  down: async (run) => {
    await run(`DROP TABLE vip_terms`);
  },
};
