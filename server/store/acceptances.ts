import type { Sql } from './sql.ts';

export interface HealedAcceptance {
  expectation: string;
  level: number;
  until: string;
}

/** Keeps that these acceptances were told to have healed, and answers those that were not yet. */
export async function keepHealed(
  sql: Sql,
  input: { datasetId: number; profileId: number; healed: readonly HealedAcceptance[]; at: Date },
): Promise<HealedAcceptance[]> {
  const { datasetId, profileId, healed, at } = input;
  return sql<HealedAcceptance[]>`
    insert into acceptance_healed (dataset_id, expectation, level, until, profile_id, told_at)
    select ${datasetId}, h.expectation, h.level, h.until, ${profileId}, ${at}
    from jsonb_to_recordset(${sql.json(healed as never)}) as h(expectation text, level float8, until text)
    on conflict do nothing returning expectation, level, until`;
}
