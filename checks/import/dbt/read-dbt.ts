import { brief, entries, get, isMap, items, path, textOf, textsOf, wordOf, type Field } from '../field.ts';
import { filtered } from '../filtered.ts';
import { counted, notPossible, originAt, type Origin } from '../translation.ts';
import type { ImportProblem, ImportRequest, Reading, SourceDataset, Translation } from '../types.ts';
import type { DbtRule } from './dbt-rule.ts';
import { translateExpectation } from './dbt-expectations.ts';
import { DBT_TESTS } from './dbt-tests.ts';
import { failureLadder } from './failure-ladder.ts';
import { translateFreshness } from './source-freshness.ts';

/** Is it the manifest.json of dbt? */
export function isDbt(root: Field): boolean {
  const version = textOf(path(root, 'metadata', 'dbt_schema_version'));
  return version !== undefined && /manifest/.test(version) && isMap(get(root, 'nodes').value);
}

/** Reads the tests and source freshness of a manifest; it does not say where the database is. */
export function readDbt(root: Field, given: ImportRequest['dataset']): Reading | ImportProblem {
  const nodes = [...entries(get(root, 'nodes')), ...entries(get(root, 'sources'))];
  const relations = new Map(nodes.filter(([, node]) => isRelation(node)));
  const project: Project = { relations, given, adapter: textOf(path(root, 'metadata', 'adapter_type')) };
  const tests = nodes.filter(([, node]) => textOf(get(node, 'resource_type')) === 'test');
  const disabled = entries(get(root, 'disabled')).flatMap(([, list]) => items(list).filter(isTest).map(disabledTest));
  const translations = [
    ...tests.map(([, node]) => translateTest(node, project)),
    ...[...relations].flatMap(([id, node]) => translateFreshness(node, id, textOf(get(node, 'name')) ?? id) ?? []),
    ...disabled,
  ];
  const used = new Set(translations.map(({ dataset }) => dataset));
  const datasets = [...relations].filter(([id]) => used.has(id)).map(([id, node]) => datasetOf(id, node, project));
  const version = wordOf(path(root, 'metadata', 'dbt_version'));
  return { made: `dbt ${version ?? 'manifest'}`, datasets, translations };
}

interface Project {
  relations: ReadonlyMap<string, Field>;
  given: ImportRequest['dataset'];
  adapter: string | undefined;
}

function isTest(node: Field): boolean {
  return textOf(get(node, 'resource_type')) === 'test';
}

function isRelation(node: Field): boolean {
  return ['model', 'seed', 'snapshot', 'source'].includes(textOf(get(node, 'resource_type')) ?? '');
}

function datasetOf(key: string, node: Field, { adapter }: Project): SourceDataset {
  const name = textOf(get(node, 'name')) ?? key;
  const source = textOf(get(node, 'source_name'));
  const namespace = adapter === 'bigquery' ? 'bigquery' : null;
  return { key, namespace, name: relationName(node), suite: source === undefined ? name : `${source}.${name}` };
}

/** `database.schema.table`, as OpenLineage names it. */
function relationName(node: Field): string {
  const table = textOf(get(node, 'alias')) ?? textOf(get(node, 'identifier')) ?? textOf(get(node, 'name'));
  const parts = [textOf(get(node, 'database')), textOf(get(node, 'schema')), table];
  return parts.filter((part) => part !== undefined).join('.');
}

function translateTest(node: Field, project: Project): Translation {
  const name = textOf(get(node, 'name')) ?? 'test';
  const upstream = textsOf(path(node, 'depends_on', 'nodes')).filter((id) => project.relations.has(id));
  const dataset = textOf(get(node, 'attached_node')) ?? upstream.at(-1) ?? '';
  const ladder = failureLadder(get(node, 'config'));
  const origin: Origin = { ...originAt(node, dataset, name), modifiers: ladder.modifiers };
  if (!project.relations.has(dataset)) return notPossible(origin, 'it is of no model, seed, snapshot or source');
  const kwargs = get(get(node, 'test_metadata'), 'kwargs');
  const column = textOf(get(node, 'column_name')) ?? textOf(get(kwargs, 'column_name'));
  const rule: DbtRule = {
    origin,
    kwargs,
    column,
    ladder,
    datasetOf: (reference) => refer(reference, upstream, project),
  };
  const made = translateGeneric(get(node, 'test_metadata'), rule);
  const where = textOf(path(node, 'config', 'where'));
  return where === undefined ? made : filtered(made, where);
}

function translateGeneric(metadata: Field, rule: DbtRule): Translation {
  const test = textOf(get(metadata, 'name'));
  const tolerance = rule.ladder.tolerance ?? {};
  if (test === undefined)
    return counted(rule.origin, { id: rule.origin.check, tolerance, words: 'is not returned by this singular test' });
  const namespace = textOf(get(metadata, 'namespace'));
  if (namespace === 'dbt_expectations') {
    const made = translateExpectation(test, rule);
    if (made === null) return notPossible(rule.origin, 'arguments that it needs are missing or of another type');
    if (made !== undefined) return made;
  }
  const known = namespace === undefined || namespace === 'dbt' ? test : `${namespace}.${test}`;
  const mapping = Object.hasOwn(DBT_TESTS, known) ? DBT_TESTS[known] : undefined;
  if (mapping === undefined)
    return counted(rule.origin, { id: rule.origin.check, tolerance, words: `passes the test ${known}` });
  return mapping.translate(rule) ?? notPossible(rule.origin, 'arguments that it needs are missing or of another type');
}

/** `ref('customers')` or `source('raw', 'payments')` among what the test depends on, as `namespace/name`. */
function refer(reference: string, upstream: readonly string[], project: Project): string | undefined {
  const quoted = [...reference.slice(0, 500).matchAll(/['"]([^'"]+)['"]/g)].map((found) => found[1] ?? '');
  const wanted = quoted.at(-1);
  const id = upstream.find((one) => wanted !== undefined && one.endsWith(`.${wanted}`));
  const node = id === undefined ? undefined : project.relations.get(id);
  if (node === undefined || id === undefined) return undefined;
  const source = datasetOf(id, node, project);
  const name = project.given === undefined ? source.name : project.given.name.replaceAll('*', () => source.name);
  return `${project.given?.namespace ?? source.namespace ?? ''}/${name}`;
}

function disabledTest(node: Field): Translation {
  const origin = originAt(node, '', textOf(get(node, 'name')) ?? brief(node.value));
  return notPossible(origin, 'it is disabled in dbt: enable it there and import again');
}
