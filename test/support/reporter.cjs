'use strict';
const Mocha = require('mocha');

/** The spec report, closed with one plain line that a script can read. A run in which nothing ran counts as failed. */
class PlainClosingLine extends Mocha.reporters.Spec {
  done(failures, finish) {
    const { passes = 0, pending = 0 } = this.stats;
    console.log(`${passes} passed, ${failures} failed${pending ? `, ${pending} skipped` : ''}`);
    finish(passes === 0 && failures === 0 ? 1 : failures);
  }
}

module.exports = PlainClosingLine;
