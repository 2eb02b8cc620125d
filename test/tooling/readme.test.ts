import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readRouting } from '../../alerts/index.ts';
import { evaluate, findInconsistencies, gateOf, parseSuite, verdictOf, type Profile } from '../../checks/index.ts';
import { profileProblems } from '../../server/api/profile-validator.ts';
import { textOf } from './package-root.ts';

const readme = textOf('README.md');
const block = (language: string) => new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(readme)?.[1] ?? '';
const posted: unknown = JSON.parse(/-d '(\{[\s\S]*?\})'/.exec(readme)?.[1] ?? '');
const { suite, problems } = parseSuite(block('yaml'));
const shown = JSON.parse(block('json')) as { verdict: string; gate: string; results: Record<string, unknown>[] };

describe('the README', () => {
  it('posts a profile that the server takes', () => {
    expect(profileProblems(posted)).toEqual([]);
    expect(findInconsistencies(posted as Profile)).toEqual([]);
  });

  it('writes a suite without mistakes, for the dataset of its profile', () => {
    expect(problems).toEqual([]);
    expect(suite?.dataset).toMatchObject((posted as Profile).dataset);
  });

  it('shows the verdict that the suite gives', () => {
    if (!suite) throw new Error('the suite of the README cannot be read');
    const history = { points: [], previousSchema: null };
    const suites = [{ suite, version: 1 }];
    const input = { profile: posted as Profile, history, suites, hashValue: String };
    const results = evaluate(input, new Date('2026-11-22T00:00:00Z'));
    expect({ verdict: verdictOf(results), gate: gateOf(results, { failOpen: true }) }).toMatchObject({
      verdict: shown.verdict,
      gate: shown.gate,
    });
    for (const result of shown.results) expect(results).toContainEqual(expect.objectContaining(result));
    expect(results.filter(({ outcome }) => outcome !== 'pass')).toHaveLength(shown.results.length);
  });
});

describe('the page about routes', () => {
  it('writes a routing without mistakes', () => {
    const yaml = /```yaml file=routing.yaml\n([\s\S]*?)```/.exec(textOf('docs/start/hear-of-trouble.md'))?.[1] ?? '';
    const { routing, problems: found } = readRouting(parse(yaml));
    expect(found).toEqual([]);
    expect(routing?.receivers.map(({ name }) => name)).toEqual(['everyone', 'payments']);
  });
});
