import type { Migration } from '../migrator.js';

/** Who brought whom: the code of each member, and the one link that a newcomer may have to a member. */
export const referrals: Migration = {
  name: '20261122-referrals',
  up: async (run, { id, instant, bool }) => {
    // A code is unique everywhere, because the address that carries it names no clinic.
    await run(`CREATE TABLE referral_codes (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL, code VARCHAR(12) NOT NULL UNIQUE,
      is_current ${bool} NOT NULL DEFAULT TRUE, openings BIGINT NOT NULL DEFAULT 0,
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id) ON DELETE CASCADE)`);
    // After two files became one, the codes of both lead to it and one of them is handed out.
    await run(`CREATE UNIQUE INDEX referral_codes_by_patient ON referral_codes (clinic_id, patient_id) WHERE is_current = TRUE`);
    await run(`CREATE TABLE referrals (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), referrer_id BIGINT NOT NULL, referred_id BIGINT NOT NULL,
      code VARCHAR(12) NOT NULL, via VARCHAR(10) NOT NULL CHECK (via IN ('desk','link')), linked_at ${instant} NOT NULL,
      succeeded_on DATE, thanked_at ${instant}, UNIQUE (clinic_id, referred_id), CHECK (referrer_id <> referred_id),
      FOREIGN KEY (clinic_id, referrer_id) REFERENCES patients (clinic_id, id),
      FOREIGN KEY (clinic_id, referred_id) REFERENCES patients (clinic_id, id))`);
    await run(`CREATE INDEX referrals_by_referrer ON referrals (clinic_id, referrer_id, succeeded_on)`);
    await run(`CREATE INDEX referrals_by_time ON referrals (clinic_id, linked_at, referrer_id)`);
  },
  down: async (run) => {
    for (const table of ['referrals', 'referral_codes']) await run(`DROP TABLE ${table}`);
  },
};
