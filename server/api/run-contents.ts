import { coversNamespace, namespacesOf, type Principal } from '../flow/principal.ts';
import {
  measures,
  readRunAnswers,
  readRunDatasets,
  readRunExternal,
  type RunDatasetRow,
  type RunDetails,
} from '../store/jobs/run-facts.ts';
import type { Pool } from '../store/sql.ts';
import { statusOfVerdict } from './lineage-nodes.ts';
import type { CheckResultShape } from './shapes/common.ts';
import type { RunDataset, RunDetail, RunResults } from './shapes/runs.ts';
import { answerOf } from './stored-json.ts';

type Contents = Pick<RunDetail, 'reads' | 'writes' | 'hiddenDatasets' | 'results'>;

/** What a run read and wrote, and what was found in it, as far as the caller may see it. */
export async function runContents(pool: Pool, run: RunDetails, principal: Principal): Promise<Contents> {
  const [rows, answers, external] = await Promise.all([
    readRunDatasets(pool, run.id),
    readRunAnswers(pool, run.id),
    readRunExternal(pool, run),
  ]);
  const visible = rows.filter(({ namespace }) => coversNamespace(namespacesOf(principal), namespace));
  const byId = new Map(visible.map((row) => [row.id, row]));
  const results: RunResults[] = [
    ...answers.map(({ datasetId, profileId, answer }) => {
      const { verdict, results } = answerOf(answer);
      return resultsOf(byId.get(datasetId), { by: 'profile', of: `prf_${profileId}`, verdict, results });
    }),
    ...external.map(({ id, datasetId, suite, verdict, results }) =>
      resultsOf(byId.get(datasetId), {
        by: 'tool',
        of: suite,
        verdict: verdict as RunResults['verdict'],
        results: (JSON.parse(results) as CheckResultShape[]).map((one, index) => ({
          ...one,
          id: `ext_${id}_${index}`,
        })),
      }),
    ),
  ].flatMap((one) => (one && one.results.length > 0 ? [one] : []));
  return {
    reads: visible.filter(({ direction }) => direction === 'input').map(datasetShape),
    writes: visible.filter(({ direction }) => direction === 'output').map(datasetShape),
    hiddenDatasets: new Set(rows.map(({ id }) => id)).size - byId.size,
    results: results.toSorted((a, b) => badness(a) - badness(b)),
  };
}

const order = ['fail', 'error', 'warn', 'undecided', 'pass', 'none'];
const badness = ({ verdict }: RunResults) => order.indexOf(verdict);

function resultsOf(row: RunDatasetRow | undefined, found: Omit<RunResults, 'dataset'>): RunResults | null {
  if (!row) return null;
  const { slug, namespace, name } = row;
  const worstFirst = found.results.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  return { dataset: { slug, namespace, name }, ...found, results: worstFirst };
}

function datasetShape({ measured, ...row }: RunDatasetRow): RunDataset {
  const value = (name: (typeof measures)[number]) => measured?.values[measures.indexOf(name)] ?? null;
  return {
    id: `dst_${row.id}`,
    slug: row.slug,
    namespace: row.namespace,
    name: row.name,
    status: statusOfVerdict(row.verdict, row.incident),
    incident: row.incident === null ? null : `INC-${row.incident}`,
    measured: measured && {
      profileId: `prf_${measured.profileId}`,
      verdict: measured.verdict as 'none',
      rowCount: measured.rowCount,
      bytes: value('bytes'),
      fileCount: value('fileCount'),
      rowsWritten: value('rowsWritten'),
      before: measured.before && {
        rowCount: measured.before.rowCount,
        at: measured.before.effectiveAt.toISOString(),
      },
    },
  };
}
