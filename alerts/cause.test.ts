import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blastRadius, causeOf, type Sign, type SignKind } from './index.ts';

const hop = (text: string) => {
  const [from = '', to = ''] = text.split('>');
  return { from, to, job: `job_${from}${to}` };
};
const sign = (node: string, kind: SignKind, minute = 0, text: string = kind): Sign => ({
  node,
  kind,
  at: `2026-11-26T07:${String(minute).padStart(2, '0')}:00Z`,
  text,
});
const causeIn = (hops: string, signs: Sign[], focus = 'd') =>
  causeOf({ focus, hops: hops.split(' ').filter(Boolean).map(hop), signs });
const failing = sign('d', 'checks-failed', 30);

describe('the cause of a failing dataset', () => {
  it('is the most upstream one in trouble, with its evidence and the way from it', () => {
    const signs = [failing, sign('b', 'checks-failed', 20), sign('a', 'checks-failed', 9), sign('a', 'run-failed', 10)];
    const { suspect, isUpstream, others } = causeIn('a>b b>c c>d x>d', signs);
    expect(suspect).toEqual({
      node: 'a',
      distance: 3,
      evidence: [
        { kind: 'run-failed', at: '2026-11-26T07:10:00Z', text: 'run-failed' },
        { kind: 'checks-failed', at: '2026-11-26T07:09:00Z', text: 'checks-failed' },
      ],
      path: [
        { node: 'a', job: null },
        { node: 'b', job: 'job_ab' },
        { node: 'c', job: 'job_bc' },
        { node: 'd', job: 'job_cd' },
      ],
    });
    expect({ isUpstream, others }).toEqual({ isUpstream: true, others: [] });
  });

  it('is itself where nothing upstream is suspected', () => {
    expect(causeIn('a>d', [failing])).toMatchObject({ isUpstream: false, suspect: { node: 'd', distance: 0 } });
    expect(causeIn('', [])).toEqual({
      suspect: { node: 'd', distance: 0, evidence: [], path: [{ node: 'd', job: null }] },
      isUpstream: false,
      others: [],
    });
  });

  it('does not lie beyond a dataset that was found well', () => {
    const signs = [failing, sign('a', 'checks-failed'), sign('b', 'checks-passed')];
    expect(causeIn('a>b b>d', signs).suspect.node).toBe('d');
    // By another way it may.
    expect(causeIn('a>b b>d a>c c>d', signs).suspect).toMatchObject({ node: 'a', distance: 2 });
    // One in trouble is not well, whatever passed.
    expect(causeIn('a>b b>d', [...signs, sign('b', 'late')]).suspect.node).toBe('a');
  });

  it('of several with nothing above them is the one with the strongest evidence, and the others are told', () => {
    const signs = [failing, sign('a', 'checks-failed', 1), sign('b', 'run-missing', 5), sign('c', 'run-failed', 9)];
    const { suspect, others } = causeIn('a>d b>d c>d', signs);
    expect([suspect.node, ...others.map(({ node }) => node)]).toEqual(['c', 'b', 'a']);
  });

  it('is what changed nearest where nothing is in trouble, unless its own run failed', () => {
    const signs = [failing, sign('a', 'schema-changed'), sign('b', 'volume-changed')];
    expect(causeIn('a>b b>d', signs)).toMatchObject({ isUpstream: true, suspect: { node: 'b', distance: 1 } });
    expect(causeIn('a>b b>d', [...signs, sign('d', 'code-changed')]).suspect.node).toBe('d');
    expect(causeIn('a>b b>d', [...signs, sign('d', 'run-failed')]).suspect.node).toBe('d');
  });

  it('in a circle is the one whose trouble began first', () => {
    const signs = [failing, sign('a', 'checks-failed', 7), sign('b', 'checks-failed', 3)];
    expect(causeIn('a>b b>a b>d d>a', signs).suspect.node).toBe('b');
  });

  const node = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const facts = fc.record({
    hops: fc.array(fc.tuple(node, node, fc.constantFrom('j1', 'j2', null)), { maxLength: 14 }),
    signs: fc.array(
      fc.tuple(
        node,
        fc.constantFrom<SignKind>(
          'run-failed',
          'late',
          'checks-failed',
          'schema-changed',
          'code-changed',
          'checks-passed',
        ),
        fc.integer({ min: 0, max: 5 }),
      ),
      { maxLength: 10 },
    ),
  });
  const read = (found: { hops: [string, string, string | null][]; signs: [string, SignKind, number][] }) => ({
    focus: 'd',
    hops: found.hops.map(([from, to, job]) => ({ from, to, job })),
    signs: found.signs.map(([at, kind, minute]) => sign(at, kind, minute)),
  });

  it('does not depend on the order of the facts, nor on how often they are told', () => {
    fc.assert(
      fc.property(facts, fc.infiniteStream(fc.nat()), (found, numbers) => {
        const plain = read(found);
        const shuffled = <T>(list: readonly T[]) =>
          [...list, ...list].map((one) => [numbers.next().value as number, one] as const).sort(([a], [b]) => a - b).map(([, one]) => one); // prettier-ignore
        const again = { focus: 'd', hops: shuffled(plain.hops), signs: shuffled(plain.signs) };
        expect(causeOf(again)).toEqual(causeOf(plain));
      }),
    );
  });

  it('is reached by its way, in as many hops as it says; nothing in trouble lies above it outside its circle', () => {
    fc.assert(
      fc.property(facts, (found) => {
        const { hops, signs } = read(found);
        const { suspect, isUpstream } = causeOf({ focus: 'd', hops, signs });
        expect(suspect.path.length).toBe(suspect.distance + 1);
        expect(suspect.path.at(-1)?.node).toBe('d');
        expect(isUpstream).toBe(suspect.node !== 'd');
        for (const [at, step] of suspect.path.entries()) {
          if (at === 0) continue;
          const before = suspect.path[at - 1]!.node;
          expect(hops).toContainEqual({ from: before, to: step.node, job: step.job });
        }
        const strong = signs.some(({ kind, node: at }) => at !== 'd' && at === suspect.node && kind === 'run-failed');
        if (isUpstream && strong) expect(suspect.evidence[0]?.kind).toBe('run-failed');
        if (signs.every(({ node: at }) => at === 'd')) expect(isUpstream).toBe(false);
      }),
    );
  });
});

describe('what is downstream', () => {
  const of = (node: string, owner: string | null, nextDueAt: string | null) => ({
    node,
    owner,
    nextDueAt,
    incident: null,
  });
  it('is what is due next first, with whom it hurts', () => {
    const datasets = [
      of('b', 'ana', null),
      of('c', 'ben', '2026-11-26T09:00:00Z'),
      of('e', 'ana', '2026-11-26T12:00:00Z'),
    ];
    const facts = { focus: 'a', hops: ['a>b', 'b>c', 'c>a', 'c>e', 'x>a'].map(hop), datasets };
    const found = blastRadius(facts);
    expect(found.items.map(({ node, distance }) => `${node} ${distance}`)).toEqual(['c 2', 'e 3', 'b 1']);
    expect(found.owners).toEqual([
      { owner: 'ben', datasets: 1, nextDueAt: '2026-11-26T09:00:00Z' },
      { owner: 'ana', datasets: 2, nextDueAt: '2026-11-26T12:00:00Z' },
    ]);
    expect(blastRadius({ ...facts, hops: facts.hops.toReversed(), datasets: datasets.toReversed() })).toEqual(found);
    expect(blastRadius(facts, 1)).toMatchObject({ total: 3, items: [{ node: 'c' }] });
  });
});
