import {
  judgeLearned,
  learn,
  NO_BASELINE,
  type Baseline,
  type Profile,
  encodeBaseline,
  LEARNED_SUITE,
} from '../../../../checks/index.ts';
import { readSeriesHead, type Series } from '../../../store/learned.ts';
import type { Pool, Sql } from '../../../store/sql.ts';
import type { Learner } from '../types.ts';
import { stateBefore } from '../state-before.ts';

const never = new Date('9999-01-01T00:00:00Z');

/** The series of the whole dataset. */
export async function seriesNamed(pool: Pool, name: string): Promise<Series> {
  const [row] = await pool<{ id: number }[]>`select id from dataset where name = ${name}`;
  if (!row) throw new Error(`there is no dataset ${name}`);
  return { datasetId: row.id, segment: '' };
}

/** What a learner would judge the next profile by, as bytes. */
export async function knownTo(learner: Learner | null, pool: Pool, series: Series): Promise<string> {
  if (learner === null) throw new Error('learning is off');
  const head = await readSeriesHead(pool, {
    ...series,
    effectiveAt: never,
    profileId: null,
    interval: null,
    learnedSuite: LEARNED_SUITE,
  });
  const asked = { ...series, before: null, head, knownBy: null, without: null, country: null, mostFolded: Infinity };
  const state = await stateBefore(learner, pool, asked);
  if ('behind' in state) throw new Error('behind');
  return Buffer.from(encodeBaseline(state.baseline)).toString();
}

interface Row {
  id: number;
  at: Date;
  start: Date;
  end: Date;
  superseded: number | null;
  document: string;
}

/**
 * The same by definition and from the documents alone: the fold over what is not corrected, in order of the data interval, without what was
 * older than the newest when it came, or corrects such a one, unless it came before a rebuild.
 */
export async function knownByDefinition(pool: Pool, series: Series): Promise<string> {
  const { baseline } = await foldByDefinition(pool, series);
  return Buffer.from(encodeBaseline(baseline)).toString();
}

/** The fold itself; and as base64 what was known after each of some profiles. */
export async function foldByDefinition(
  pool: Sql,
  { datasetId, segment }: Series,
  places: ReadonlySet<number> = new Set(),
): Promise<{ baseline: Baseline; states: Map<number, string> }> {
  const states = new Map<number, string>();
  const rows = await pool<Row[]>`
    select id, effective_at as at, interval_start as start, interval_end as "end", superseded_by as superseded, document
    from profile where dataset_id = ${datasetId} and segment = ${segment} order by id`;
  const [series] = await pool<{ rebuilt: number | null }[]>`
    select rebuilt_profile_id as rebuilt from learned_series where dataset_id = ${datasetId} and segment = ${segment}`;
  const cameLate = (row: Row) => rows.some((other) => other.id < row.id && other.at > row.at);
  const isSame = (one: Row, other: Row) => +one.start === +other.start && +one.end === +other.end;
  const firstOf = (row: Row) => rows.find((other) => isSame(row, other)) ?? row;
  const rebuilt = series?.rebuilt ?? 0;
  const learnt = rows
    .filter((row) => row.superseded === null)
    .filter((row) => !cameLate(firstOf(row)) || firstOf(row).id <= rebuilt)
    .sort((one, other) => +one.at - +other.at || one.id - other.id);
  let baseline: Baseline = NO_BASELINE;
  for (const { id, document, at } of learnt) {
    const input = { profile: JSON.parse(document) as Profile, at, baseline };
    baseline = learn(input, judgeLearned(input));
    if (places.has(Number(id))) states.set(Number(id), Buffer.from(encodeBaseline(baseline)).toString('base64'));
  }
  return { baseline, states };
}
