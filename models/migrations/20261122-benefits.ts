import type { Migration } from '../migrator.js';

/** What the club gives: the catalogue of benefits, every single grant, the rules of discounts, and what each discounted visit cost. */
export const benefitsAndDiscounts: Migration = {
  name: '20261122-benefits',
  up: async (run, { id, instant, json, bool }) => {
    await run(`CREATE TABLE benefits (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), name VARCHAR(120) NOT NULL, description VARCHAR(400),
      kind VARCHAR(12) NOT NULL CHECK (kind IN ('material','non-material')), cost_rial BIGINT NOT NULL, value_rial BIGINT NOT NULL,
      open_tiers_json ${json} NOT NULL, is_open_to_vip ${bool} NOT NULL DEFAULT FALSE, specialties_json ${json} NOT NULL,
      price_points INTEGER, limit_count INTEGER, limit_months INTEGER, stock INTEGER, offered_from_on DATE, offered_until_on DATE,
      valid_days INTEGER NOT NULL, is_treatment ${bool} NOT NULL DEFAULT FALSE, permit_number VARCHAR(60), permit_until_on DATE,
      automatic VARCHAR(12) NOT NULL CHECK (automatic IN ('none','tier','birthday','anniversary')),
      discount_percent INTEGER, discount_rial BIGINT, choices_json ${json} NOT NULL, archived_at ${instant},
      created_by BIGINT REFERENCES staff_members(id), created_at ${instant} NOT NULL, updated_at ${instant} NOT NULL, UNIQUE (clinic_id, id))`);
    await run(`CREATE TABLE benefit_grants (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), patient_id BIGINT NOT NULL, benefit_id BIGINT NOT NULL,
      cause VARCHAR(120) NOT NULL, code VARCHAR(8) NOT NULL, state VARCHAR(10) NOT NULL CHECK (state IN ('open','used','reversed')),
      name VARCHAR(120) NOT NULL, kind VARCHAR(12) NOT NULL, cost_rial BIGINT NOT NULL, value_rial BIGINT NOT NULL,
      is_treatment ${bool} NOT NULL, discount_percent INTEGER, discount_rial BIGINT, choices_json ${json} NOT NULL,
      tier VARCHAR(10) NOT NULL, points INTEGER NOT NULL, granted_at ${instant} NOT NULL, granted_on DATE NOT NULL,
      granted_by BIGINT REFERENCES staff_members(id), valid_until_on DATE NOT NULL, used_at ${instant}, used_on DATE,
      used_by BIGINT REFERENCES staff_members(id), reversed_at ${instant}, reversed_on DATE,
      reversed_by BIGINT REFERENCES staff_members(id), reverse_reason VARCHAR(200),
      UNIQUE (clinic_id, cause), UNIQUE (clinic_id, code), UNIQUE (clinic_id, id),
      FOREIGN KEY (clinic_id, patient_id) REFERENCES patients (clinic_id, id),
      FOREIGN KEY (clinic_id, benefit_id) REFERENCES benefits (clinic_id, id))`);
    await run(`CREATE INDEX benefit_grants_by_patient ON benefit_grants (clinic_id, patient_id, id)`);
    await run(`CREATE INDEX benefit_grants_by_benefit ON benefit_grants (clinic_id, benefit_id, patient_id, granted_on)`);
    await run(`CREATE INDEX benefit_grants_by_day ON benefit_grants (clinic_id, granted_on)`);
    await run(`CREATE TABLE discount_rules (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), name VARCHAR(120) NOT NULL,
      kind VARCHAR(12) NOT NULL CHECK (kind IN ('off-peak','together','nth','family','streak')), terms_json ${json} NOT NULL,
      percent INTEGER, amount_rial BIGINT, specialty_id BIGINT REFERENCES specialties(id), effective_on DATE NOT NULL, until_on DATE,
      is_treatment ${bool} NOT NULL DEFAULT FALSE, permit_number VARCHAR(60), permit_until_on DATE, archived_at ${instant},
      created_by BIGINT REFERENCES staff_members(id), created_at ${instant} NOT NULL, UNIQUE (clinic_id, id))`);
    await run(`CREATE TABLE visit_discounts (
      id ${id}, clinic_id BIGINT NOT NULL REFERENCES clinics(id), visit_id BIGINT NOT NULL UNIQUE REFERENCES visits(id) ON DELETE CASCADE,
      list_rial BIGINT NOT NULL, discount_rial BIGINT NOT NULL, kind VARCHAR(12) NOT NULL, name VARCHAR(120) NOT NULL, rule_id BIGINT,
      grant_id BIGINT, FOREIGN KEY (clinic_id, rule_id) REFERENCES discount_rules (clinic_id, id),
      FOREIGN KEY (clinic_id, grant_id) REFERENCES benefit_grants (clinic_id, id))`);
    await run(`CREATE INDEX visit_discounts_by_clinic ON visit_discounts (clinic_id, visit_id)`);
    await run(`CREATE INDEX visit_discounts_by_grant ON visit_discounts (clinic_id, grant_id)`);
  },
  down: async (run) => {
    for (const table of ['visit_discounts', 'discount_rules', 'benefit_grants', 'benefits']) await run(`DROP TABLE ${table}`);
  },
};
