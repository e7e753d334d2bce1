import { expect } from 'chai';
import { FOLLOWS, MESSAGE_STATES, isSettled, mayBecome } from '../../../models/rules/message-states.js';

describe('message states', () => {
  it('never send what was settled', () => {
    for (const state of MESSAGE_STATES) {
      if (isSettled(state)) expect(FOLLOWS[state], state).not.to.include.members(['queued']);
      expect(mayBecome(state, 'sending'), state).to.equal(state === 'queued');
    }
  });

  it('go back to the queue only when the message was certainly not taken', () => {
    expect(MESSAGE_STATES.filter((state) => mayBecome(state, 'queued'))).to.have.members(['sending', 'unknown']);
  });

  it('can all be reached from queued and all lead to a settled one', () => {
    const reached = new Set(['queued']);
    for (const state of reached) for (const next of FOLLOWS[state as 'queued']) reached.add(next);
    expect([...reached]).to.have.members([...MESSAGE_STATES]);
    for (const state of MESSAGE_STATES) expect(isSettled(state) || FOLLOWS[state].length > 0, state).to.equal(true);
  });

  it('are never expired or cancelled once the provider may have the message', () => {
    for (const state of ['sending', 'accepted', 'delivered'] as const) {
      expect(mayBecome(state, 'cancelled')).to.equal(false);
      expect(mayBecome(state, 'expired')).to.equal(false);
    }
  });
});
