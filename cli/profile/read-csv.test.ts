import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findInconsistencies } from '../../checks/index.ts';
import { columnOf, profileOf, typesOf } from '../testing/profile-of.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

const csv = (text: string, name = 'data.csv'): string => temporaryFiles()(name, text);

describe('CSV files', () => {
  it('keep header names, their order and a byte order mark as found', async () => {
    const profile = await profileOf(csv('\ufeffzeta,Alpha beta,"say ""hi""",ü\n1,2,3,4\n'));
    expect(profile.schema?.fields.map(({ name, ordinal }) => [name, ordinal])).toEqual([
      ['\ufeffzeta', 1],
      ['Alpha beta', 2],
      ['say "hi"', 3],
      ['ü', 4],
    ]);
    expect(columnOf(profile, '\ufeffzeta').max).toBe(1);
  });

  it('make repeated and empty header names unique, also hostile ones', async () => {
    const profile = await profileOf(csv('a,a,,__proto__,a_1,"""; DROP TABLE source; --"\n1,2,3,4,5,6\n'));
    const names = typesOf(profile).map(([name]) => name);
    expect(new Set(names).size).toBe(6);
    expect(names).toEqual(expect.arrayContaining(['a', 'column3', '__proto__', 'a_1', '"; DROP TABLE source; --']));
    expect(Object.keys(profile.columnMetrics ?? {}).length).toBe(6);
    expect(JSON.parse(JSON.stringify(profile)).columnMetrics['a_1'].max).toBe(5);
  });

  it('infer types from all rows: one late fraction makes the column DOUBLE, one late word VARCHAR', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => `${index},${index},${index}`);
    const profile = await profileOf(csv(`a,b,c\n${rows.join('\n')}\n1,2.5,x\n`));
    expect(typesOf(profile)).toEqual([
      ['a', 'BIGINT'],
      ['b', 'DOUBLE'],
      ['c', 'VARCHAR'],
    ]);
    expect(columnOf(profile, 'c').typeCounts).toMatchObject({ integral: 30_000, string: 1 });
  });

  it('read types the same whatever the order of the rows', async () => {
    const cells = ['1', '', '2.5', '-3', '1e3'];
    for (const order of [cells, [...cells].reverse()]) {
      const profile = await profileOf(csv(`x,y\n${order.map((cell) => `${cell},z`).join('\n')}\n`));
      expect(typesOf(profile)[0]).toEqual(['x', 'DOUBLE']);
      expect(columnOf(profile, 'x')).toMatchObject({ count: 4, nullCount: 1, sum: 1000.5, min: -3, max: 1000 });
    }
  });

  it('recognise ISO dates and timestamps, and leave day-month guesses as text', async () => {
    const profile = await profileOf(
      csv(
        'd,t,z,mixed,us\n2020-01-22,2020-01-22 17:00,2020-01-22T17:00:00+02:00,2020-01-22,1/22/2020 17:00\n2020-02-29,2020-01-23T01:02:03.5,2020-01-22T23:00:00Z,2020-01-22T10:00:00,2/1/2020 17:00\n',
      ),
    );
    expect(typesOf(profile).map(([, type]) => type)).toEqual([
      'DATE',
      'TIMESTAMP',
      'TIMESTAMP WITH TIME ZONE',
      'TIMESTAMP',
      'VARCHAR',
    ]);
    expect(columnOf(profile, 'd')).toMatchObject({ min: '2020-01-22', max: '2020-02-29' });
    expect(columnOf(profile, 'd').timestamp).toEqual({ min: '2020-01-22T00:00:00Z', max: '2020-02-29T00:00:00Z' });
    expect(columnOf(profile, 't').timestamp?.max).toBe('2020-01-23T01:02:03.5Z');
    expect(columnOf(profile, 'z').min).toBe('2020-01-22T15:00:00Z');
  });

  it('take a day that does not exist for text', async () => {
    expect(typesOf(await profileOf(csv('d\n2021-02-29\n')))).toEqual([['d', 'VARCHAR']]);
  });

  it('tell an empty cell (null) from a quoted empty text, and count white space', async () => {
    const profile = await profileOf(csv('n,s,b\n1,,true\n,"",FALSE\n3,"  ",\n4,\u00a0,true\n5,x,true\n'));
    expect(columnOf(profile, 'n')).toMatchObject({ type: 'number', count: 4, nullCount: 1 });
    expect(columnOf(profile, 's')).toMatchObject({
      type: 'string',
      count: 4,
      nullCount: 1,
      emptyCount: 1,
      blankCount: 2,
    });
    expect(columnOf(profile, 's').length).toEqual({ min: 0, max: 2, mean: 1 });
    expect(columnOf(profile, 'b')).toMatchObject({ type: 'boolean', trueCount: 3, falseCount: 1, nullCount: 1 });
  });

  it('leave the type of a column without any value open', async () => {
    const profile = await profileOf(csv('a,b\n1,\n2,\n'));
    expect(typesOf(profile)).toEqual([
      ['a', 'BIGINT'],
      ['b', undefined],
    ]);
    expect(columnOf(profile, 'b')).toEqual({ count: 0, nullCount: 2 });
  });

  it('carry quotes, line ends and separators inside cells', async () => {
    const profile = await profileOf(csv('a,b\r\n1,"x,\r\ny ""z"""\r\n2,日本語🙂\r\n'));
    expect(columnOf(profile, 'b').topValues).toEqual([
      { value: 'x,\r\ny "z"', count: 1 },
      { value: '日本語🙂', count: 1 },
    ]);
    expect(columnOf(profile, 'b').length).toMatchObject({ min: 4 });
  });

  it('find semicolons and tabs by themselves', async () => {
    expect(typesOf(await profileOf(csv('a;b\n1;2,5\n')))).toEqual([
      ['a', 'BIGINT'],
      ['b', 'VARCHAR'],
    ]);
    expect(typesOf(await profileOf(csv('a\tb\n1\t2\n', 'data.tsv'))).length).toBe(2);
  });

  it('carry numbers beyond 2^53 and beyond a double without loss', async () => {
    const profile = await profileOf(
      csv(
        'big,wide,id,inf\n9007199254740993,9223372036854775808,1234567890123456789012345678901234567890123,1e400\n1,1,1,-2.5\n',
      ),
    );
    expect(typesOf(profile).map(([, type]) => type)).toEqual(['BIGINT', 'HUGEINT', 'VARCHAR', 'DOUBLE']);
    expect(columnOf(profile, 'big')).toMatchObject({ max: '9007199254740993', sum: '9007199254740994' });
    expect(columnOf(profile, 'wide')).toMatchObject({ max: '9223372036854775808', sum: '9223372036854775809' });
    expect(columnOf(profile, 'inf')).toMatchObject({ infCount: 1, count: 2, max: -2.5, mean: -2.5 });
  });

  it('survive numbers at the ends of the double range', async () => {
    const profile = await profileOf(csv('x\n1.7e308\n-1.7e308\n1.7e308\n5e-324\n'));
    expect(findInconsistencies({ dataset: { namespace: 'n', name: 'd' }, ...profile })).toEqual([]);
    expect(JSON.stringify(profile)).not.toContain(':null');
  });

  it('read lines that do not all end alike', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `${index},"word ${index}",${index % 3}`);
    const mixed = [
      `a,b,c\r\n${rows.join('\r\n')}\n`,
      `a,b,c\n${rows.join('\r\n')}\r\n`,
      `a,b,c\n${rows.join('\n')}\r\n`,
    ];
    for (const text of mixed) {
      const profile = await profileOf(csv(text));
      expect(profile.rowCount).toBe(40);
      expect(typesOf(profile).map(([, type]) => type)).toEqual(['BIGINT', 'VARCHAR', 'BIGINT']);
      expect(columnOf(profile, 'c')).toMatchObject({ max: 2, count: 40 });
    }
  });

  it('count repeated and empty rows', async () => {
    expect(await profileOf(csv('a,b\n1,2\n1,2\n1,2\n,\n3,4\n'))).toMatchObject({
      rowCount: 5,
      duplicateRowCount: 2,
      emptyRowCount: 1,
    });
  });

  it('measure an empty file as no rows, and a header alone as its columns without rows', async () => {
    expect(await profileOf(csv(''))).toMatchObject({ rowCount: 0, fileCount: 1, bytes: 0 });
    const header = await profileOf(csv('a,b'));
    expect(header.rowCount).toBe(0);
    expect(typesOf(header).map(([name]) => name)).toEqual(['a', 'b']);
  });

  it('refuse a malformed line by its number, without repeating what stands in it', async () => {
    const path = csv('a,b\n1,2\nsecret\n');
    await expect(profileOf(path)).rejects.toMatchObject({
      exitCode: 2,
      message: `${path}:3 has 1 cells where the header has 2`,
    });
    await expect(profileOf(csv('a,b\n1,"2\n3,4\n'))).rejects.toThrow(/:2 has a quote that does not end/);
    const encoded = temporaryFiles()('latin.csv', Buffer.from('a,b\ncaf\xe9,2\n', 'latin1'));
    await expect(profileOf(encoded)).rejects.toThrow(/:2 is not UTF-8/);
    expect(columnOf(await profileOf(encoded, { encoding: 'latin-1' }), 'a').topValues).toEqual([
      { value: 'café', count: 1 },
    ]);
  });

  it('leave malformed lines out and count them when asked', async () => {
    const profile = await profileOf(csv('a,b\n1,2\n3\n4,5,6\n7,8\n'), { ignoreErrors: true });
    expect(profile.rowCount).toBe(2);
    expect(profile.counters).toEqual([{ id: 'malformed-lines', tested: 4, failed: 2 }]);
  });

  it('read .gz and .br, and say so when one was cut short', async () => {
    const write = temporaryFiles();
    const text = `a,b\n${Array.from({ length: 500 }, (_, index) => `${index},v${index % 7}`).join('\n')}\n`;
    const plain = await profileOf(write('a.csv', text));
    for (const path of [write('a.csv.gz', gzipSync(text)), write('a.csv.br', brotliCompressSync(text))]) {
      expect((await profileOf(path)).columnMetrics).toEqual(plain.columnMetrics);
    }
    for (const path of [
      write('b.csv.gz', gzipSync(text).subarray(0, 300)),
      write('b.csv.br', brotliCompressSync(text).subarray(0, 300)),
    ]) {
      await expect(profileOf(path)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining('is not a whole') as string,
      });
    }
  });

  it('open files under any name, without taking it for a pattern', async () => {
    const write = temporaryFiles();
    write('ab.csv', 'a\n1\n2\n3\n');
    const hostile = write(`a[b]*?;'"né.csv`, 'a\n1\n');
    expect((await profileOf(hostile)).rowCount).toBe(1);
  });

  it('join files of the same header and refuse others', async () => {
    const write = temporaryFiles();
    const [one, two, three] = [
      write('1.csv', 'a,b\n1,2\n'),
      write('2.csv', 'a,b\n3,x\n'),
      write('3.csv', 'b,a\n3,4\n'),
    ];
    expect(await profileOf([one, two])).toMatchObject({
      rowCount: 2,
      fileCount: 2,
      columnMetrics: { b: { type: 'string' } },
    });
    await expect(profileOf([one, three])).rejects.toThrow('column 1 is "b", not "a"');
  });

  it('measure the same file to the last bit the same', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => `${Math.sin(index) * 1e5},${index % 11}`);
    const path = csv(`x,y\n${rows.join('\n')}\n`);
    expect(JSON.stringify(await profileOf(path))).toBe(JSON.stringify(await profileOf(path)));
  });
});
