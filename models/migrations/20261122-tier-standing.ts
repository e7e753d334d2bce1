import type { Migration } from '../migrator.js';

/** What a referral and a membership year are worth in a tier rule, how a rule ends or is withdrawn, and credit given by hand. */
export const tierStanding: Migration = {
  name: '20261122-tier-standing',
  up: async (run, { id, instant, bool }) => {
    await run(`ALTER TABLE tier_rules ADD COLUMN credits_per_referral INTEGER NOT NULL DEFAULT 0`);
    await run(`ALTER TABLE tier_rules ADD COLUMN credits_per_year INTEGER NOT NULL DEFAULT 0`);
    await run(`ALTER TABLE tier_rules ADD COLUMN is_ended ${bool} NOT NULL DEFAULT FALSE`);
    await run(`ALTER TABLE tier_rules ADD COLUMN withdrawn_by BIGINT`);
    await run(`ALTER TABLE tier_rules ADD COLUMN withdrawn_at ${instant}`);
    await run(`CREATE TABLE standing_credits (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL, specialty_id BIGINT REFERENCES specialties(id),
      credits INTEGER NOT NULL CHECK (credits > 0), reason VARCHAR(200) NOT NULL, from_on DATE NOT NULL, until_on DATE NOT NULL,
      given_by BIGINT REFERENCES staff_members(id), given_at ${instant} NOT NULL, submission_key VARCHAR(64),
      revoked_on DATE, revoked_by BIGINT REFERENCES staff_members(id), revoked_at ${instant},
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id), UNIQUE (clinic_id, submission_key))`);
    await run(`CREATE INDEX standing_credits_by_patient ON standing_credits (clinic_id, patient_id, id)`);
    await run(`CREATE INDEX club_events_tier_changes ON club_events (clinic_id, occurred_at, id) WHERE kind = 'tier.changed'`);
  },
  down: async (run) => {
    await run(`DROP INDEX club_events_tier_changes`);
    await run(`DROP TABLE standing_credits`);
    for (const column of ['withdrawn_at', 'withdrawn_by', 'is_ended', 'credits_per_year', 'credits_per_referral'])
      await run(`ALTER TABLE tier_rules DROP COLUMN ${column}`);
  },
};
