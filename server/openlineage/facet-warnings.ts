import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { FieldProblem } from '../../checks/index.ts';
import { facetSchemas } from './facet-schemas.ts';
import { fieldsOf, listOf, wordOf, type Fields } from './fields.ts';

type Entity = 'run' | 'job' | 'dataset' | 'input' | 'output';

const most = 20;
/** Where a standard facet of the standard's own says which version it is. */
const standardUrl = /openlineage\.io\/spec\/facets\/(\d+)-\d+-\d+\//;

interface Known {
  version: string;
  schema: string;
  check?: ValidateFunction;
}

const known = new Map<string, Known>(
  facetSchemas
    .trim()
    .split('\n')
    .map((line) => {
      const [entity = '', name = '', version = '', ...schema] = line.split(' ');
      return [`${entity} ${name}`, { version, schema: schema.join(' ') }];
    }),
);

// Each is compiled when the first facet of its name comes.
const ajv = new Ajv2020({ strict: false, validateFormats: false });
const checkOf = (one: Known) => (one.check ??= ajv.compile(JSON.parse(one.schema) as object));

/**
 * Where standard facets of an event break their own schemas: the first place in each facet, at most twenty in all. Those of another main version, and
 * those that only borrow a name of the standard, are not looked at; null and what is no object are told elsewhere.
 */
export function facetWarnings(event: Fields): FieldProblem[] {
  const found: FieldProblem[] = [];
  const look = (facets: unknown, pointer: string, entities: readonly Entity[]) => {
    for (const [name, facet] of Object.entries(fieldsOf(facets))) {
      if (found.length >= most) return;
      const problem = problemOf(facet, findSchema(name, entities));
      const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (problem) found.push({ pointer: (place + problem.pointer).slice(0, 500), message: problem.message });
    }
  };
  look(fieldsOf(event['run'])['facets'], '/run/facets', ['run']);
  look(fieldsOf(event['job'])['facets'], '/job/facets', ['job']);
  look(fieldsOf(event['dataset'])['facets'], '/dataset/facets', ['dataset', 'input', 'output']);
  for (const [side, entity] of [
    ['inputs', 'input'],
    ['outputs', 'output'],
  ] as const)
    // prettier-ignore
    for (const [index, dataset] of listOf(event[side]).map(fieldsOf).entries()) {
      if (found.length >= most) return found;
      // Producers put facets of one place into the other.
      look(dataset['facets'], `/${side}/${index}/facets`, ['dataset', 'input', 'output']);
      look(dataset[`${entity}Facets`], `/${side}/${index}/${entity}Facets`, [entity, 'dataset', 'input', 'output']);
    }
  return found;
}

const findSchema = (name: string, entities: readonly Entity[]): Known | undefined =>
  entities.map((entity) => known.get(`${entity} ${name}`)).find((one) => one !== undefined);

function problemOf(facet: unknown, schema: Known | undefined): FieldProblem | null {
  if (!schema || typeof facet !== 'object' || facet === null) return null;
  const { _schemaURL: url, _deleted: deleted } = facet as Fields;
  if (deleted === true) return null;
  const version = standardUrl.exec(wordOf(url))?.[1];
  if (typeof url === 'string' && version !== schema.version) return null;
  const check = checkOf(schema);
  if (check(facet)) return null;
  const [error] = check.errors ?? [];
  return { pointer: error?.instancePath ?? '', message: error?.message ?? 'is not as the standard has it' };
}
