import { expect } from 'chai';
import { importCommand, undoImportCommand } from '../../../server/commands/import-commands.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { csvOf, fileOf, rowOf } from '../../support/import-files.js';

const ROWS = [rowOf(), rowOf(), rowOf({ 'شماره پرونده': '101', جنسیت: 'X' })];

describe('the import command', function () {
  this.timeout(60_000);
  let club: TestClub;
  before(async () => {
    club = await openTestClub();
  });
  after(() => club.close());

  const run = async (path: string, options: Record<string, string | boolean> = {}) =>
    importCommand.run(club, [path], { clinic: club.clinic.slug, ...options });
  const put = async (content: string, name?: string) => (await fileOf(content, name)).path;

  it('answers with what came in and every bad row, first rehearsed, then done, then again', async () => {
    const path = await put(csvOf(ROWS));
    const bad = [{ row: 4, column: 'جنسیت', reason: 'sex-is-neither' }];
    const rehearsed = await run(path, { 'dry-run': true });
    expect(rehearsed.ok && rehearsed.data).to.deep.equal({ rows: 3, visits: 1, patients: 1, duplicates: 1, bad, importId: null });
    const done = await run(path);
    const id = (done as { data: { importId: number } }).data.importId;
    expect(done.ok && done.data).to.deep.equal({ rows: 3, visits: 1, patients: 1, duplicates: 1, bad, importId: id });
    expect(done.text).to.include('۱ مراجعهٔ تازه').and.to.include('ردیف ۴، ستون «جنسیت»: جنسیت نه زن است و نه مرد.');
    const again = await run(path);
    expect(again.ok && again.data).to.include({ visits: 0, patients: 0, duplicates: 2 });
    const undone = await undoImportCommand.run(club, [String(id)], {});
    expect(undone.ok && undone.data).to.deep.equal({ importId: id, visits: 1, patients: 1, keptVisits: 0, keptPatients: 0 });
    expect(await undoImportCommand.run(club, [String(id)], {})).to.include({ ok: false, reason: 'import-undone-before' });
  });

  it('reads the file as the map says', async () => {
    const path = await put('nr,who,d,fee\n1,Sara Noori,3,120\n', 'lab.csv');
    const map = {
      columns: { nr: 'file_number', who: 'full_name', d: 'day_number', fee: 'amount' },
      dayZero: '2024-03-20',
      specialty: 'آزمایشگاه',
      amountUnit: 'toman',
    };
    expect((await run(path, { map: await put(JSON.stringify(map), 'map.json') })).ok).to.equal(true);
    const [visit] = await club.db.select<{ amount: number; visitedOn: string }>(
      `SELECT amount_rial AS amount, visited_on AS "visitedOn" FROM visits WHERE clinic_id = :clinicId`,
      { clinicId: club.clinic.id },
    );
    expect(visit).to.deep.equal({ amount: 1200, visitedOn: '2024-03-23' });
  });

  it('refuses with a reason and in words', async () => {
    const path = await put(csvOf(ROWS));
    const refusal = async (file: string, options: Record<string, string | boolean> = {}) => {
      const answer = await run(file, options);
      return answer.ok ? 'done' : `${answer.reason}: ${answer.text}`;
    };
    expect(await refusal(path, { clinic: 'nobody' })).to.include('clinic-unknown');
    expect(await refusal('/nowhere.csv'))
      .to.include('file-not-found')
      .and.to.include('چنین فایلی نیست');
    expect(await refusal(path, { patients: '/nowhere.csv' })).to.include('file-not-found');
    expect(await refusal(await put('x', 'a.png'))).to.include('file-wrong-extension');
    expect(await refusal(path, { map: await put('not json', 'm.json') })).to.include('map-unreadable');
    expect(await refusal(path, { map: await put('{"columns":{"نام":"nothing"}}', 'm.json') })).to.include('map-field');
    expect(await refusal(path, { map: await put('{"dayZero":"1399/01/01"}', 'm.json') })).to.include('map-day');
    expect(await refusal(path, { map: await put('{"colour":"red"}', 'm.json') })).to.include('map-unreadable');
    expect(await refusal(path, { map: await put('{"columns":{"x":"mobile"}}', 'm.json') })).to.include('ستون «x» در فایل نیست');
    for (const id of ['x', '0', '999999'])
      expect(await undoImportCommand.run(club, [id], {})).to.include({ ok: false, reason: 'import-unknown' });
  });
});
