import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { columnOf, profileOf, typesOf } from '../testing/profile-of.ts';
import { runCommand } from '../testing/run-command.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

/** Packed by DuckDB, which has zstd in it: no other program is needed. */
async function zstd(text: string): Promise<Buffer> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const { readFileSync } = await import('node:fs');
  const path = temporaryFiles()('packed.zst', '');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const quoted = text.replaceAll("'", "''");
  await connection.run(
    `COPY (SELECT '${quoted}' AS x) TO '${path}' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\u0001', COMPRESSION zstd)`,
  );
  connection.closeSync();
  instance.closeSync();
  return readFileSync(path);
}

const orders = `<?xml version="1.0"?>
<!DOCTYPE orders [<!ELEMENT orders ANY>]>
<orders xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <meta><made>2026-01-01</made></meta>
  <order id="1"><amount cur="EUR">12.5</amount><day>2026-01-02</day><to><city>Köln &amp; Bonn</city></to><tag>a</tag><tag>b</tag></order>
  <order id="2"><amount cur="EUR">7</amount><day xsi:nil="true"/><to><city></city></to></order>
  <order id="3"><amount cur="USD"><![CDATA[-1e3]]></amount>late<day>2026-02-28</day></order>
</orders>`;

describe('XML files', () => {
  it('make rows of the elements at a path: attributes, elements within and text are columns, whose types are inferred', async () => {
    const profile = await profileOf(temporaryFiles()('a.xml', orders), { rows: '/orders/order' });
    expect(profile.rowCount).toBe(3);
    expect(typesOf(profile)).toEqual([
      ['@id', 'BIGINT'],
      ['amount/@cur', 'VARCHAR'],
      ['amount', 'DOUBLE'],
      ['day', 'DATE'],
      ['to/city', 'VARCHAR'],
      ['tag', 'VARCHAR'],
      ['text()', 'VARCHAR'],
    ]);
    expect(columnOf(profile, 'amount')).toMatchObject({ count: 3, sum: -980.5, min: -1000 });
    expect(columnOf(profile, 'day')).toMatchObject({ count: 2, nullCount: 1, max: '2026-02-28' });
    expect(columnOf(profile, 'to/city')).toMatchObject({ count: 2, nullCount: 1, emptyCount: 1 });
    expect(columnOf(profile, 'to/city').topValues).toContainEqual({ value: 'Köln & Bonn', count: 1 });
    expect(columnOf(profile, 'tag').topValues).toEqual([{ value: '["a","b"]', count: 1 }]);
  });

  it('are read through gzip and zstd, in their own encoding, and namespaces need no prefix in the path', async () => {
    const write = temporaryFiles();
    const plain = await profileOf(write('a.xml', orders), { rows: '/orders/order' });
    for (const path of [write('a.xml.gz', gzipSync(orders)), write('a.xml.zst', await zstd(orders))])
      expect((await profileOf(path, { rows: 'orders/order' })).columnMetrics).toEqual(plain.columnMetrics);
    const latin = `<?xml version="1.0" encoding="ISO-8859-1"?><p:a xmlns:p="urn:x"><p:b>é</p:b></p:a>`;
    const profile = await profileOf(write('l.xml', Buffer.from(latin, 'latin1')), { rows: '/a/b' });
    expect(columnOf(profile, 'text()').topValues).toEqual([{ value: 'é', count: 1 }]);
  });

  it('measure more rows than fit in memory at once without holding them', async () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => `<r a="${index}"><b>${'x'.repeat(index % 50)}</b></r>`);
    const profile = await profileOf(temporaryFiles()('big.xml', `<t>${rows.join('\n')}</t>`), { rows: '/t/r' });
    expect(columnOf(profile, '@a')).toMatchObject({ count: 50_000, max: 49_999, distinct: { value: 50_000 } });
    expect(columnOf(profile, 'b').length).toMatchObject({ min: 0, max: 49 });
  });

  it('never open another file and never expand an entity of their own', async () => {
    const write = temporaryFiles();
    const secret = write('secret.txt', 'the secret');
    const external = `<!DOCTYPE a [<!ENTITY x SYSTEM "file://${secret}">]><a><b>&x;</b></a>`;
    const laughs = `<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;&l;">]><a><b>&m;</b></a>`;
    for (const text of [external, laughs]) {
      const outcome = await runCommand(['profile', write('e.xml', text), '--rows', '/a/b', '--dataset', 'x/y']);
      expect(outcome.exitCode).toBe(2);
      expect(outcome.err).toMatch(/e\.xml:1:\d+ is not XML that can be read: undefined entity/);
      expect(outcome.err).not.toContain('the secret');
    }
  });

  it('without an element at the path are no rows, which is told, when there is what would hold them', async () => {
    const path = temporaryFiles()('none.xml', '<orders><meta/></orders>');
    const outcome = await runCommand(['profile', path, '--rows', '/orders/order', '--dataset', 'x/y', '-o', 'json']);
    expect(outcome.exitCode).toBe(0);
    expect(outcome.err).toContain('measured as 0 rows');
    expect(JSON.parse(outcome.out)).toMatchObject({ rowCount: 0 });
  });

  it('are refused with line and column, and the likely path is said', async () => {
    const write = temporaryFiles();
    const cases: [string, string[], RegExp][] = [
      [orders.slice(0, 420), ['--rows', '/orders/order'], /c\.xml:\d+:\d+ the XML ends before it is complete/],
      [orders.replace('</day>', '</dax>'), ['--rows', '/orders/order'], /c\.xml:5:\d+ is not XML that can be read/],
      [orders, [], /which elements of .*c\.xml are rows\?\nSay --rows \/orders\/order/],
      [orders, ['--rows', '/shop/order'], /has no element at \/shop\/order\nSay --rows \/orders\/order/],
      ['', ['--rows', '/a/b'], /c\.xml/],
      ['\u0000\u0001garbage', ['--rows', '/a/b'], /c\.xml:1:\d+ is not XML/],
      [orders, ['--rows', '//'], /is not a path of elements/],
    ];
    for (const [text, args, sentence] of cases) {
      const outcome = await runCommand(['profile', write('c.xml', text), '--dataset', 'x/y', ...args]);
      expect(outcome.err).toMatch(sentence);
      expect(outcome.exitCode).toBe(2);
    }
  });
});

describe('packed and malformed files', () => {
  it('zstd is read, in several frames too, and told apart when it is cut', async () => {
    const write = temporaryFiles();
    const text = `a,b\n${Array.from({ length: 30_000 }, (_, index) => `${index},v${index % 7}`).join('\n')}`;
    const plain = await profileOf(write('a.csv', text));
    const packed = await zstd(text);
    expect((await profileOf(write('a.csv.zst', packed))).columnMetrics).toEqual(plain.columnMetrics);
    const second = await zstd('7,last');
    const both = await profileOf(write('b.csv.zst', Buffer.concat([packed, second])));
    expect(both.rowCount).toBe(30_001);
    await expect(profileOf(write('c.csv.zst', packed.subarray(0, packed.length - 20)))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('is not a whole zstd file') as string,
    });
  });

  it('are refused by what is in them, each with a sentence, its place and a fix', async () => {
    const write = temporaryFiles();
    const { parquet } = await parquetBytes();
    const random = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256));
    const cases: [string, string | Buffer, RegExp][] = [
      ['a.csv', gzipSync('a\n1\n'), /a\.csv is gzip inside, not CSV\nGive it a name that ends in \.gz/],
      ['b.csv.gz', 'a\n1\n', /b\.csv\.gz is not gzip, though its name says so/],
      ['c.csv.zst', 'a,b\n1,2\n', /c\.csv\.zst is not a whole zstd file/],
      ['d.csv', parquet, /d\.csv is Parquet inside, not CSV\nSay --format parquet/],
      ['e.parquet', 'a,b\n1,2\n3,4\n5,6\n', /e\.parquet is not Parquet: it does not begin with PAR1/],
      [
        'f.parquet',
        parquet.subarray(0, parquet.length / 2),
        /f\.parquet is not whole: the end of a Parquet file is missing/,
      ],
      ['g.parquet', '', /g\.parquet is empty/],
      ['h.csv.gz', '', /h\.csv\.gz is empty/],
      ['i.csv', random, /i\.csv is not text: byte \d+ is zero/],
      ['j.jsonl', random, /j\.jsonl is not text/],
      ['k.csv', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), /k\.csv is UTF-16, not UTF-8\nSay --encoding utf-16/],
      ['l.xlsx', 'PK\u0003\u0004', /cannot tell from its name what .*l\.xlsx is/],
      ['m.csv', 'PK\u0003\u0004xyz', /m\.csv is a zip archive or a spreadsheet inside/],
      ['n.parquet', damaged(parquet), /n\.parquet cannot be read as Parquet/],
    ];
    for (const [name, content, sentence] of cases) {
      const outcome = await runCommand(['profile', write(name, content), '--dataset', 'x/y']);
      expect(outcome.err).toMatch(sentence);
      expect(outcome.err).not.toContain('a bug in plumbline');
      expect(outcome.exitCode).toBe(2);
      expect(outcome.out).toBe('');
    }
  });

  it('leave nothing behind in the temporary folder when they are refused or interrupted', async () => {
    const { mkdtempSync, readdirSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const { join } = await import('node:path');
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
    const rows = Array.from({ length: 200_000 }, (_, index) => `${index},${Math.sin(index)}`).join('\n');
    const path = temporaryFiles()('a.csv', `a,b\n${rows}\n`);
    const main = join(import.meta.dirname, '..', 'main.ts');
    const program = `const { main } = await import(${JSON.stringify(main)});
      const watch = setInterval(() => {
        if (!readdirSync(${JSON.stringify(folder)}).some((name) => name.startsWith('plumbline-'))) return;
        clearInterval(watch);
        process.kill(process.pid, 'SIGINT');
      }, 5);
      process.exitCode = await main(['profile', ${JSON.stringify(path)}, '--dataset', 'x/y']);`;
    const run = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', `import { readdirSync } from 'node:fs';\n${program}`],
      {
        env: { ...process.env, TMPDIR: folder },
        encoding: 'utf8',
        cwd: join(import.meta.dirname, '..', '..'),
      },
    );
    expect(run.stderr).toContain('interrupted; nothing was sent');
    expect(run.status).toBe(130);
    expect(readdirSync(folder).filter((name) => !name.startsWith('tsx-') && name !== 'node-compile-cache')).toEqual([]);
  });
});

/** The same file with the bytes in its middle turned round: the end is whole, the data is not. */
function damaged(parquet: Buffer): Buffer {
  const copy = Buffer.from(parquet);
  for (let at = 8; at < copy.length - 2000; at += 1) copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

async function parquetBytes(): Promise<{ parquet: Buffer }> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const { readFileSync } = await import('node:fs');
  const path = temporaryFiles()('x.parquet', '');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT i AS id, md5(i::VARCHAR) AS token FROM range(2000) AS r(i)) TO '${path}'`);
  connection.closeSync();
  instance.closeSync();
  return { parquet: readFileSync(path) };
}
