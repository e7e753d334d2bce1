import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import exceljs from 'exceljs';
import { openTable } from '../../../server/files/read-table.js';
import { writeCsv, writeXlsx, type Cell } from '../../../server/files/write-table.js';

const header = ['نام', 'موبایل', 'یادداشت'];
const rows: Cell[][] = [
  ['سارا', '09120000001', '=HYPERLINK("http://x")'],
  ['آرش "الف"، ب', null, '+98'],
  ['a,b', '-', '@x'],
];

describe('writing a table', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tables-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('writes CSV with a byte-order mark and no cell that runs', async () => {
    const path = join(folder, 'a.csv');
    await writeCsv(createWriteStream(path), { header, rows });
    const bytes = await readFile(path);
    expect(bytes.subarray(0, 3)).to.deep.equal(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes.toString('utf8')).to.include(`"'=HYPERLINK(""http://x"")"`).and.to.include(`'+98`);
  });

  it('writes a sheet that opens right to left with its header in place', async () => {
    const path = join(folder, 'a.xlsx');
    await writeXlsx(createWriteStream(path), { header, rows });
    const book = new exceljs.Workbook();
    await book.xlsx.readFile(path);
    const sheet = book.worksheets[0];
    expect(sheet?.views[0]).to.include({ rightToLeft: true, state: 'frozen', ySplit: 1 });
    expect(sheet?.getCell('C2').value).to.equal(`'=HYPERLINK("http://x")`);
    expect(sheet?.getCell('B2').value).to.equal('09120000001');
  });

  for (const name of ['a.csv', 'a.xlsx']) {
    it(`reads its own ${name} back as it was`, async () => {
      const table = await openTable(join(folder, name), name);
      const read: string[][] = [];
      for await (const rows of table.rows()) read.push(...rows.map(({ cells }) => cells));
      await table.close();
      expect(table.header).to.deep.equal(header);
      expect(read).to.deep.equal(rows.map((cells) => cells.map((cell) => cell ?? '')));
    });
  }
});
