import { describe, expect, it } from 'vitest';
import { facetSchemas } from './facet-schemas.ts';
import { facetWarnings } from './facet-warnings.ts';
import { namingWarnings } from './naming-warnings.ts';
import { producerOf } from './producer.ts';
import { readEvent } from './read-event.ts';

const url = (name: string, version = '1-0-0') =>
  `https://openlineage.io/spec/facets/${version}/${name}.json#/$defs/${name}`;
const ofRun = (name: string, facet: object) => facetWarnings({ run: { facets: { [name]: facet } } });

describe('a standard facet that breaks its schema is told, once', () => {
  it('with its place', () => {
    expect(ofRun('test', { _schemaURL: url('TestRunFacet'), tests: [{ name: 'a' }] })).toEqual([
      { pointer: '/run/facets/test/tests/0', message: "must have required property 'status'" },
    ]);
    expect(ofRun('nominalTime', { nominalStartTime: 5 })).toEqual([
      { pointer: '/run/facets/nominalTime/nominalStartTime', message: 'must be string' },
    ]);
  });

  it.each([
    ['of another main version', 'test', { _schemaURL: url('TestRunFacet', '2-0-0') }],
    ['under a schema of its own', 'test', { _schemaURL: 'https://example.org/mine.json' }],
    ['that is no facet of the standard', 'mine', { tests: 5 }],
    ['that is deleted', 'test', { _deleted: true }],
    [
      'that is as the standard has it',
      'test',
      { _schemaURL: url('TestRunFacet'), tests: [{ name: 'a', status: 'pass' }] },
    ],
  ])('but not one %s', (_, name, facet) => expect(ofRun(name, facet)).toEqual([]));

  it('in whichever place of a dataset it stands', () => {
    const wrong = { dataQualityAssertions: { assertions: [{ success: true }] } };
    for (const place of ['facets', 'inputFacets'])
      expect(facetWarnings({ inputs: [{ [place]: wrong }] })).toEqual([
        { pointer: `/inputs/0/${place}/dataQualityAssertions/assertions/0`, message: "must have required property 'assertion'" }, // prettier-ignore
      ]);
    expect(facetWarnings({ dataset: { facets: { schema: { fields: [{ type: 'int' }] } } } })).toHaveLength(1);
  });

  it('and of an event with thousands of them twenty', () => {
    const inputs = Array.from({ length: 3_000 }, () => ({ facets: { schema: { fields: 5 } } }));
    expect(facetWarnings({ inputs })).toHaveLength(20);
  });

  it('by a schema that can be used, of every facet there is', () => {
    const names = facetSchemas.trim().split('\n').map((line) => line.split(' ')); // prettier-ignore
    expect(names.length).toBe(40);
    for (const [entity, name] of names) {
      const facets = { [name!]: { _schemaURL: 5 } };
      const event = {
        run: { facets },
        job: { facets },
        inputs: [{ facets }],
        outputs: [{ facets }],
        dataset: { facets },
      };
      expect(() => facetWarnings(event), `${entity} ${name}`).not.toThrow();
    }
  });
});

describe('the name of a dataset that is not as the standard wants it is told', () => {
  const warned = (namespace: string) => {
    const event = {
      eventTime: '2026-11-23T08:00:00Z',
      job: { namespace: 'j', name: 'n' },
      inputs: [{ namespace, name: 'x' }],
    };
    const read = readEvent(event);
    return 'event' in read ? namingWarnings(read.event).map(({ message }) => message) : null;
  };
  it.each([
    ['s3a://bucket', 'is s3a:// where the standard has s3://'],
    ['postgresql://db:5432', 'is postgresql:// where the standard has postgres://'],
    ['postgres://db', 'has no port'],
    ['postgres://ana@db:5432', 'has a user name in it'],
    ['S3://bucket', 'has capital letters in its scheme'],
    ['s3://bucket/', 'ends with a slash'],
    ['jdbc:postgresql://db', 'begins with jdbc:'],
    ['snowflake://x.snowflakecomputing.com', 'has .snowflakecomputing.com after the account'],
  ])('%s', (namespace, message) => expect(warned(namespace)).toEqual([message]));
  it.each([
    's3://bucket',
    'postgres://db:5432',
    'bigquery',
    'file',
    'my-namespace',
    'hdfs://a:1',
    'kafka://a:9092,b:9092',
    'inmemory://',
  ])('%s is fine', (namespace) => expect(warned(namespace)).toEqual([]));
});

describe('the producer of an event', () => {
  it.each([
    [
      'https://github.com/OpenLineage/OpenLineage/tree/1.53.0/integration/spark',
      'https://github.com/OpenLineage/OpenLineage/tree/integration/spark',
      '1.53.0',
    ],
    [
      'https://github.com/apache/airflow/tree/providers-openlineage/2.20.3',
      'https://github.com/apache/airflow/tree/providers-openlineage',
      '2.20.3',
    ],
    ['https://github.com/dagster/x/tree/v0.2.1rc1', 'https://github.com/dagster/x/tree', 'v0.2.1rc1'],
    ['https://example.org/mine', 'https://example.org/mine', null],
    [5, '', null],
  ])('%s', (producer, name, version) => expect(producerOf({ producer })).toEqual({ name, version }));

  it('has the version of its adapter where its address has none', () => {
    const run = { facets: { processing_engine: { openlineageAdapterVersion: '1.9' } } };
    expect(producerOf({ producer: 'https://example.org', run }).version).toBe('1.9');
  });
});
