import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyPrivacy, type Profile } from '../../checks/index.ts';
import { profileProblems } from '../../server/api/profile-validator.ts';
import { profileSchema, runPostSchema } from '../../server/api/shapes/profile.ts';
import {
  everythingKept,
  expectAlive,
  expectCivil,
  keepEverything,
  startHostileServer,
  type HostileServer,
} from './testing/hostile-server.ts';

let server: HostileServer;

beforeAll(async () => {
  server = await startHostileServer();
  await keepEverything(server);
});
afterAll(() => server.stop());

/** A profile with every field that there is, none of which contradicts another. */
const whole = () => ({
  schemaVersion: 1,
  dataset: {
    namespace: 'hostile',
    name: 'mutations',
    symlinks: [{ namespace: 'a', name: 'b', type: 'TABLE' }],
  },
  run: {
    id: 'run-1',
    job: { namespace: 'hostile', name: 'load' },
    attempt: 1,
    state: 'COMPLETE',
    startedAt: '2026-11-22T00:00:00Z',
    endedAt: '2026-11-22T01:00:00Z',
    trigger: 'scheduled',
  },
  dataInterval: { start: '2026-11-21T00:00:00Z', end: '2026-11-22T00:00:00Z' },
  capturedAt: '2026-11-22T01:12:04Z',
  environment: 'test',
  scope: {
    kind: 'full',
    sampled: { method: 'bernoulli', fraction: 0.5, rowsScanned: 100, seed: 7 },
    filter: { text: 'x > 1', hash: 'abc' },
    complete: true,
  },
  segment: [{ key: 'country', value: 'DE' }],
  rowCount: 100,
  bytes: 4096,
  fileCount: 2,
  lastUpdated: '2026-11-22T01:00:00Z',
  rowsWritten: 100,
  rowsUpdated: 0,
  rowsDeleted: 0,
  duplicateRowCount: 0,
  emptyRowCount: 0,
  partitions: [{ value: 'a', rows: 100 }],
  schema: {
    fields: [
      { name: 'a', type: 'bigint', nullable: true, ordinal: 0, description: 'd', tags: ['t'], classification: 'c' },
    ],
  },
  schemaHash: 'abc',
  orderIndependentRowHash: 'def',
  tupleDistinct: [{ columns: ['a'], count: 90 }],
  crossColumn: [{ columns: ['a', 'b'], metric: 'pearson', value: 0.3 }],
  inputs: [{ dataset: { namespace: 'hostile', name: 'raw' }, rowsRead: 100 }],
  columnMetrics: {
    a: {
      type: 'bigint',
      count: 96,
      nullCount: 4,
      zeroCount: 1,
      negativeCount: 2,
      distinct: { value: 80, exact: false, lower: 70, upper: 90 },
      min: -5,
      max: 100,
      mean: 40,
      sum: 3840,
      stddev: 12,
      stddevKind: 'sample',
      skewness: 0.1,
      kurtosis: 3,
      median: 40,
      quantiles: { '0.1': 10, '0.5': 40, '0.9': 80 },
      rankError: 0.01,
      histogram: { boundaries: [-5, 0, 50, 100], counts: [2, 60, 34], underflow: 0, overflow: 0, binning: 'fixed' },
      sketches: [{ kind: 'kll', format: 'x', base64: 'AAAA' }],
      typeCounts: { integral: 96 },
      missingLists: [{ id: 'm', count: 1 }],
      privacy: { level: 'full', suppressed: 0 },
    },
    b: {
      type: 'text',
      count: 100,
      nullCount: 0,
      emptyCount: 3,
      blankCount: 1,
      topValues: [{ value: 'EUR', count: 60 }],
      otherCount: 40,
      valueCountsComplete: false,
      length: { min: 0, max: 3, mean: 2.9 },
      patterns: [{ id: 'p', pattern: 'AAA', count: 97, matched: 97, tested: 100 }],
    },
  },
  counters: [{ id: 'orphans', tested: 100, failed: 3, value: 1, unit: 'rows', definitionHash: 'x' }],
  metrics: { 'orders.refund_rate': 0.02 },
  producer: { name: 'test', version: '1' },
});

type Path = (string | number)[];

function pathsOf(value: unknown, here: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [here];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    pathsOf(item, [...here, Array.isArray(value) ? Number(key) : key]),
  );
  return [here, ...inner];
}

const allPaths = pathsOf(whole());

/** The whole profile with the value at `path` replaced; `undefined` takes the field away. */
function changed(path: Path, value: unknown): unknown {
  if (path.length === 0) return value;
  const copy = structuredClone(whole()) as unknown as Record<string | number, unknown>;
  let at = copy;
  for (const part of path.slice(0, -1)) at = at[part] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

const oddText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    'a'.repeat(501),
    'a'.repeat(100_001),
    '2026-11-22',
    'constructor',
    '__proto__',
  ),
);
const oddNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-1, 0, -0, 0.5, 2 ** 53, 2 ** 63, 1e308, 5e-324, Infinity, Number.NaN),
);
const odd: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  oddNumber,
  fc.boolean(),
  fc.constantFrom(null, undefined, [], {}, [[]], [null], { a: null }, { '': 1 }),
  fc.array(fc.oneof(oddText, oddNumber), { maxLength: 5 }),
  fc.dictionary(oddText, fc.oneof(oddText, oddNumber), { maxKeys: 4 }),
  fc.jsonValue({ maxDepth: 4 }),
);
const mutation = fc.record({ path: fc.constantFrom(...allPaths), value: odd });

/** A document as text, every keyed hash in it under one name: what privacy says of it, without the key of the server. */
function withoutHashes(document: unknown): string {
  return JSON.stringify(document).replace(/"[0-9a-f]{32}"/g, '"hash"');
}

describe('a profile with every field', () => {
  it('is a good one and is kept', async () => {
    expect(profileProblems(whole())).toEqual([]);
    const answer = await server.post('/api/v1/profiles', JSON.stringify(whole()));
    expect(answer.status, answer.text).toBe(201);
  });

  it('with anything in the place of any field is stored or refused at a place, and never breaks the server', async () => {
    let stored = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(mutation, async ({ path, value }) => {
        const text = JSON.stringify(changed(path, value)) ?? '';
        const answer = await server.post('/api/v1/profiles', text);
        expectCivil(answer, text.slice(0, 2000));
        if (answer.status === 422) {
          refused += 1;
          // An array of none or too many is refused as a whole; everything else at a place.
          const { errors = [] } = answer.json as { errors?: object[] };
          expect(errors.length > 0 || Array.isArray(JSON.parse(text))).toBe(true);
        } else if (answer.status === 201) {
          stored += 1;
          const { profileId } = answer.json as { profileId: string };
          const read = await server.get(`/api/v1/profiles/${profileId}`);
          const kept = (read.json as { profile: unknown }).profile;
          // What looks like something of a person or a value of a row is kept as a hash, wherever it stood.
          const expected = applyPrivacy(JSON.parse(text) as Profile, everythingKept, () => 'hash');
          expect(withoutHashes(kept)).toBe(withoutHashes(expected));
        }
      }),
      { numRuns: 500 },
    );
    expect(stored).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(100);
    await expectAlive(server);
  });

  it('is judged the same by the compiled validator and by the schema it was made from', () => {
    fc.assert(
      fc.property(mutation, ({ path, value }) => {
        // Both are asked about what came through JSON, as a request does; texts beyond the BMP are counted otherwise,
        // and zod leaves __proto__ out where the compiled validator refuses it.
        const text = JSON.stringify(changed(path, value));
        if (text === undefined || /[\ud800-\udfff]|__proto__/.test(text)) return;
        const posted: unknown = JSON.parse(text);
        const compiled = profileProblems(posted).filter(({ message }) => !message.startsWith('has no measurement'));
        const { success, error } = profileSchema.safeParse(posted);
        expect(compiled.length === 0, `${text.slice(0, 500)} ${JSON.stringify(compiled)} ${error?.message}`).toBe(
          success,
        );
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a state change of a run', () => {
  const run = () => ({
    state: 'FAIL',
    eventTime: '2026-11-22T01:00:00Z',
    run: { id: 'r-1', job: { namespace: 'hostile', name: 'load' }, attempt: 1, trigger: 'manual' },
    dataInterval: { start: '2026-11-21T00:00:00Z', end: '2026-11-22T00:00:00Z' },
    inputs: [{ namespace: 'hostile', name: 'raw' }],
    outputs: [{ namespace: 'hostile', name: 'mutations' }],
    error: 'boom',
  });

  it('with anything in the place of any field is stored or refused at a place, and never breaks the server', async () => {
    const mutated = fc.record({ path: fc.constantFrom(...pathsOf(run())), value: odd });
    await fc.assert(
      fc.asyncProperty(mutated, async ({ path, value }) => {
        const copy = structuredClone(run()) as unknown as Record<string | number, unknown>;
        let at = copy;
        for (const part of path.slice(0, -1)) at = at[part] as Record<string | number, unknown>;
        if (path.length > 0) at[path.at(-1) ?? ''] = value;
        const text = JSON.stringify(path.length > 0 ? copy : value) ?? '';
        const answer = await server.post('/api/v1/runs', text);
        expectCivil(answer, text.slice(0, 2000));
        if (answer.status < 300) expect(runPostSchema.safeParse(JSON.parse(text)).success).toBe(true);
      }),
      { numRuns: 200 },
    );
    await expectAlive(server);
  });
});
