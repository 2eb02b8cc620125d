import { z } from 'zod';
import { namespaceLikes } from '../flow/principal.ts';
import { suggestionsOf } from '../openlineage/index.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import type { QualifiedName } from '../store/datasets.ts';
import { listCandidatePairs, listNearDuplicates, listOrphans, type CandidatePair } from '../store/names/candidates.ts';
import { readLineage, whole } from './lineage-query.ts';
import { mount, type App } from './mount.ts';
import { nameSuggestionsSchema, orphansSchema, type NameSuggestions } from './shapes/lineage-names.ts';

const query = z.object({ limit: whole(1_000).default(100) });
const mostPairs = 5_000;
const mostPairsShown = 20;

/** GET /api/v1/lineage/names/suggestions and …/orphans. */
export function mountNameReports(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const suggestions = { ...readLineage, path: '/api/v1/lineage/names/suggestions', query } as const;
  const description = `Datasets whose names end alike and that may be one: their schemas have the same fields, or one is only written and the other
only read. Pairs that differ in the same beginnings make one pattern. Accept one by posting its \`pattern\` to \`/api/v1/lineage/names/patterns\`.`;
  mount(
    app,
    { ...suggestions, answer: nameSuggestionsSchema, summary: 'Names that may be one dataset', description },
    async (c, { query: q, principal }) => {
      const pairs = await listCandidatePairs(pool, { namespaceLikes: namespaceLikes(principal), limit: mostPairs });
      return c.json({ items: suggestionsShape(pairs).slice(0, Math.max(1, q.limit)) });
    },
  );
  const orphans = { ...readLineage, path: '/api/v1/lineage/names/orphans', query, answer: orphansSchema } as const;
  const told = `Datasets that are only written or only read, those first of which others have names that end alike; and groups of datasets whose names
differ only in case and separators. At most \`limit\` (100) of each.`;
  mount(
    app,
    { ...orphans, summary: 'Where the graph may only seem to end', description: told },
    async (c, { query: q, principal }) => {
      const asked = { namespaceLikes: namespaceLikes(principal), limit: Math.max(1, q.limit) };
      const [ends, groups] = await Promise.all([listOrphans(pool, asked), listNearDuplicates(pool, asked)]);
      return c.json({
        orphans: ends.map(({ isRead, alike, ...one }) => ({
          ...named(one),
          end: isRead ? ('never-written' as const) : ('never-read' as const),
          alike: alike.map(named),
        })),
        nearDuplicates: groups.map((group) => group.map(named)),
      });
    },
  );
}

const named = ({ id, namespace, name }: QualifiedName & { id: number }) => ({ id: `dst_${id}`, namespace, name });

function suggestionsShape(pairs: readonly CandidatePair[]): NameSuggestions['items'] {
  const joinsEnds = ({ one, other }: CandidatePair) => one.isRead !== other.isRead && one.isWritten !== other.isWritten;
  return suggestionsOf(pairs.map((pair) => ({ ...pair, joinsEnds: joinsEnds(pair) }))).map((found) => ({
    pattern: found.pattern,
    pairs: found.pairs.slice(0, mostPairsShown).map(({ from, to }) => ({ from: named(from), to: named(to) })),
    sameSchema: found.sameSchema,
    joinsEnds: found.joinsEnds,
    reason: reasonOf(found.pairs.length, found),
  }));
}

function reasonOf(count: number, { sameSchema, joinsEnds }: { sameSchema: number; joinsEnds: number }): string {
  const parts = [
    sameSchema > 0 ? `${sameSchema} of ${count} with the same fields` : [],
    joinsEnds > 0 ? `${joinsEnds} of ${count} where one is only written and the other only read` : [],
  ].flat();
  return ['the names end alike', ...parts].join('; ');
}
