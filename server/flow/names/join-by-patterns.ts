import { normalisedName, renamedByFirst, type LineageName } from '../../openlineage/index.ts';
import { ensureDatasets, findDatasetIds, nameKey } from '../../store/datasets.ts';
import { listPatterns, type StoredPattern } from '../../store/names/patterns.ts';
import type { SameLink } from '../../store/names/same.ts';
import type { Sql } from '../../store/sql.ts';
import type { ReceiveContext } from '../receive-context.ts';
import { joinNames } from './join-names.ts';

interface Place {
  context: ReceiveContext;
  sql: Sql;
}

type Known = LineageName & { id: number };

/** Joins those of the datasets whose names a pattern says mean others, with these others, which are made where they are new. */
export async function joinByPatterns(place: Place, datasets: readonly Known[], now: Date): Promise<void> {
  const patterns = datasets.length === 0 ? [] : await listPatterns(place.sql);
  if (patterns.length > 0) await joinMeant(place, meantBy(patterns, datasets), now);
}

export interface Meant {
  dataset: Known;
  pattern: Pick<StoredPattern, 'id'>;
  to: LineageName;
}

/** Which of the datasets the patterns mean, and as what. */
export function meantBy(patterns: readonly StoredPattern[], datasets: readonly Known[]): Meant[] {
  return datasets.flatMap((dataset) => {
    const found = renamedByFirst(patterns, dataset);
    if (found === null) return [];
    const to = normalisedName(found.to);
    return nameKey(to) === nameKey(dataset) ? [] : [{ dataset, pattern: found.pattern, to }];
  });
}

export async function joinMeant(place: Place, meant: readonly Meant[], now: Date): Promise<void> {
  if (meant.length === 0) return;
  const { sql } = place;
  await ensureDatasets(
    sql,
    meant.map(({ to }) => to),
  );
  const ids = await findDatasetIds(
    sql,
    meant.map(({ to }) => to),
  );
  const links = meant.map(({ dataset, pattern, to }): SameLink => {
    const otherId = ids.get(nameKey(to));
    if (otherId === undefined) throw new Error(`${to.namespace}/${to.name} was not stored`);
    return { datasetId: dataset.id, otherId, by: 'pattern', patternId: pattern.id };
  });
  await joinNames(
    place,
    links.filter(({ datasetId, otherId }) => datasetId !== otherId).sort((a, b) => a.datasetId - b.datasetId),
    now,
  );
}
