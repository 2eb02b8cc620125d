import { describe, expect, it } from 'vitest';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseSuite } from '../../checks/index.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import { accountOf } from './account.ts';
import type { Episode, Play } from './play.ts';
import type { Label } from './read-script.ts';
import type { Told } from './receivers.ts';

const episode = (id: string, days: string[], resolved: string | null): Episode => ({
  id,
  opened: days[0] ?? '',
  days: days.map((day) => ({ day, sentence: `sentence of ${day}`, failing: [] })),
  resolved,
  healed: true,
  notes: [],
  openedAt: '',
  resolvedAt: null,
});
const label = (date: string): Label => ({ date, kind: 'value_typo', cls: 'error', what: 'a typo' });
const told = (incident: string, ...kinds: Told['kind'][]): Told[] =>
  (['email', 'webhook'] as const).flatMap((channel) => kinds.map((kind) => ({ channel, incident, kind, heading: '' })));
const made: Play = {
  episodes: [
    episode('INC-1', ['2020-04-01', '2020-04-02'], '2020-04-03'),
    episode('INC-2', ['2020-04-05'], '2020-04-06'),
  ],
  days: ['01', '02', '03', '04', '05', '06'].map((day) => ({ day: `2020-04-${day}`, verdict: '', incidents: [] })),
};

describe('the account of a story', () => {
  it('tells a label as opened, as joined, or as not told, and leaves out days that were not played', () => {
    const labels = ['2020-04-01', '2020-04-02', '2020-04-04', '2020-05-01'].map(label);
    const verdicts = accountOf(made, labels, []).labels.map(({ told: how, sentence }) => [how, sentence]);
    expect(verdicts).toEqual([
      ['yes', 'sentence of 2020-04-01'],
      ['joined', 'sentence of 2020-04-02'],
      ['no', null],
    ]);
  });

  it('counts an incident without a label on any of its days among the others', () => {
    expect(accountOf(made, [label('2020-04-02')], []).others.map(({ id }) => id)).toEqual(['INC-2']);
  });

  it('finds no fault with one opening and one resolve on each channel, whatever came between', () => {
    const all = [...told('INC-1', 'opened', 'updated', 'resolved'), ...told('INC-2', 'opened', 'resolved')];
    expect(accountOf(made, [], all).broken).toEqual([]);
  });

  it.each([
    ['nothing', told('INC-1')],
    ['an opening without its resolve', told('INC-1', 'opened')],
    ['a resolve without its opening', told('INC-1', 'resolved')],
    ['an opening told twice', told('INC-1', 'opened', 'opened', 'resolved')],
    ['the resolve before the opening', told('INC-1', 'resolved', 'opened')],
  ])('calls it broken: %s', (_what, messages) => {
    const { broken } = accountOf(made, [], [...messages, ...told('INC-2', 'opened', 'resolved')]);
    expect(broken).toHaveLength(2);
    expect(broken.every((promise) => promise.startsWith('INC-1'))).toBe(true);
  });

  it('calls an incident broken that nobody resolved', () => {
    const open: Play = { ...made, episodes: [episode('INC-3', ['2020-04-01'], null)] };
    expect(accountOf(open, [], told('INC-3', 'opened')).broken[0]).toBe('INC-3 is still open');
  });
});

describe('the suites of the story', () => {
  const folder = join(packageRoot(), 'test', 'story', 'suites');

  it.each(readdirSync(folder))('%s is valid, and a comment stands above each entry', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(parseSuite(text).problems).toEqual([]);
    const lines = text.split('\n');
    const entries = lines.flatMap((line, index) => (line.startsWith('  - ') ? [index] : []));
    const bare = entries.filter((index) => !/^ {2}#/.test(lines[index - 1] ?? ''));
    // Deaths are bounded as Confirmed right above, by the same comment.
    expect(bare.map((index) => lines[index]?.trim())).toEqual(['- column: Deaths']);
  });
});
