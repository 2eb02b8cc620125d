import { fieldsOf } from '../openlineage/index.ts';
import type { StoredFacet } from '../store/jobs/job-facts.ts';
import type { JobDetail } from './shapes/jobs.ts';

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
/** Longer definitions are cut: nobody reads them on a page. */
const mostCharacters = 100_000;

/** What a job is, as the standard's facets say it; a facet of another form says nothing. */
export function definitionOf(
  facets: readonly StoredFacet[],
): Pick<JobDetail, 'owners' | 'sql' | 'sourceCode' | 'location'> {
  const facet = (name: string) => fieldsOf(facets.find((one) => one.name === name)?.facet);
  const [sql, code, location] = [facet('sql'), facet('sourceCode'), facet('sourceCodeLocation')];
  const [query, source] = [textOf(sql['query']), textOf(code['sourceCode'])];
  const [url, path] = [httpUrl(location['url']) ?? httpUrl(location['repoUrl']), textOf(location['path'])];
  const owners = facet('ownership')['owners'];
  return {
    owners: (Array.isArray(owners) ? owners : []).slice(0, 50).flatMap((owner) => {
      const name = textOf(fieldsOf(owner)['name']);
      return name === null ? [] : [{ name, type: textOf(fieldsOf(owner)['type']) }];
    }),
    sql: query === null ? null : { query: query.slice(0, mostCharacters), dialect: textOf(sql['dialect']) },
    sourceCode: source === null ? null : { language: textOf(code['language']), code: source.slice(0, mostCharacters) },
    location: url === null && path === null ? null : { url, path, version: textOf(location['version']) },
  };
}

/** An address that may become a link. */
export const httpUrl = (value: unknown): string | null => {
  const url = textOf(value);
  return url !== null && url.length <= 2000 && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
};
