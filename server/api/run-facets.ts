import { fieldsOf } from '../openlineage/index.ts';
import { httpUrl } from './job-definition.ts';

/** The newest facet of each name of a run, from its events, the newest first; by name. */
export function runFacetsIn(bodies: readonly string[]): ReadonlyMap<string, unknown> {
  const facets = new Map<string, unknown>();
  for (const body of bodies) {
    const { facets: told } = fieldsOf(fieldsOf(JSON.parse(body))['run']);
    for (const [name, facet] of Object.entries(fieldsOf(told)))
      if (!facets.has(name) && facet !== null) facets.set(name, facet);
  }
  return new Map([...facets].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** In which facet, under which path, a producer says where one can see more of a run. */
const places: readonly { name: string; path: readonly string[] }[] = [
  { name: 'Airflow log', path: ['airflow', 'taskInstance', 'log_url'] },
  { name: 'Spark UI', path: ['spark_applicationDetails', 'uiWebUrl'] },
  { name: 'Spark history', path: ['spark_applicationDetails', 'historyUrl'] },
  { name: 'Databricks', path: ['spark_applicationDetails', 'proxyUrl'] },
  { name: 'Query', path: ['externalQuery', 'source'] },
];

/** Links to where a run can be seen in the tool that ran it. */
export const linksIn = (facets: ReadonlyMap<string, unknown>): { name: string; url: string }[] =>
  places.flatMap(({ name, path: [first = '', ...rest] }) => {
    const url = httpUrl(rest.reduce<unknown>((value, key) => fieldsOf(value)[key], facets.get(first)));
    return url === null ? [] : [{ name, url }];
  });
