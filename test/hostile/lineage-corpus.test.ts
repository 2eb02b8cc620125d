import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../server/api/testing.ts';
import { packageRoot } from '../../server/config/package-root.ts';

interface Piece {
  file: string;
  event: Record<string, unknown>;
}
const path = join(packageRoot(), 'test', 'data', 'openlineage', 'corpus.jsonl.gz');
const corpus = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n').map((line) => JSON.parse(line) as Piece); // prettier-ignore

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const post = async (headers: Record<string, string>, event: unknown) => {
  const answer = await test.app.request('/api/v1/lineage', { method: 'POST', headers, body: JSON.stringify(event) });
  const text = await answer.text();
  if (answer.status === 201) return { status: 201, text, reasons: [] };
  const { errors } = JSON.parse(text) as { errors: { pointer: string; message: string }[] };
  return {
    status: answer.status,
    text,
    reasons: errors.map(({ pointer, message }) => `${pointer.replace(/\d+/g, 'N')} ${message}`),
  };
};

it('every event of the corpus is taken, or refused with a reason; what is taken is worked in', async () => {
  const headers = { authorization: `Bearer ${await test.key('ingest')}` };
  const table = new Map<string, number>();
  let taken = 0;
  for (const { file, event } of corpus) {
    const { status, text, reasons } = await post(headers, event);
    expect([201, 422], `${file}: ${text}`).toContain(status);
    if (status === 201) taken++;
    else expect(reasons.length, `${file}: ${text}`).toBeGreaterThan(0);
    const folder = file.split('/')[0] ?? '';
    const outcome = status === 201 ? 'taken' : [...new Set(reasons)].sort().join(', ');
    table.set(`${folder}: ${outcome}`, (table.get(`${folder}: ${outcome}`) ?? 0) + 1);
  }
  const rows = [...table].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, count]) => `${count} ${what}`);
  expect(`${rows.join('\n')}\n`).toMatchInlineSnapshot(`
    "89 compatibility-tests-partial: /eventTime is missing
    46 compatibility-tests-partial: /eventTime is missing, /run/runId is missing
    8 compatibility-tests-partial: /eventTime is no instant
    70 compatibility-tests: taken
    3 derived: /inputs/N/namespace is missing, /outputs/N/namespace is missing
    677 derived: taken
    26 marquez: /eventTime is no instant
    23 marquez: taken
    4 openlineage-partial:  has neither run, job nor dataset: it is no OpenLineage event
    62 openlineage-partial: /eventTime is missing
    3 openlineage-partial: /eventTime is missing, /inputs/N/namespace is missing, /outputs/N/namespace is missing
    22 openlineage-partial: /eventTime is missing, /job/name is missing
    7 openlineage-partial: /eventTime is missing, /job/name is missing, /run/runId is missing
    51 openlineage-partial: /eventTime is missing, /run/runId is missing
    75 openlineage-partial: /eventTime is no instant
    20 openlineage-partial: /eventTime is no instant, /run/runId is missing
    1 openlineage-partial: /run/runId is missing
    439 openlineage-partial: taken
    47 openlineage:  has neither run, job nor dataset: it is no OpenLineage event
    1 openlineage: /run/runId is missing
    14 openlineage: taken
    "
  `);
  await test.project();
  const left = await test.receive.pool`select reason from lineage_pending`;
  expect([...left]).toEqual([]);
  const [kept] = await test.receive.pool<{ kept: number; runs: number; warned: number }[]>`
    select count(*)::int as kept, count(distinct run_key)::int as runs, count(warnings)::int as warned from lineage_event`;
  const [known] = await test.receive.pool<
    { runs: number }[]
  >`select count(*)::int as runs from run where state <> 'UNKNOWN' or job_id is not null`;
  expect(kept!.kept).toBeLessThanOrEqual(taken);
  expect(known!.runs).toBeGreaterThanOrEqual(kept!.runs);
  expect({ ...kept, taken }).toMatchInlineSnapshot(`
    {
      "kept": 1223,
      "runs": 461,
      "taken": 1223,
      "warned": 456,
    }
  `);
}, 240_000);
