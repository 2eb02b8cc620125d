type Fields = Record<string, unknown>;

const kept = ['database', 'schema', 'alias', 'identifier', 'name', 'attached_node', 'column_name'];

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** Of dbt's manifest.json what says to which table a test belongs: no SQL, no macros, a hundredth of its size. */
export function slimManifest(manifest: unknown): object {
  const { metadata, nodes, sources } = fieldsOf(manifest);
  const slim = (all: unknown) =>
    Object.fromEntries(Object.entries(fieldsOf(all)).map(([id, node]) => [id, slimNode(fieldsOf(node))]));
  return { metadata: metadata ?? {}, nodes: slim(nodes), sources: slim(sources) };
}

function slimNode(node: Fields): Fields {
  const test = fieldsOf(node['test_metadata']);
  const column = fieldsOf(test['kwargs'])['column_name'];
  return {
    ...Object.fromEntries(kept.flatMap((key) => (node[key] === undefined ? [] : [[key, node[key]]]))),
    depends_on: { nodes: fieldsOf(node['depends_on'])['nodes'] ?? [] },
    ...(test['name'] === undefined ? {} : { test_metadata: { name: test['name'], kwargs: column === undefined ? {} : { column_name: column } } }), // prettier-ignore
  };
}
