import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findInconsistencies } from '../../checks/index.ts';
import { profileProblems } from '../api/profile-validator.ts';
import { packageRoot } from '../config/package-root.ts';
import { instantOf } from './fields.ts';
import { addedTo, profilesOf, readEvent, type LineageEvent } from './index.ts';

const folder = join(packageRoot(), 'test', 'data', 'openlineage');
const real = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
const eventOf = (value: unknown): LineageEvent => {
  const read = readEvent(value);
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  return read.event;
};
const complete = (more: object = {}) => ({
  eventType: 'COMPLETE',
  eventTime: '2026-11-23T07:00:00Z',
  producer: 'https://example.org/tool',
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  run: { runId: '0193-a' },
  job: { namespace: 'jobs', name: 'load' },
  ...more,
});
const output = (facets: object, outputFacets: object = {}) => ({
  namespace: 'shop',
  name: 'orders',
  facets,
  outputFacets,
});
const profileOf = (facets: object, outputFacets: object = {}) =>
  profilesOf(eventOf(complete({ outputs: [output(facets, outputFacets)] })))[0];
const column = (metrics: object, rowCount?: number) =>
  profileOf({ dataQualityMetrics: { ...(rowCount === undefined ? {} : { rowCount }), columnMetrics: { a: metrics } } })
    ?.columnMetrics?.['a'];

describe('real events', () => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.json')))(
    '%s is read, and what it carries is a profile',
    (name) => {
      const event = eventOf(real(name.replace('.json', '')));
      for (const profile of profilesOf(event)) {
        expect(profileProblems(profile)).toEqual([]);
        expect(findInconsistencies(profile)).toEqual([]);
      }
    },
  );

  it('a complete event gives rows, size, schema, interval and run', () => {
    const [profile, ...others] = profilesOf(eventOf(real('complete')));
    expect(others).toEqual([]);
    expect(profile).toMatchObject({
      dataset: { namespace: 'my-datasource-namespace', name: 'instance.schema.table' },
      run: {
        id: 'ea041791-68bc-4ae1-bd89-4c8106a157e4',
        job: { namespace: 'my-scheduler-namespace', name: 'myjob.mytask' },
      },
      dataInterval: { start: '2020-12-17T03:00:00.001Z', end: '2020-12-17T04:00:00.001Z' },
      capturedAt: '2020-12-28T19:51:01.641Z',
      rowCount: 2000,
      bytes: 2_097_152,
      schema: { fields: [{ name: 'column1', type: 'VARCHAR' }] },
    });
  });

  it('Spark counts while it runs and not when it completes: the two together are one profile', () => {
    const [running] = profilesOf(eventOf(real('spark-running')));
    const [atEnd] = profilesOf(eventOf(real('spark-complete')));
    expect(running?.rowCount).toBeGreaterThan(0);
    expect(atEnd).toBeDefined();
    expect(atEnd?.rowCount).toBeUndefined();
    expect(addedTo(running ?? null, atEnd as never)).toBeNull();
    expect(addedTo(null, atEnd as never)).toBe(atEnd);
    expect(addedTo(atEnd ?? null, running as never)?.rowCount).toBe(running?.rowCount);
  });
});

describe('an event', () => {
  it.each([
    ['', { eventTime: 'now' }, 'has neither run, job nor dataset: it is no OpenLineage event'],
    ['', [], 'has neither run, job nor dataset: it is no OpenLineage event'],
    ['/run/runId', complete({ run: {} }), 'is missing'],
    ['/run/runId', complete({ run: { runId: 7 } }), 'must be a text of 1 to 300 characters'],
    ['/job/namespace', complete({ job: null }), 'is missing'],
    ['/eventTime', complete({ eventTime: 'yesterday' }), 'is no instant'],
    ['/eventTime', complete({ eventTime: undefined }), 'is missing'],
    ['/outputs/1/name', complete({ outputs: [output({}), { namespace: 'shop' }] }), 'is missing'],
    ['/inputs/0/namespace', complete({ inputs: [null] }), 'is missing'],
    [
      '/dataset/name',
      { eventTime: '2026-11-23T07:00:00Z', dataset: { namespace: 'x', name: 'n'.repeat(501) } },
      'must be a text of 1 to 500 characters',
    ],
  ])('that cannot be kept says where: %s', (pointer, value, message) => {
    expect(readEvent(value)).toEqual({ errors: expect.arrayContaining([{ pointer, message }]) });
  });

  it('is no worse for facets that are null, deleted, unknown or of another shape', () => {
    const facets = {
      schema: null,
      dataQualityMetrics: 'odd',
      outputStatistics: [],
      custom: { x: 1 },
      columnLineage: {},
    };
    const outputs = [{ namespace: 'shop', name: 'orders', facets, outputFacets: null }];
    const event = eventOf(complete({ outputs, run: { runId: 'r', facets: null } }));
    expect(profilesOf(event)).toEqual([]);
    expect(profileOf({ schema: { _deleted: true, fields: [{ name: 'a' }] } })).toBeUndefined();
  });

  it('of another type than the five is taken, and says nothing about its run', () => {
    for (const eventType of ['OTHER', undefined, 'PAUSED', 3, { toString: '' }])
      expect(eventOf(complete({ eventType })).state).toBeNull();
    expect(eventOf(complete({ eventType: 'complete' })).state).toBe('COMPLETE');
  });

  it.each([
    ['2021-11-03T10:53:52.427343', '2021-11-03T10:53:52.427Z'],
    ['2021-11-03T10:53:52.123456789+02:00', '2021-11-03T08:53:52.123Z'],
    ['2021-11-03 10:53:52+0200', '2021-11-03T08:53:52.000Z'],
    ['2021-11-03T10:53Z', '2021-11-03T10:53:00.000Z'],
    ['2021-13-03T10:53:52Z', null],
    ['1637923432', null],
    [null, null],
  ])('happened at %s as %s', (given, instant) => expect(instantOf(given)).toBe(instant));
});

describe('what is measured', () => {
  it('is not taken from a run that starts, fails or aborts', () => {
    for (const eventType of ['START', 'FAIL', 'ABORT', 'OTHER']) {
      const outputs = [output({}, { outputStatistics: { rowCount: 5 } })];
      expect(profilesOf(eventOf(complete({ eventType, outputs })))).toEqual([]);
    }
  });

  it('counts values without nulls, whichever way the producer counts', () => {
    expect(column({ count: 10, nullCount: 4 }, 10)).toMatchObject({ count: 6, nullCount: 4 });
    expect(column({ count: 6, nullCount: 4 }, 10)).toMatchObject({ count: 6, nullCount: 4 });
    expect(column({ nullCount: 4 }, 10)).toMatchObject({ count: 6 });
    expect(column({ count: 6, nullCount: 4 })).toMatchObject({ count: 6 });
  });

  it('leaves out what is no number: a missing or odd metric is unknown, never zero', () => {
    expect(
      column({ min: '1', max: null, sum: Number.NaN, distinctCount: 2.5, count: -1, quantiles: { 25: 1, '0.5': 2 } }),
    ).toEqual({
      quantiles: { '0.5': 2 },
    });
    expect(profileOf({}, { outputStatistics: { rowCount: -1, size: '12' } })).toBeUndefined();
  });

  it('of an input counts by its quality, not by how much was read of it', () => {
    const inputs = [
      { namespace: 'shop', name: 'read', inputFacets: { inputStatistics: { rowCount: 3 } } },
      { namespace: 'shop', name: 'checked', inputFacets: { dataQualityMetrics: { rowCount: 3 } } },
    ];
    expect(profilesOf(eventOf(complete({ inputs }))).map(({ dataset }) => dataset.name)).toEqual(['checked']);
  });

  it('is the same wherever the facet stands', () => {
    const facet = { outputStatistics: { rowCount: 7, size: 9 } };
    expect(profileOf(facet)).toEqual(profileOf({}, facet));
  });
});
