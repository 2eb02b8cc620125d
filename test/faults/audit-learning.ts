import { LEARNED_SUITE } from '../../checks/index.ts';
import type { Sql } from '../../server/database/connect.ts';
import { foldByDefinition } from '../../server/flow/learning/testing/reference.ts';
import { call, type Scene } from './scene.ts';

/** What came of learning through all that befell the server. */
export interface LearnedAudit {
  /** Bookmarks that were held against the fold by definition. */
  bookmarks: number;
  /** Those that are not what it says, and datasets of which the server tells other runs or alarms than it says. */
  learnedWrongly: number;
  /** Learned alarms of one profile that stand in more than one incident, or twice among its results. */
  alarmsDoubled: number;
  /** Profiles that learned monitors said nothing of. */
  unjudged: number;
}

/** Holds all that is remembered against the documents alone. */
export async function auditLearning(scene: Scene): Promise<LearnedAudit> {
  const audit = { bookmarks: 0, learnedWrongly: 0 };
  const ids = await scene.ask((sql) => sql<{ id: number }[]>`select id from dataset order by id`);
  for (const { id } of ids) {
    const { known, told } = await scene.ask((sql) => heldAgainst(sql, Number(id)));
    audit.bookmarks += known.length;
    audit.learnedWrongly += known.filter((isRight) => !isRight).length;
    const answer = await call(scene, { method: 'GET', path: `/api/v1/datasets/dst_${id}/baseline`, role: 'admin' });
    const { series } = answer.body as { series: { runs: number; inAlarm: string[]; isCatchingUp: boolean }[] };
    const isTold =
      series.length === 1 &&
      series[0]?.runs === told.runs &&
      String(series[0].inAlarm.toSorted()) === String(told.inAlarm.toSorted());
    if (!isTold) audit.learnedWrongly += 1;
  }
  return { ...audit, ...(await scene.ask(countAlarms)) };
}

/** Each bookmark of a dataset: is it what the documents say, to the byte? And what is to be told of the newest. */
async function heldAgainst(sql: Sql, datasetId: number) {
  const rows = await sql<{ id: number; state: Uint8Array }[]>`
    select profile_id as id, state from learned_state where dataset_id = ${datasetId} and segment = ''`;
  const places = new Set(rows.map(({ id }) => Number(id)));
  const { states, baseline } = await foldByDefinition(sql, { datasetId, segment: '' }, places);
  const known = rows.map(({ id, state }) => states.get(Number(id)) === Buffer.from(state).toString('base64'));
  return { known, told: { runs: baseline.runs, inAlarm: [...baseline.open.keys()] } };
}

async function countAlarms(sql: Sql): Promise<Pick<LearnedAudit, 'alarmsDoubled' | 'unjudged'>> {
  const [row] = await sql<{ doubled: number; unjudged: number }[]>`
    select (
        select coalesce(sum(copies - 1), 0)::int from (
          select count(*) as copies from incident_failure f join incident i on i.id = f.incident_id
          where f.facts->>'suite' = ${LEARNED_SUITE} group by i.dataset_id, f.expectation, f.first_profile_id) c)
      + (
        select coalesce(sum(copies - 1), 0)::int from (
          select count(*) as copies from judgement j cross join lateral jsonb_array_elements(j.answer::jsonb->'results') r
          where r->>'suite' = ${LEARNED_SUITE} group by j.id, r->>'expectation') c) as doubled,
      (select count(*)::int from judgement where answer::jsonb->'learned' = 'null'::jsonb
        or answer::jsonb->'learned' ? 'isCatchingUp') as unjudged`;
  return { alarmsDoubled: row?.doubled ?? -1, unjudged: row?.unjudged ?? -1 };
}
