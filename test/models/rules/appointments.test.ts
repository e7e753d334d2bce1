import { expect } from 'chai';
import fc from 'fast-check';
import {
  APPOINTMENT_STATES,
  APPOINTMENT_STEPS,
  isLive,
  mayBookOn,
  nextState,
  openSteps,
  overlaps,
  type AppointmentState,
  type AppointmentStep,
} from '../../../models/rules/appointments.js';

const startsAt = new Date('2026-11-22T06:30:00Z');
const planned = (state: AppointmentState) => ({ state, startsAt, startsOn: '2026-11-22' });
const afterwards = { asOf: new Date('2026-11-22T07:30:00Z'), today: '2026-11-22' };
const dayBefore = { asOf: new Date('2026-11-21T07:30:00Z'), today: '2026-11-21' };

describe('appointments', () => {
  const table: [AppointmentState, AppointmentStep, string][] = [
    ['booked', 'confirm', 'confirmed'],
    ['booked', 'arrive', 'arrived'],
    ['booked', 'miss', 'missed'],
    ['booked', 'cancel', 'cancelled'],
    ['booked', 'move', 'booked'],
    ['booked', 'reopen', 'already-booked'],
    ['confirmed', 'confirm', 'already-confirmed'],
    ['confirmed', 'arrive', 'arrived'],
    ['confirmed', 'miss', 'missed'],
    ['confirmed', 'cancel', 'cancelled'],
    ['confirmed', 'move', 'booked'],
    ['missed', 'arrive', 'arrived'],
    ['missed', 'reopen', 'booked'],
    ['missed', 'cancel', 'already-missed'],
    ['missed', 'move', 'already-missed'],
    ['cancelled', 'reopen', 'booked'],
    ['cancelled', 'arrive', 'already-cancelled'],
    ['cancelled', 'confirm', 'already-cancelled'],
    ['arrived', 'lose-visit', 'booked'],
    ['arrived', 'reopen', 'already-arrived'],
    ['arrived', 'cancel', 'already-arrived'],
    ['booked', 'lose-visit', 'already-booked'],
  ];
  for (const [from, step, outcome] of table) {
    it(`answers ${outcome} to «${step}» of one that is ${from}`, () => {
      const answer = nextState(planned(from), step, afterwards);
      expect(answer.ok ? answer.state : answer.reason).to.equal(outcome);
    });
  }

  it('lets nobody arrive before the day', () => {
    expect(nextState(planned('booked'), 'arrive', dayBefore)).to.deep.equal({ ok: false, reason: 'too-early-to-arrive' });
  });

  it('lets a patient arrive early on the day itself', () => {
    const early = { asOf: new Date('2026-11-22T05:00:00Z'), today: '2026-11-22' };
    expect(nextState(planned('booked'), 'arrive', early).ok).to.equal(true);
    expect(nextState(planned('booked'), 'miss', early)).to.deep.equal({ ok: false, reason: 'too-early-to-miss' });
  });

  it('lists the open steps of a day that has not come yet', () => {
    expect(openSteps(planned('booked'), dayBefore)).to.deep.equal(['confirm', 'cancel', 'move']);
    expect(openSteps(planned('cancelled'), dayBefore)).to.deep.equal(['reopen']);
  });

  it('never leaves the known states, whatever is asked in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...APPOINTMENT_STEPS), { maxLength: 20 }), (steps) => {
        let state: AppointmentState = 'booked';
        for (const step of steps) {
          const answer = nextState(planned(state), step, afterwards);
          if (answer.ok) state = answer.state;
        }
        expect(APPOINTMENT_STATES).to.include(state);
      }),
    );
  });

  it('counts only booked and confirmed as live', () => {
    expect(APPOINTMENT_STATES.filter(isLive)).to.deep.equal(['booked', 'confirmed']);
  });

  it('books today and up to two years ahead', () => {
    expect(mayBookOn('2026-11-22', afterwards)).to.deep.equal({ ok: true });
    expect(mayBookOn('2026-11-21', afterwards)).to.deep.equal({ ok: false, reason: 'day-in-the-past' });
    expect(mayBookOn('2028-11-22', afterwards)).to.deep.equal({ ok: true });
    expect(mayBookOn('2028-11-23', afterwards)).to.deep.equal({ ok: false, reason: 'day-too-far' });
  });

  it('calls two starts within half an hour overlapping, in either order', () => {
    const later = new Date(startsAt.getTime() + 29 * 60_000);
    const halfAnHour = new Date(startsAt.getTime() + 30 * 60_000);
    expect([overlaps(startsAt, later), overlaps(later, startsAt), overlaps(startsAt, halfAnHour)]).to.deep.equal([true, true, false]);
  });
});
