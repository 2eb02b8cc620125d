import type { FieldProblem } from '../../checks/index.ts';
import { fieldsOf, listOf, type Fields } from './fields.ts';

const types = new Set(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER']);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const most = 20;

/** Where an event that is taken breaks the standard's core, with a pointer to each place; at most twenty. */
export function warningsOf(event: Fields): FieldProblem[] {
  const found: FieldProblem[] = [];
  const warn = (pointer: string, message: string) => void (found.length < most && found.push({ pointer, message }));
  for (const key of ['producer', 'schemaURL']) if (typeof event[key] !== 'string') warn(`/${key}`, 'is missing');
  const type = event['eventType'];
  if (type !== undefined && !types.has(String(type))) warn('/eventType', 'is none of the six types: taken as OTHER');
  const run = fieldsOf(event['run']);
  if ('runId' in run && !uuid.test(String(run['runId']))) warn('/run/runId', 'is no UUID');
  facetsIn(run['facets'], '/run/facets', warn);
  facetsIn(fieldsOf(event['job'])['facets'], '/job/facets', warn);
  for (const side of ['inputs', 'outputs'])
    for (const [index, dataset] of listOf(event[side]).map(fieldsOf).entries()) {
      if (dataset['namespace'] === '') warn(`/${side}/${index}/namespace`, 'is empty: that of the job is taken');
      for (const place of ['facets', 'inputFacets', 'outputFacets'])
        facetsIn(dataset[place], `/${side}/${index}/${place}`, warn);
    }
  facetsIn(fieldsOf(event['dataset'])['facets'], '/dataset/facets', warn);
  return found;
}

function facetsIn(facets: unknown, pointer: string, warn: (pointer: string, message: string) => void): void {
  for (const [name, facet] of Object.entries(fieldsOf(facets))) {
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (facet === null) warn(place, 'is null');
    else if (typeof facet !== 'object') warn(place, 'is no object');
    else
      for (const key of ['_producer', '_schemaURL'])
        if (typeof (facet as Fields)[key] !== 'string') warn(`${place}/${key}`, 'is missing');
  }
}
