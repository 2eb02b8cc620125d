import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot, textOf } from '../tooling/package-root.ts';
import { findPromtool } from '../promtool.js';
import { startHostileServer, type HostileServer } from '../hostile/testing/hostile-server.ts';

const promtool = findPromtool();
const why = promtool ? '' : ' (skipped: no promtool; apt-get install prometheus, or name one in PROMTOOL)';
const folder = join(packageRoot, 'deploy', 'prometheus');
const ran = (args: string[], input = '') =>
  spawnSync(promtool ?? '', args, { cwd: folder, input, encoding: 'utf8', timeout: 60_000 });

interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: { runbook: string; summary: string } }[] }[];
}
const rules = (parse(textOf('deploy/prometheus/plumbline-rules.yaml')) as Rules).groups.flatMap((group) => group.rules);
const cases = (
  parse(textOf('deploy/prometheus/plumbline-rules.test.yaml')) as {
    tests: { alert_rule_test: { alertname: string; exp_alerts: object[] }[] }[];
  }
).tests.flatMap((test) => test.alert_rule_test);

let server: HostileServer;
let page = '';
beforeAll(async () => {
  server = await startHostileServer();
  const get = (path: string) => server.send({ method: 'GET', path });
  await server.post('/api/v1/profiles', '{"dataset":{"namespace":"a","name":"b"},"rowCount":1}');
  await server.post('/api/v1/profiles', '{');
  for (const path of ['/', '/nowhere', '/api/v1/datasets', '/metrics']) await get(path);
  page = (await get('/metrics')).text;
}, 120_000);
afterAll(() => server?.stop());

describe('the page that a Prometheus on this machine reads', () => {
  it('comes without a token and is in its text format', async () => {
    const answer = await server.send({
      method: 'GET',
      path: '/metrics',
      headers: { host: `localhost:${server.port}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(page).toMatch(/^plumbline_database_up 1$/m);
    expect(page).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  });

  it.skipIf(!promtool)(`has nothing that promtool finds fault with${why}`, () => {
    const { status, stdout, stderr } = ran(['check', 'metrics'], page);
    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  });

  it.skipIf(!promtool)(`is read by a promtool that does find fault where there is some${why}`, () => {
    const { status, stderr } = ran(
      ['check', 'metrics'],
      '# HELP a_latency_ms x\n# TYPE a_latency_ms counter\na_latency_ms 1\n',
    );
    expect(status).not.toBe(0);
    expect(stderr).toContain('a_latency_ms');
  });

  it('has every metric that an alert is about', () => {
    const named = new Set(rules.flatMap(({ expr }) => expr.match(/\b(?:plumbline|nodejs|process)_\w+/g) ?? []));
    expect(named.size).toBeGreaterThan(8);
    const known = new Set([...page.matchAll(/^# TYPE (\S+)/gm)].map((found) => found[1]));
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the alerts about Plumbline itself', () => {
  it.skipIf(!promtool)(`are rules and a configuration that promtool accepts${why}`, () => {
    for (const args of [
      ['check', 'rules', 'plumbline-rules.yaml'],
      ['check', 'config', 'prometheus.yaml'],
    ]) {
      const { status, stdout, stderr } = ran(args);
      expect(status, `${stdout}${stderr}`).toBe(0);
    }
  });

  it.skipIf(!promtool)(`fire when they should and are quiet when they should be${why}`, () => {
    const { status, stdout, stderr } = ran(['test', 'rules', 'plumbline-rules.test.yaml']);
    expect(status, `${stdout}${stderr}`).toBe(0);
  });

  it('each have a case in which they fire and one in which they are quiet, but for the one that always fires', () => {
    for (const { alert } of rules) {
      const own = cases.filter(({ alertname }) => alertname === alert);
      expect(
        own.some(({ exp_alerts: fired }) => fired.length > 0),
        `${alert} fires`,
      ).toBe(true);
      const quiet = own.some(({ exp_alerts: fired }) => fired.length === 0);
      expect(quiet, `${alert} is quiet`).toBe(alert !== 'PlumblineWatchdog');
    }
  });

  it('each say what is wrong and where to read what to do', () => {
    const headings = [...textOf('docs/operate/watch-plumbline.md').matchAll(/^### (\w+)$/gm)].map((found) => found[1]);
    expect(headings).toEqual(rules.map(({ alert }) => alert));
    for (const { alert, annotations } of rules) {
      expect(annotations.summary, alert).toMatch(/\.$/);
      expect(annotations.runbook).toBe(`docs/operate/watch-plumbline.md#${alert.toLowerCase()}`);
    }
  });
});
