import { expect, it } from 'vitest';
import type { ExplainedMeasureShape, ExplanationShape } from '../../server/api/shapes/explain.ts';
import { localServer } from '../testing/local-server.ts';
import { runCommand } from '../testing/run-command.ts';

const measure: ExplainedMeasureShape = {
  ...{ key: 'amount.mean', expectation: 'amount.anomaly', column: 'amount', family: 'location', metric: 'amount.mean' },
  ...{ isAlarm: true, sentence: 'mean 500 is 10 times its usual 50.1 (47.8 to 52.7 expected)' },
  wouldChange: ['up to 52.7 it would have been no alarm', 'from 21 runs on it can know weekdays (12 so far)'],
  ...{ unit: null, observed: 500, usual: 50.1, expected: { low: 47.8, high: 52.7 }, driftedFrom: null },
  ...{ input: { value: 45, rows: 1000 }, model: 'level', season: null, recent: [50, 50.2], excluded: 2, alarmRuns: 2 },
  models: [
    { model: 'level', value: 50.1, error: 0.02 },
    { model: 'trend', value: null, error: null },
  ],
  ...{ history: 12, deviation: { total: 0.0331, errors: 0.03, sampling: 0.02, ignorance: 0.014 } },
  ...{
    z: 1408.9,
    limit: 7,
    effect: 45,
    gate: 0.1,
    p: null,
    calibration: { version: 3, factor: 1.75 },
    score: 201,
    told: 115,
  },
};
const found: ExplanationShape = {
  ...{ profile: { id: 'prf_42', at: '2026-11-23T00:00:00.000Z' }, state: 'judged', engine: 1, calibration: 3 },
  findings: [
    {
      ...{ expectation: 'amount.anomaly', outcome: 'warn', column: 'amount' },
      reason: measure.sentence,
      evidence: ['largest value 535 is above its usual 85'],
    },
  ],
  ...{ runs: 12, cadence: 'day', seasonFrom: 21, calendar: ['month end'], judged: 9, measures: [measure] },
};

it('tells what was found, in a table what was foretold, and why it is an alarm', async () => {
  const { url, requests } = await localServer({ status: 200, body: found });
  const { exitCode, out } = await runCommand(['check', 'explain', 'dst_7', '--profile', 'prf_42', '--url', url]);
  expect(exitCode).toBe(0);
  expect(out)
    .toBe(`prf_42 of 2026-11-23 00:00 UTC: 9 measures held against 12 runs; from 21 on it can know weekdays; the day is special: month end.
Engine 1, calibration 3.

warn amount.anomaly: mean 500 is 10 times its usual 50.1 (47.8 to 52.7 expected)
  also: largest value 535 is above its usual 85

MEASURE      OBSERVED  USUAL  EXPECTED      MODEL  RUNS     Z  ALARM AT  CHANGE  MATTERS AT  SCORE
amount.mean       500   50.1  47.8 to 52.7  level    12  1410         7      45         0.1    115

amount.mean: mean 500 is 10 times its usual 50.1 (47.8 to 52.7 expected)
  foretold: level 50.1; level was believed
  one deviation is 0.0331: errors of the model 0.03, ignorance 0.014
  nothing was learnt of the newest 2 runs
  the budget asks for 1.75 times as much
  up to 52.7 it would have been no alarm
  from 21 runs on it can know weekdays (12 so far)
`);
  expect(requests[0]).toMatchObject({ method: 'GET', path: '/api/v1/datasets/dst_7/explain?profile=prf_42' });
});

it('says that nothing is out of the ordinary, that its history is being learnt, or that nobody watches', async () => {
  const told = async (more: Partial<ExplanationShape>) => {
    const { url } = await localServer({ status: 200, body: { ...found, findings: [], measures: [], ...more } });
    return (await runCommand(['check', 'explain', 'dst_7', '--url', url])).out;
  };
  expect(await told({})).toContain('Nothing is out of the ordinary.\n');
  expect(await told({ state: 'catching up' })).toBe('Its history is being learnt just now: 12 runs so far.\n');
  expect(await told({ state: 'off' })).toBe('Learned monitors do not watch this dataset.\n');
  expect(await told({ state: 'off', profile: null })).toBe('No profile has come yet.\n');
});

it('hands the answer on as JSON', async () => {
  const { url } = await localServer({ status: 200, body: found });
  const { out } = await runCommand([
    'check',
    'explain',
    'dst_7',
    '--measure',
    'amount.mean',
    '-o',
    'json',
    '--url',
    url,
  ]);
  expect(JSON.parse(out)).toEqual({ schemaVersion: 1, ...found });
});
