import type { Sequelize } from 'sequelize';
import { defineBenefit } from './benefit.js';
import { defineClinic } from './clinic.js';
import { defineStaffMember } from './staff-member.js';
import { defineSetupLink } from './setup-link.js';
import { defineSpecialty } from './specialty.js';
import { defineService } from './service.js';
import { defineIllness } from './illness.js';
import { definePhysician } from './physician.js';
import { defineImport } from './import.js';
import { defineImportBadRow } from './import-bad-row.js';
import { definePatient } from './patient.js';
import { defineConsent } from './consent.js';
import { defineAppointment } from './appointment.js';
import { defineVisit } from './visit.js';
import { defineTierRule } from './tier-rule.js';
import { defineMessage } from './message.js';
import { defineInboundMessage } from './inbound-message.js';
import { defineSimulatorMessage } from './simulator-message.js';
import { defineSurveyInvitation } from './survey-invitation.js';
import { defineSurveyAnswer } from './survey-answer.js';
import { defineJobRun } from './job-run.js';
import { defineClubEvent } from './club-event-record.js';

/** All records of the club, bound to one open database: the map of what it remembers. */
export const defineRecords = (sequelize: Sequelize) => ({
  Benefit: defineBenefit(sequelize),
  Clinic: defineClinic(sequelize),
  StaffMember: defineStaffMember(sequelize),
  SetupLink: defineSetupLink(sequelize),
  Specialty: defineSpecialty(sequelize),
  Service: defineService(sequelize),
  Illness: defineIllness(sequelize),
  Physician: definePhysician(sequelize),
  Import: defineImport(sequelize),
  ImportBadRow: defineImportBadRow(sequelize),
  Patient: definePatient(sequelize),
  Consent: defineConsent(sequelize),
  Appointment: defineAppointment(sequelize),
  Visit: defineVisit(sequelize),
  TierRule: defineTierRule(sequelize),
  Message: defineMessage(sequelize),
  InboundMessage: defineInboundMessage(sequelize),
  SimulatorMessage: defineSimulatorMessage(sequelize),
  SurveyInvitation: defineSurveyInvitation(sequelize),
  SurveyAnswer: defineSurveyAnswer(sequelize),
  JobRun: defineJobRun(sequelize),
  ClubEvent: defineClubEvent(sequelize),
});

export type Records = ReturnType<typeof defineRecords>;
