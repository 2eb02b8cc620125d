import { describe, expect, it } from 'vitest';
import { defaultEventPrivacy, redacted, type EventPrivacy } from './redact.ts';
import { withoutLiterals } from './without-literals.ts';

const kept = (event: object, privacy: Partial<EventPrivacy> = {}) =>
  JSON.parse(
    redacted(structuredClone(event) as Record<string, unknown>, { ...defaultEventPrivacy, ...privacy }),
  ) as never;

describe('a query without its literals', () => {
  it.each([
    ["select a from t where b = 'secret'", "select a from t where b = '…'"],
    ["select 'it''s secret' || c2 from t1", "select '…' || c2 from t1"],
    ['select * from t where id = 12345 limit 10', 'select * from t where id = … limit …'],
    ['select x1, 1.5e10, t.a2 from s3.t4', 'select x1, …, t.a2 from s3.t4'],
    ['select "Order_Id" from "shop"."orders"', 'select "Order_Id" from "shop"."orders"'],
    ['select * from t where mail = "ana@example.org"', 'select * from t where mail = "…"'],
    ['select * from t where phone = "0049 171 555"', 'select * from t where phone = "…"'],
    ['select `col 1` from `p.d.t`', 'select `col 1` from `p.d.t`'],
    ["-- for 'ana'\nselect 1 /* of ana */", '-- …\nselect … /* … */'],
    ["select $$it's secret$$, $q$secret$q$, $1", "select '…', '…', $1"],
    ["select 'open secret", "select '…'"],
    ['select "open secret', 'select "…"'],
    // Whether \' ends the text depends on the dialect.
    ["select a, 'x' from t where b = 'it\\'s secret' and c = 'more secret'", "select a, '…' from t where b = '…'…"],
    ["where b = 'a\\' and c = 'secret'", "where b = '…'…"],
    ['where b = "it\\"s secret"', 'where b = "…"…'],
  ])('%s', (query, wanted) => expect(withoutLiterals(query)).toBe(wanted));

  it('takes its time for twenty megabytes of anything', () => {
    for (const piece of ["'", "''", '"', '$', '$$', '\\', "\\'", '/*', '--', '1', 'a ', "'a"])
      expect(withoutLiterals(piece.repeat(2_000_000)).length).toBeGreaterThan(0);
  }, 20_000);
});

describe('an event is kept', () => {
  const query = "select * from t where b = 'secret'";
  const event = {
    run: {
      facets: {
        environmentVariables: { environmentVariables: [{ name: 'HOME', value: 'secret' }] },
        errorMessage: { message: 'it failed', stackTrace: 'at secret' },
        extractionError: { errors: [{ errorMessage: 'no', stackTrace: 'at secret', task: query }] },
        test: { tests: [{ name: 'one', status: 'fail', content: query }] },
        'spark.logicalPlan': { plan: [{ value: 'secret' }] },
      },
    },
    job: { facets: { sql: { query }, sourceCode: { language: 'python', sourceCode: 'secret = 1' } } },
    inputs: [
      { facets: { dataQualityAssertions: { assertions: [{ assertion: 'custom', success: true, content: query }] } } },
    ],
  };

  it('as usual: without literals of queries and values of variables, with stack traces and source code', () => {
    const found = JSON.stringify(kept(event));
    expect(found).toContain('"query":"select * from t where b = \'…\'"');
    expect(found).toContain('{"name":"HOME","value":"…"}');
    expect(found).toContain('"plan":"…"');
    expect(found.match(/secret/g)).toEqual(['secret', 'secret', 'secret']);
    expect(found).toContain('"stackTrace":"at secret"');
    expect(found).toContain('secret = 1');
  });

  it('by the strictest policy without all of it, its structure whole', () => {
    const found = kept(event, { sql: 'drop', environment: 'drop', stackTraces: 'drop', sourceCode: 'drop' });
    expect(JSON.stringify(found)).not.toContain('secret');
    expect(found).toMatchObject({
      run: {
        facets: {
          environmentVariables: { environmentVariables: [] },
          errorMessage: { message: 'it failed', stackTrace: '…' },
          extractionError: { errors: [{ errorMessage: 'no', stackTrace: '…', task: '…' }] },
          test: { tests: [{ name: 'one', status: 'fail', content: '…' }] },
        },
      },
      job: { facets: { sql: { query: '…' }, sourceCode: { language: 'python', sourceCode: '…' } } },
    });
  });

  it('by the loosest policy as it came', () => {
    expect(kept(event, { sql: 'keep', environment: 'keep' })).toEqual(event);
  });

  it('never with passwords in addresses or under telling names', () => {
    const telling = {
      job: {
        facets: { x: { uri: 'postgres://ana:hunter2@db:5432/x', apiKey: 'hunter2', 'spark.password': 'hunter2' } },
      },
    };
    const loosest = { sql: 'keep', environment: 'keep', stackTraces: 'keep', sourceCode: 'keep' } as const;
    expect(JSON.stringify(kept(telling, loosest))).not.toContain('hunter2');
  });

  it('with the facets of any shape', () => {
    for (const odd of [null, 5, 'x', [], [null], { query: 5 }, { tests: [null, 5] }, { environmentVariables: {} }]) {
      const facets = Object.fromEntries(
        [
          'sql',
          'sourceCode',
          'environmentVariables',
          'errorMessage',
          'extractionError',
          'test',
          'spark.logicalPlan',
        ].map((key) => [key, odd]),
      );
      const strange = {
        run: { facets },
        job: { facets },
        inputs: [odd],
        outputs: [{ facets: { dataQualityAssertions: odd } }],
      };
      expect(() => kept(strange, { sql: 'drop', environment: 'drop' })).not.toThrow();
    }
  });
});
