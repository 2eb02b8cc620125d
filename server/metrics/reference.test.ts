import type { Metric } from 'prom-client';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const introduction = `# Metrics

<!-- Made from server/metrics/families.ts; do not edit. \`npx vitest run server/metrics/reference.test.ts -u\` writes it. -->

What \`/metrics\` shows besides the usual \`process_\` and \`nodejs_\` metrics of Node: event loop, memory, garbage collection.
[Watch Plumbline itself](../operate/watch-plumbline.md) says who may read it and what to alert on.

| metric | type | labels | what it tells |
| ------ | ---- | ------ | ------------- |
`;

const { registry } = createMetrics({
  version: '1',
  poolSize: 1,
  integrations: [],
  observe: async () => null,
  process: false,
});

const labelsOf = (name: string) =>
  (registry.getSingleMetric(name) as unknown as { labelNames: string[] } & Metric).labelNames;

it('every metric is in the reference, with its type, labels and meaning', async () => {
  const metrics = await registry.getMetricsAsJSON();
  const rows = metrics.map(({ name, type, help }) => {
    const labels = labelsOf(name).map((label) => `\`${label}\``);
    return `| \`${name}\` | ${String(type)} | ${labels.join(', ')} | ${help} |`;
  });
  expect(rows.length).toBeGreaterThan(18);
  const page = await format(introduction + rows.sort().join('\n'), { parser: 'markdown', printWidth: 120 });
  await expect(page).toMatchFileSnapshot('../../docs/reference/metrics.md');
});

it('every metric is named as Prometheus asks: one prefix, base units, and no label that grows without end', async () => {
  const bounded = new Set([
    'method',
    'route',
    'status',
    'kind',
    'outcome',
    'integration',
    'reason',
    'state',
    'severity',
  ]);
  // Of producers the first hundred are told apart.
  for (const label of ['component', 'verdict', 'version', 'node_version', 'stage', 'producer']) bounded.add(label);
  for (const { name, type, help } of await registry.getMetricsAsJSON()) {
    expect(name).toMatch(/^plumbline_[a-z_]+$/);
    expect(name.endsWith('_total'), name).toBe(String(type) === 'counter');
    expect(help, name).toMatch(/\.$/);
    for (const label of labelsOf(name)) expect([...bounded], `${name} ${label}`).toContain(label);
  }
});
