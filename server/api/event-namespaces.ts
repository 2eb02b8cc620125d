const namespaceOf = (value: unknown): string[] => {
  const { namespace } = (value ?? {}) as { namespace?: unknown };
  return typeof namespace === 'string' ? [namespace] : [];
};
const many = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The namespaces that an OpenLineage event names: of its job, of the job's parent, and of its datasets. */
export function namespacesInEvent(event: unknown): string[] {
  const { job, dataset, inputs, outputs, run } = (event ?? {}) as Record<string, unknown>;
  const facets = (run as { facets?: Record<string, unknown> } | undefined)?.facets ?? {};
  const parents = [facets['parent'], facets['parentRun']].flatMap((parent) => {
    const { job: parentJob, root } = (parent ?? {}) as { job?: unknown; root?: { job?: unknown } };
    return [parentJob, root?.job];
  });
  return [job, dataset, ...parents, ...many(inputs), ...many(outputs)].flatMap(namespaceOf);
}
