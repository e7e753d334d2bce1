import { expect } from 'chai';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { backUp, restore } from '../../models/backup.js';
import { openDatabase } from '../../models/database.js';
import { sendingPause } from '../../models/sending-pause.js';
import { buildClinic, buildPatient, NOW } from '../support/builders.js';
import { freshSqliteFile, TEST_FOLDER, TEST_SECRET } from '../support/database.js';

describe('backup and restore', () => {
  it('copies a club that goes on working, and puts it back without sending', async () => {
    const file = await freshSqliteFile();
    const db = await openDatabase(`sqlite:${file}`, { secret: TEST_SECRET });
    const clinic = await buildClinic(db);
    await buildPatient(db, clinic, { nationalCode: '0013542419' });
    const copy = join(TEST_FOLDER, 'first.backup');
    const [answer] = await Promise.all([backUp(db, copy), ...Array.from({ length: 10 }, () => buildPatient(db, clinic))]);
    expect(answer.ok && answer.rows['patients']).to.be.at.least(1);
    expect(await backUp(db, copy)).to.deep.equal({ ok: false, reason: 'file-exists' });
    await db.close();

    const restored = await restore(copy, file, TEST_SECRET, NOW);
    expect(restored.ok).to.equal(true);
    const again = await openDatabase(`sqlite:${file}`, { secret: TEST_SECRET });
    expect(await sendingPause(again, clinic.id)).to.deep.equal({ reason: 'restored', since: NOW });
    const patient = await again.records.Patient.findOne({ where: { clinicId: clinic.id }, order: [['id', 'ASC']] });
    expect(again.vault.open(patient?.nationalCodeCipher ?? '')).to.equal('0013542419');
    await again.close();
  });

  it('refuses what is no whole backup and leaves the club as it is', async () => {
    const file = await freshSqliteFile();
    const broken = join(TEST_FOLDER, 'broken.backup');
    writeFileSync(broken, 'not a database at all, only some words that are long enough to be read as a header');
    expect(await restore(broken, file, TEST_SECRET, NOW)).to.deep.equal({ ok: false, reason: 'backup-damaged' });
    expect(await restore(join(TEST_FOLDER, 'nowhere'), file, TEST_SECRET, NOW)).to.deep.equal({ ok: false, reason: 'file-not-found' });
    const newer = join(TEST_FOLDER, 'newer.backup');
    const db = await openDatabase(`sqlite:${file}`, { secret: TEST_SECRET });
    await db.execute(`INSERT INTO schema_steps (name) VALUES ('29990101-from-the-future')`);
    expect((await backUp(db, newer)).ok).to.equal(true);
    await db.close();
    expect(await restore(newer, await freshSqliteFile(), TEST_SECRET, NOW)).to.deep.equal({ ok: false, reason: 'backup-newer' });
  });
});
