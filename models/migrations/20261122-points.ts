import type { Migration } from '../migrator.js';

/** Points: the dated rules by which they are earned, the ledger that is only ever added to, and what is left of every earned lot. */
export const points: Migration = {
  name: '20261122-points',
  up: async (run, { id, instant, json }) => {
    await run(`CREATE TABLE point_rules (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), effective_on DATE NOT NULL,
      per_ten_thousand_toman INTEGER NOT NULL DEFAULT 0, service_points_json ${json}, welcome INTEGER NOT NULL DEFAULT 0,
      referral INTEGER NOT NULL DEFAULT 0, answer INTEGER NOT NULL DEFAULT 0, expiry_months INTEGER, point_value_rial BIGINT,
      created_by BIGINT REFERENCES staff_members(id), created_at ${instant} NOT NULL)`);
    await run(`CREATE INDEX point_rules_by_clinic ON point_rules (clinic_id, effective_on, id)`);
    await run(`CREATE TABLE point_entries (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL,
      kind VARCHAR(10) NOT NULL CHECK (kind IN ('earn','spend','reverse')), points INTEGER NOT NULL, cause VARCHAR(100) NOT NULL,
      occurred_on DATE NOT NULL, booked_on DATE NOT NULL, expires_on DATE, reverses_id BIGINT REFERENCES point_entries(id), note VARCHAR(200),
      created_by BIGINT REFERENCES staff_members(id), created_at ${instant} NOT NULL,
      UNIQUE (clinic_id, cause), UNIQUE (clinic_id, reverses_id),
      CHECK (points BETWEEN -1000000 AND 1000000),
      CHECK ((kind = 'earn' AND points > 0) OR (kind = 'spend' AND points < 0) OR kind = 'reverse'),
      CHECK ((kind = 'reverse' AND reverses_id IS NOT NULL) OR (kind <> 'reverse' AND reverses_id IS NULL)),
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id) ON DELETE CASCADE)`);
    await run(`CREATE INDEX point_entries_by_patient ON point_entries (clinic_id, patient_id, id)`);
    await run(`CREATE INDEX point_entries_by_day ON point_entries (clinic_id, booked_on)`);
    await run(`CREATE TABLE point_lots (
      entry_id BIGINT PRIMARY KEY REFERENCES point_entries(id) ON DELETE CASCADE, clinic_id BIGINT NOT NULL REFERENCES clinics(id),
      patient_id BIGINT NOT NULL, expires_on DATE, left_points INTEGER NOT NULL)`);
    await run(`CREATE INDEX point_lots_by_expiry ON point_lots (clinic_id, expires_on)`);
    await run(`CREATE INDEX point_lots_by_patient ON point_lots (clinic_id, patient_id)`);
    for (const statement of json === 'JSONB' ? ONLY_ADDED_POSTGRES : ONLY_ADDED_SQLITE) await run(statement);
  },
  down: async (run, { json }) => {
    for (const table of ['point_lots', 'point_entries', 'point_rules']) await run(`DROP TABLE ${table}`);
    if (json === 'JSONB') await run('DROP FUNCTION refuse_ledger_change()');
  },
};

/** Everything an entry says; only whose it is may change, when two files turn out to be one person. */
const SAID = 'id, clinic_id, kind, points, cause, occurred_on, booked_on, expires_on, reverses_id, note, created_by, created_at';
const REFUSAL = 'the ledger of points is only added to';

// An entry goes only together with its patient: then the patient's row is gone before the entry is.
const ONLY_ADDED_SQLITE = [
  `CREATE TRIGGER point_entries_no_update BEFORE UPDATE OF ${SAID} ON point_entries BEGIN SELECT RAISE(ABORT, '${REFUSAL}'); END`,
  `CREATE TRIGGER point_entries_no_delete BEFORE DELETE ON point_entries
   WHEN EXISTS (SELECT 1 FROM patients p WHERE p.clinic_id = OLD.clinic_id AND p.id = OLD.patient_id)
   BEGIN SELECT RAISE(ABORT, '${REFUSAL}'); END`,
];
const ONLY_ADDED_POSTGRES = [
  `CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM patients p WHERE p.clinic_id = OLD.clinic_id AND p.id = OLD.patient_id) THEN
       RETURN OLD;
     END IF;
     RAISE EXCEPTION '${REFUSAL}';
   END $$`,
  `CREATE TRIGGER point_entries_no_update BEFORE UPDATE OF ${SAID} ON point_entries FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()`,
  `CREATE TRIGGER point_entries_no_delete BEFORE DELETE ON point_entries FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()`,
];
