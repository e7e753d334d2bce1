import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import iconv from 'iconv-lite';
import { FileRefused } from '../../../server/files/file-limits.js';
import { openTable, type TableRow } from '../../../server/files/read-table.js';
import { writeXlsx } from '../../../server/files/write-table.js';
import { createWriteStream } from 'node:fs';

const LINES = ['شماره پرونده,نام,مبلغ', '101,سارا,۱۲۰۰', '102,"كاوه, رضا",900'];
const ROWS: TableRow[] = [
  { row: 2, cells: ['101', 'سارا', '۱۲۰۰'] },
  { row: 3, cells: ['102', 'كاوه, رضا', '900'] },
];

describe('reading a table', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tables-'));
  });
  after(() => rm(folder, { recursive: true }));

  const put = async (name: string, content: Buffer | string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const read = async (name: string, content: Buffer | string) => {
    const table = await openTable(await put(name, content), name);
    try {
      const rows: TableRow[] = [];
      for await (const some of table.rows()) rows.push(...some);
      return { ...table, rows };
    } finally {
      await table.close();
    }
  };
  const refusal = async (name: string, content: Buffer | string): Promise<string> => {
    try {
      await read(name, content);
      return 'read';
    } catch (error) {
      if (error instanceof FileRefused) return error.reason;
      throw error;
    }
  };

  for (const [encoding, written, addBOM] of [
    ['utf-8', 'utf8', true],
    ['utf-8', 'utf8', false],
    ['utf-16le', 'utf-16le', true],
    ['utf-16le', 'utf-16le', false],
    ['utf-16be', 'utf-16be', true],
    ['utf-16be', 'utf-16be', false],
  ] as const) {
    for (const delimiter of [',', ';', '\t'] as const) {
      it(`reads ${written} ${addBOM ? 'with' : 'without'} a mark, divided by ${JSON.stringify(delimiter)}`, async () => {
        const text = LINES.map((line) => line.replace(/,(?! )/g, delimiter)).join('\r\n');
        const table = await read('a.csv', iconv.encode(text, written, { addBOM }));
        expect([table.encoding, table.delimiter, table.rowCount]).to.deep.equal([encoding, delimiter, 2]);
        expect(table.header).to.deep.equal(['شماره پرونده', 'نام', 'مبلغ']);
        expect(table.rows).to.deep.equal(ROWS);
      });
    }
  }

  it('reads Windows-1256, which desk programs of Iran write', async () => {
    const text = 'نام;موبايل\r\nسارا;0912\r\nپگاه چمن‌زار;0913\r\n';
    const table = await read('a.csv', iconv.encode(text, 'windows-1256'));
    expect([table.encoding, table.delimiter]).to.deep.equal(['windows-1256', ';']);
    expect(table.rows[1]?.cells).to.deep.equal(['پگاه چمن‌زار', '0913']);
  });

  it('takes a text for Windows-1256 even when its first Persian letter stands far below', async () => {
    const text = `a,b\n${'1,2\n'.repeat(40_000)}سارا,3\n`;
    const table = await read('a.csv', iconv.encode(text, 'windows-1256'));
    expect(table.encoding).to.equal('windows-1256');
    expect(table.rows.at(-1)).to.deep.equal({ row: 40_002, cells: ['سارا', '3'] });
  });

  it('numbers rows as a spreadsheet does: blank lines count, line breaks in a cell do not', async () => {
    const table = await read('a.csv', 'a,b\n1,"two\nlines"\n\n,\n5,6\n');
    expect(table.rows).to.deep.equal([
      { row: 2, cells: ['1', 'two\nlines'] },
      { row: 5, cells: ['5', '6'] },
    ]);
    expect(table.rowCount).to.equal(2);
  });

  it('gives columns without a name or with the same name names of their own', async () => {
    const table = await read('a.csv', 'a,,a,\n1,2,3,4\n');
    expect(table.header).to.deep.equal(['a', '#2', 'a (2)']);
  });

  it('keeps short and long rows as they are', async () => {
    const table = await read('a.csv', 'a,b\n1\n1,2,3\n');
    expect(table.rows.map(({ cells }) => cells.length)).to.deep.equal([1, 3]);
  });

  it('gives a workbook the same rows, with numbers and dates as text', async () => {
    const path = join(folder, 'book.xlsx');
    await writeXlsx(createWriteStream(path), {
      header: ['شماره پرونده', 'نام', 'مبلغ'],
      rows: [['0101', 'سارا', 9123456789], [null], ['=1+1', '-', 0.5]],
    });
    const table = await openTable(path, 'book.XLSX');
    const rows: TableRow[] = [];
    for await (const some of table.rows()) rows.push(...some);
    await table.close();
    expect(table.header).to.deep.equal(['شماره پرونده', 'نام', 'مبلغ']);
    expect(rows).to.deep.equal([
      { row: 2, cells: ['0101', 'سارا', '9123456789'] },
      { row: 4, cells: ['=1+1', '-', '0.5'] },
    ]);
  });

  it('refuses what is empty, has no header, or has too many columns', async () => {
    expect(await refusal('a.csv', '')).to.equal('file-empty');
    expect(await refusal('a.csv', '\n\n1,2')).to.equal('file-no-table');
    expect(await refusal('a.csv', `${'x,'.repeat(300)}x\n1`)).to.equal('file-too-many-columns');
  });

  it('refuses a picture under another name, and a name of another kind', async () => {
    const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(64, 0x11)]);
    expect(await refusal('a.xlsx', png)).to.equal('file-wrong-extension');
    expect(await refusal('a.csv', png)).to.equal('file-unknown-encoding');
    expect(await refusal('a.png', png)).to.equal('file-wrong-extension');
    expect(await refusal('a.csv', zipOf([{ name: 'x', plain: Buffer.from('x') }]))).to.equal('file-wrong-extension');
  });

  it('refuses more rows than it promises to read', async () => {
    expect(await refusal('a.csv', `a\n${'1\n'.repeat(200_001)}`)).to.equal('file-too-many-rows');
  });

  it('refuses a quote that is never closed, before a row of it is used', async () => {
    expect(await refusal('a.csv', 'a,b\n1,2\n3,"4\n')).to.equal('file-broken-quote');
  });

  it('refuses a zip that says it becomes too large, before unpacking it', async () => {
    const bomb = zipOf([{ name: 'xl/workbook.xml', plain: Buffer.alloc(51 * 1024 * 1024) }]);
    expect(bomb.length).to.be.below(100_000);
    expect(await refusal('a.xlsx', bomb)).to.equal('file-zip-too-large');
  });

  it('refuses a zip that becomes larger than it says', async () => {
    expect(await refusal('a.xlsx', zipOf([{ name: 'xl/workbook.xml', plain: Buffer.alloc(5_000_000), declared: 100 }]))).to.equal(
      'file-zip-unsafe',
    );
  });

  it('refuses a zip of too many parts, with entities, cut short, or that is no workbook', async () => {
    const many = Array.from({ length: 201 }, (_, n) => ({ name: `f${String(n)}`, plain: Buffer.from('x') }));
    expect(await refusal('a.xlsx', zipOf(many))).to.equal('file-zip-unsafe');
    const entity = Buffer.from('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>');
    expect(await refusal('a.xlsx', zipOf([{ name: 'xl/workbook.xml', plain: entity }]))).to.equal('file-zip-unsafe');
    const whole = zipOf([{ name: 'a.txt', plain: Buffer.from('hello') }]);
    expect(await refusal('a.xlsx', whole.subarray(0, whole.length - 10))).to.equal('file-unreadable');
    expect(await refusal('a.xlsx', whole)).to.equal('file-unreadable');
  });
});

interface Part {
  name: string;
  plain: Buffer;
  /** The unpacked size that the directory claims, when it lies. */
  declared?: number;
}

function zipOf(parts: Part[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, plain, declared } of parts) {
    const packed = deflateRawSync(plain);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(declared ?? plain.length, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(declared ?? plain.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, index, end]);
}
