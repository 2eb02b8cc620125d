/** Orders of a shop on their way from a table to reports, as three jobs tell it by OpenLineage. */

export const PLACE = 'lineage';
export const REPORTS = 15;
let serial = 0;

const facet = { _producer: 'https://example.org/e2e', _schemaURL: 'https://example.org/facet.json' };
const dataset = (name: string, fields: object | null = null): object => ({
  namespace: PLACE,
  name,
  ...(fields === null ? {} : { facets: { columnLineage: { ...facet, fields } } }),
});
const field = (
  name: string,
  column: string,
  more: { type?: string; subtype?: string; masking?: boolean } = {},
): object => ({
  namespace: PLACE,
  name,
  field: column,
  transformations: [
    { type: more.type ?? 'DIRECT', subtype: more.subtype ?? 'IDENTITY', masking: more.masking ?? false },
  ],
});

/** A run from its start to its end. */
function run(job: string, inputs: object[], outputs: object[], at: string): object[] {
  const runId = `00000000-0000-4000-8000-${String(++serial).padStart(12, '0')}`;
  return (['START', 'COMPLETE'] as const).map((eventType, minutes) => ({
    eventType,
    eventTime: new Date(Date.parse(at) + minutes * 60_000).toISOString(),
    producer: 'https://example.org/e2e',
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: { runId },
    job: { namespace: PLACE, name: job },
    inputs,
    outputs,
  }));
}

/** Everything that was told: a former input, columns that go on, one masked, one that only decides, and fifteen reports. */
export function lineageEvents(): object[] {
  const clean = dataset('shop.stg.orders', {
    amount: { inputFields: [field('shop.raw.orders', 'amount')] },
    buyer: { inputFields: [field('shop.raw.orders', 'email', { masking: true, subtype: 'TRANSFORMATION' })] },
  });
  const revenue = dataset('shop.mart.revenue', {
    total: {
      inputFields: [
        field('shop.stg.orders', 'amount', { subtype: 'AGGREGATION' }),
        field('shop.stg.orders', 'state', { type: 'INDIRECT', subtype: 'FILTER' }),
      ],
    },
  });
  const reports = Array.from({ length: REPORTS }, (_, n) => dataset(`shop.report.page_${n + 1}`));
  return [
    ...run(
      'clean_orders',
      [dataset('shop.raw.orders'), dataset('shop.raw.old_orders')],
      [clean],
      '2026-11-01T05:00:00Z',
    ),
    ...run('clean_orders', [dataset('shop.raw.orders')], [clean], '2026-11-02T05:00:00Z'),
    ...run('sum_revenue', [dataset('shop.stg.orders')], [revenue], '2026-11-02T06:00:00Z'),
    ...run('make_reports', [dataset('shop.mart.revenue')], reports, '2026-11-02T07:00:00Z'),
  ];
}
