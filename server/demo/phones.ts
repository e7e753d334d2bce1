import { SURVEY_REASONS, type Opinion, type SurveyReason } from '../../models/rules/surveys.js';
import { answerSurvey } from '../actions/answer-survey.js';
import { askAfterVisit } from '../actions/ask-after-visit.js';
import { pollDelivery } from '../actions/poll-delivery.js';
import { receiveMessage } from '../actions/receive-message.js';
import { remindUpcomingAppointments } from '../actions/remind-upcoming-appointments.js';
import { sendMessages } from '../actions/send-messages.js';
import type { SmsGateway } from '../sms/gateway.js';
import type { Agenda } from './agenda.js';
import type { Chance } from './chance.js';
import type { ClinicStory } from './clinic-story.js';
import type { OpenedClinic } from './opening.js';

const MINUTE_MS = 60_000;
const POLL_AFTER_MS = 8 * MINUTE_MS;
const ANSWERS = 0.46;
const STOPS = 0.02;
const REPLIES = 0.04;

export interface PhonesOf {
  open: OpenedClinic;
  agenda: Agenda;
  chance: Chance;
  story: ClinicStory;
  gateway: SmsGateway;
  baseUrl: string;
}

/** The phones of the story: what the club sends to them, and what their owners send back. */
export class Phones {
  #heard = 0;
  #replies = 0;

  constructor(private readonly told: PhonesOf) {}

  /** Puts one round of the sending jobs on the agenda: reminders, questions, sending, asking for delivery; owners answer later. */
  plan(at: Date): void {
    const { open, agenda, gateway, baseUrl } = this.told;
    const { db, clinic } = open;
    const actor = { kind: 'job', name: 'send-messages' } as const;
    agenda.line(at, async (asOf) => {
      await db.transaction(async () => {
        await remindUpcomingAppointments({ db, clinic, asOf, actor: { kind: 'job', name: 'remind-upcoming' } });
        await askAfterVisit({ db, clinic, asOf, baseUrl, actor: { kind: 'job', name: 'ask-after-visit' } });
      });
      await sendMessages({ db, clinic, gateway, actor, asOf });
      await this.#read(asOf);
    });
    agenda.line(new Date(at.getTime() + POLL_AFTER_MS), async (asOf) => {
      await pollDelivery({ db, clinic, gateway, actor, asOf });
    });
  }

  async #read(asOf: Date): Promise<void> {
    const { open, agenda, chance } = this.told;
    const arrived = await open.db.select<{ id: number; receptor: string; text: string }>(
      'SELECT id, receptor, text FROM simulator_messages WHERE clinic_id = :clinicId AND id > :heard ORDER BY id',
      { clinicId: open.clinic.id, heard: this.#heard },
    );
    for (const { id, receptor, text } of arrived) {
      this.#heard = id;
      const token = /\/s\/([\w-]+)/.exec(text)?.[1];
      const later = new Date(asOf.getTime() + Math.round(chance.spread(0.8) * 180) * MINUTE_MS + MINUTE_MS);
      if (token && chance.happens(ANSWERS)) agenda.desk(later, (at) => this.#answer(token, at));
      else if (chance.happens(token ? STOPS : REPLIES)) agenda.desk(later, (at) => this.#reply(receptor, token !== undefined, at));
    }
  }

  async #answer(token: string, asOf: Date): Promise<void> {
    const { open, chance, story } = this.told;
    const opinion = chance.weighted<Opinion>([
      ['promoter', 60],
      ['passive', 23],
      ['detractor', 17],
    ]);
    const recommendation =
      opinion === 'promoter'
        ? chance.whole(9, 10)
        : opinion === 'passive'
          ? chance.whole(7, 8)
          : chance.weighted([
              [6, 5],
              [5, 4],
              [4, 2],
              [3, 2],
              [2, 1],
              [0, 1],
            ]);
    const liked: [SurveyReason, number][] = [
      ['physician', 9],
      ['explanation', 6],
      ['reception', 5],
      ['outcome', 5],
      ['cleanliness', 3],
      ['booking', 2],
    ];
    const missed: [SurveyReason, number][] = [
      ['waiting', 9],
      ['cost', 6],
      ['booking', 3],
      ['explanation', 2],
      ['reception', 2],
    ];
    const first = chance.weighted(opinion === 'promoter' ? liked : missed);
    const reasons = chance.happens(0.3) ? SURVEY_REASONS.filter((reason) => reason === first || chance.happens(0.12)) : [first];
    const comment = chance.happens(0.3) ? chance.pick(story.comments[opinion]) : null;
    await answerSurvey({ db: open.db, asOf, token, form: { recommendation, reasons, comment } });
  }

  async #reply(from: string, stops: boolean, asOf: Date): Promise<void> {
    const { open, chance, story } = this.told;
    this.#replies += 1;
    const text = chance.pick(stops ? story.stops : story.replies);
    await receiveMessage({ db: open.db, clinicId: open.clinic.id, providerId: `demo-${String(this.#replies)}`, from, text, asOf });
  }
}
