import { expect } from 'chai';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { findOrCreateSpecialty } from '../../../models/catalogue.js';
import { tehranDay } from '../../../models/persian/tehran-time.js';
import { queueMessage } from '../../../models/outbox.js';
import { chooseClub } from '../../../server/actions/choose-club.js';
import { recordVisit } from '../../../server/actions/record-visit.js';
import { exportCommand } from '../../../server/commands/export-command.js';
import { verifyAuditCommand } from '../../../server/commands/audit-command.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { TEST_FOLDER } from '../../support/database.js';

describe('the export command', function () {
  this.timeout(60_000);
  let club: TestClub;
  let folders = 0;
  const folder = (): string => join(TEST_FOLDER, `export-${process.pid}-${String((folders += 1))}`);
  const run = (out: string, clinic = club.clinic.slug) => exportCommand.run(club, [], { clinic, out });
  const read = (out: string, name: string): Record<string, string>[] => {
    const text = readFileSync(join(out, `${name}.csv`), 'utf8');
    expect(text.charCodeAt(0), name).to.equal(0xfeff);
    return parse(text, { bom: true, columns: true, record_delimiter: '\r\n' });
  };

  before(async () => {
    club = await openTestClub();
    const { db, clinic } = club;
    const facts = { firstName: '=HYPERLINK("x")', lastName: 'رضایی', nationalCode: '0013542419', mobile: '09121110001' };
    const { id } = await buildPatient(db, clinic, facts);
    await buildPatient(db, club.otherClinic, { firstName: 'بیگانه' });
    const specialtyId = (await findOrCreateSpecialty(db, { clinicId: clinic.id, name: 'پوست' })).id;
    for (let i = 0; i < 4; i += 1) {
      const day = tehranDay(new Date(NOW.getTime() - (i + 1) * 86_400_000));
      const form = {
        specialtyId,
        day,
        time: '09:00',
        serviceId: null,
        illness: null,
        physicianId: null,
        amountRial: 500_000,
        note: null,
        appointmentId: null,
      };
      const answer = await recordVisit({ db, clinic, actor: SYSTEM, asOf: NOW, patientId: id, form });
      expect(answer.ok).to.equal(true);
    }
    for (const programme of ['member-code', 'upcoming'])
      await db.transaction(() =>
        queueMessage(db, {
          clinicId: clinic.id,
          patientId: id,
          key: `${programme}:1`,
          purpose: 'service',
          programme,
          mobile: '09121110001',
          text: `secret 123456 ${programme}`,
          notBeforeAt: NOW,
          asOf: NOW,
          actor: SYSTEM,
        }),
      );
  });
  after(() => club.close());

  it('writes every row of the clinic and no other, cells defused, for the owner of the file only', async () => {
    const out = folder();
    const done = await run(out);
    expect(done.ok && (done.data as { rows: object }).rows).to.include({
      patients: 1,
      visits: 4,
      appointments: 0,
      messages: 2,
      'tier-changes': 1,
    });
    const [patient] = read(out, 'patients');
    expect(patient).to.include({
      first_name: `'=HYPERLINK("x")`,
      last_name: 'رضایی',
      national_code: '0013542419',
      mobile: '09121110001',
      tier: 'silver',
    });
    expect(read(out, 'visits').map((visit) => visit['specialty'])).to.deep.equal(['پوست', 'پوست', 'پوست', 'پوست']);
    expect(statSync(join(out, 'patients.csv')).mode & 0o077).to.equal(0);
    expect(statSync(out).mode & 0o077).to.equal(0);
  });

  it('keeps back the text of a one-time code', async () => {
    const out = folder();
    await run(out);
    const texts = new Map(read(out, 'messages').map((message) => [message['programme'], message['text']]));
    expect(texts.get('member-code')).to.equal('');
    expect(texts.get('upcoming')).to.contain('123456');
  });

  it('refuses an unknown clinic, a file, and a folder that is not empty', async () => {
    expect(await run(folder(), 'nobody')).to.include({ ok: false, reason: 'clinic-unknown' });
    const full = folder();
    mkdirSync(full);
    writeFileSync(join(full, 'mine.txt'), 'mine');
    expect(await run(full)).to.include({ ok: false, reason: 'folder-not-empty' });
    expect(await run(join(full, 'mine.txt'))).to.include({ ok: false, reason: 'folder-is-file' });
    expect(readdirSync(full)).to.deep.equal(['mine.txt']);
  });

  it('is written down in the audit log, which is whole', async () => {
    await run(folder());
    const [row] = await club.db.select<{ n: number }>(
      `SELECT COUNT(*) AS n FROM audit_entries WHERE clinic_id = :c AND action = 'clinic.export'`,
      { c: club.clinic.id },
    );
    expect(row!.n).to.be.greaterThan(0);
    expect(await verifyAuditCommand.run(club, [], {})).to.include({ ok: true });
  });

  it('has no word of tiers while the club has none', async () => {
    await chooseClub({
      db: club.db,
      clinic: club.clinic,
      actor: SYSTEM,
      asOf: NOW,
      form: { kind: 'single', isOn: true, effectiveOn: tehranDay(NOW) },
    });
    const out = folder();
    await run(out);
    expect(readdirSync(out)).not.to.include('tier-changes.csv').and.not.include('vip-terms.csv');
    for (const file of readdirSync(out)) expect(readFileSync(join(out, file), 'utf8'), file).not.to.match(/\b(tier|silver|basic)\b/);
  });
});

describe('the audit verify command', function () {
  this.timeout(60_000);
  let club: TestClub;
  before(async () => {
    club = await openTestClub();
    await (await club.as('manager')).get('/patients');
    await club.audit.flush();
  });
  after(() => club.close());

  it('says that every log is whole, or one clinic’s', async () => {
    const all = await verifyAuditCommand.run(club, [], {});
    expect(all.ok && (all.data as { clinics: object[] }).clinics).to.have.length(2);
    const one = await verifyAuditCommand.run(club, [], { clinic: club.clinic.slug });
    expect(one.ok && (one.data as { clinics: object[] }).clinics).to.have.length(1);
    expect(one.text).to.contain('درست است');
    expect(await verifyAuditCommand.run(club, [], { clinic: 'nobody' })).to.include({ ok: false, reason: 'clinic-unknown' });
  });

  it('names the clinic and the first entry that was tampered with', async () => {
    await club.db.execute(`UPDATE audit_entries SET action = 'patient.list' WHERE clinic_id = :c AND number = 1`, { c: club.clinic.id });
    const answer = await verifyAuditCommand.run(club, [], {});
    expect(answer).to.include({ ok: false, reason: 'audit-broken' });
    expect(JSON.stringify((answer as { data?: object }).data)).to.contain('"number":1,"kind":"changed"');
    expect(answer.text).to.contain('سطر ۱ تغییر کرده است');
  });
});
