import { expect } from 'chai';
import {
  codeExpiresAt,
  codeIn,
  linkExpiresAt,
  mayCancelAlone,
  mayTakeBack,
  oldestOpening,
  pageIsOpen,
  returnsAloneUntil,
} from '../../../models/rules/member-access.js';

const NOON = new Date('2026-11-22T12:00:00Z');
const after = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);
const HOUR = 60;
const DAY = 24 * HOUR;

describe('how a patient comes to their page', () => {
  it('keeps a link for 30 days and a code for 5 minutes', () => {
    expect(linkExpiresAt(NOON)).to.deep.equal(after(30 * DAY));
    expect(codeExpiresAt(NOON)).to.deep.equal(after(5));
  });

  for (const [began, seen, isOpen] of [
    [0, 0, true],
    [0, -29.9, true],
    [0, -30, false],
    [-11 * HOUR - 59, 0, true],
    [-12 * HOUR, 0, false],
  ] as const)
    it(`a page opened ${String(began)} and touched ${String(seen)} minutes from now is ${isOpen ? 'open' : 'closed'}`, () => {
      expect(pageIsOpen({ beganAt: after(began), seenAt: after(seen) }, NOON)).to.equal(isOpen);
    });

  it('lets no page live that was opened before the oldest opening', () => {
    expect(pageIsOpen({ beganAt: oldestOpening(NOON), seenAt: NOON }, NOON)).to.equal(false);
  });

  for (const [startsIn, alone] of [
    [3 * HOUR, true],
    [3 * HOUR - 1, false],
    [-1, false],
    [9 * DAY, true],
  ] as const)
    it(`an appointment in ${String(startsIn)} minutes is called off ${alone ? 'alone' : 'by the desk'}`, () => {
      expect(mayCancelAlone(after(startsIn), NOON)).to.equal(alone);
    });

  it('lets a cancellation be taken back for half an hour, while the hour is not too near', () => {
    expect(mayTakeBack(after(-29), after(DAY), NOON)).to.equal(true);
    expect(mayTakeBack(after(-30), after(DAY), NOON)).to.equal(false);
    expect(mayTakeBack(after(-5), after(2 * HOUR), NOON)).to.equal(false);
  });

  it('lets whoever left come back alone for 30 days', () => {
    expect(returnsAloneUntil(NOON)).to.deep.equal(after(30 * DAY));
  });

  for (const [typed, code] of [
    ['123456', '123456'],
    [' 12 34-56\u200f', '123456'],
    ['000001', '000001'],
    ['12345', null],
    ['1234567', null],
    ['12345a', null],
    ['', null],
  ] as const)
    it(`reads «${typed}» as ${String(code)}`, () => {
      expect(codeIn(typed)).to.equal(code);
    });
});
