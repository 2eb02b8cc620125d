import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate, findInconsistencies, parseSuite, suggestSuite, type Profile, type Suggestion } from '../index.ts';
import { NO_HISTORY, NOW, hashValue } from '../testing/judge.ts';
import { profileRows, type Row } from '../testing/reference-profile.ts';
import { columnErrors } from './inject/columns.ts';
import { tableErrors } from './inject/tables.ts';

const head = { suite: 's', dataset: { namespace: 'ns', name: 'd' } };
const COLUMNS = ['amount', 'code', 'secret'] as const;
const row: fc.Arbitrary<Row> = fc.record({
  amount: fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 30 }) }, fc.constant(null)),
  code: fc.oneof({ weight: 20, arbitrary: fc.constantFrom('AB-1', 'CD-2', 'EF-3') }, fc.constant(null)),
  secret: fc.constantFrom('alice@example.org', 'bob@example.org', 'carol@example.org'),
});
const history = fc.array(fc.array(row, { minLength: 20, maxLength: 60 }), { minLength: 1, maxLength: 9 });
const measured = (runs: readonly Row[][], order: readonly string[] = COLUMNS): Profile[] =>
  runs
    .map((rows, run) => ({
      ...profileRows([...rows, ...rows, ...rows], order),
      capturedAt: `2026-11-${10 + run}T01:00:00Z`,
    }))
    .toReversed();
const all = ({ suggestions, rest }: { suggestions: Suggestion[]; rest: Suggestion[] }) => [...suggestions, ...rest];

it('no proposal fails on the history that it was made from, and what it says of false alarms covers that', () => {
  fc.assert(
    fc.property(history, (runs) => {
      const profiles = measured(runs);
      const suggested = suggestSuite(head, profiles, NOW);
      for (const { yaml, kind, falseAlarms, backTest } of all(suggested)) {
        const { suite } = parseSuite(`suite: s\ndataset: ns/d\nexpect:\n${yaml}`);
        const failed = kind === 'expect_every' ? [] : profiles.filter((profile) => fails(profile, suite!));
        expect(failed).toHaveLength(0);
        if (falseAlarms === null) expect(backTest.runs).toBe(0);
        else
          expect(falseAlarms.atMostPer1000).toBeGreaterThanOrEqual(
            Math.floor((1000 * backTest.failed) / backTest.runs),
          );
      }
    }),
    { numRuns: 25 },
  );
});

function fails(profile: Profile, suite: NonNullable<ReturnType<typeof parseSuite>['suite']>): boolean {
  const results = evaluate({ profile, history: NO_HISTORY, suites: [{ suite, version: 1 }], hashValue }, NOW);
  return results.some(({ outcome }) => outcome === 'fail' || outcome === 'warn' || outcome === 'error');
}

it('the order of the columns changes no proposal', () => {
  fc.assert(
    fc.property(history, fc.shuffledSubarray([...COLUMNS], { minLength: 3, maxLength: 3 }), (runs, order) => {
      const said = (profiles: Profile[]) =>
        suggestSuite(head, profiles, NOW).suggestions.map(({ key, kind, clause, recall }) => ({
          key,
          recall,
          ...(kind !== 'schema' && { clause }),
        }));
      expect(said(measured(runs, order))).toEqual(said(measured(runs)));
    }),
    { numRuns: 25 },
  );
});

it('no proposal quotes a value of a column that is not for everybody', () => {
  fc.assert(
    fc.property(history, fc.constantFrom('hashed', 'bucketed', 'counts-only'), fc.nat(8), (runs, level, only) => {
      // Told by one of the profiles alone: those before it were posted in the open.
      const profiles = measured(runs).map((profile, at): Profile => {
        const secret = { ...profile.columnMetrics!['secret'], privacy: { level } as const };
        return at === only % runs.length
          ? { ...profile, columnMetrics: { ...profile.columnMetrics, secret } }
          : profile;
      });
      const suggested = suggestSuite(head, profiles, NOW);
      expect(JSON.stringify(suggested)).not.toMatch(/alice|bob|carol|example/);
      expect(
        all(suggested).filter(
          ({ column, kind }) => column === 'secret' && ['in_set', 'range', 'quantile', 'regex_match'].includes(kind),
        ),
      ).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

it('what is injected into a profile contradicts nothing else in it, and changes something', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 20, maxLength: 60 }), (rows) => {
      const [profile] = measured([rows]);
      for (const { error, magnitude, column, profile: changed } of [
        ...tableErrors(profile!),
        ...columnErrors(profile!, COLUMNS),
      ]) {
        expect([error, magnitude, column, findInconsistencies(changed)]).toEqual([error, magnitude, column, []]);
        const place = column === null ? changed : changed.columnMetrics?.[column];
        expect([error, magnitude, place]).not.toEqual([
          error,
          magnitude,
          column === null ? profile : profile!.columnMetrics?.[column],
        ]);
      }
    }),
    { numRuns: 25 },
  );
});
