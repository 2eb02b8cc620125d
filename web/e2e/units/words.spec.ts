import { expect, test } from '@playwright/test';
import { safeNext } from '../../src/lib/api/load.ts';
import { someOf, withParams } from '../../src/lib/api/url-state.ts';
import { metricWords } from '../../src/lib/format/metric.ts';
import { formatCompact, formatNumber, formatShare } from '../../src/lib/format/number.ts';
import { formatAgo, formatDuration } from '../../src/lib/format/time.ts';
import { formatExpected, formatScalar } from '../../src/lib/format/value.ts';
import { judgedWhy } from '../../src/lib/pages/dataset/judged-words.ts';
import { overrideWords } from '../../src/lib/pages/dataset/override-words.ts';
import { aroundFailure } from '../../src/lib/pages/incident/around-failure.ts';

test('counts are whole and grouped, absent is never zero, a share that is there never reads as none', () => {
  expect([formatNumber(10_234), formatNumber(41.8989), formatNumber(null)]).toEqual(['10,234', '41.9', '–']);
  expect(formatCompact(1_234_567)).toBe('1.23M');
  expect([formatShare(0.31), formatShare(0.00001), formatShare(0), formatShare(undefined)]).toEqual([
    '31%',
    '<0.01%',
    '0%',
    '–',
  ]);
});

test('durations have two units at most', () => {
  expect([47 * 60, 5025, 86_400, 2 * 86_400 + 4 * 3600, 20 * 86_400, -5].map(formatDuration)).toEqual([
    '47 min',
    '1 h 23 min',
    '1 d',
    '2 d 4 h',
    '20 d',
    '0 s',
  ]);
  expect(formatAgo('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:03:00Z'))).toBe('3 min ago');
  expect(formatAgo('2026-01-01T00:05:00Z', Date.parse('2026-01-01T00:03:00Z'))).toBe('in 2 min');
});

test('what was expected is said in words, with its unit', () => {
  expect(formatExpected({ low: 10, high: 90 })).toBe('10 to 90');
  expect(formatExpected({ low: 0, high: null })).toBe('at least 0');
  expect(formatExpected({ low: null, high: 0.05 }, 'fraction')).toBe('at most 5%');
  expect(formatExpected({ low: null, high: 7200 }, 's')).toBe('at most 2 h');
  expect(formatExpected({ low: 1000, high: 5000 }, 'rows')).toBe('1,000 to 5,000 rows');
  expect(formatExpected({ set: ['EUR', 'USD'] })).toBe('one of EUR, USD');
  expect(formatExpected(null)).toBe('–');
  expect(formatScalar(false)).toBe('false');
});

test('metric names become words, and names that hold dots keep their columns', () => {
  expect(metricWords('rowCount')).toEqual({ what: 'row count', of: null, share: false });
  expect(metricWords('amount.mean')).toEqual({ what: 'mean', of: 'amount', share: false });
  expect(metricWords('address.city.quantile.0.5')).toEqual({ what: '50 % quantile', of: 'address.city', share: false });
  expect(metricWords('name.length.max')).toEqual({ what: 'maximum length', of: 'name', share: false });
  expect(metricWords('counter.orphans.failed')).toEqual({ what: 'rows failing', of: 'orphans', share: false });
  expect(metricWords('metric.refund_rate')).toEqual({ what: 'metric', of: 'refund_rate', share: true });
  expect(metricWords('discount.nullShare').share).toBe(true);
});

test('after signing in one goes to a path of this site and nowhere else', () => {
  expect(safeNext('/datasets?status=fail')).toBe('/datasets?status=fail');
  for (const bad of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    null,
    '',
    '/sign-in?next=/',
  ]) {
    expect(safeNext(bad)).toBe('/');
  }
});

test('a changed filter starts at the first page, and empty values leave the address', () => {
  const url = new URL('http://x/datasets?status=fail&cursor=50&q=a');
  expect(withParams(url, { status: 'fail,warn' })).toBe('/datasets?q=a&status=fail,warn');
  expect(withParams(url, { cursor: '100' })).toBe('/datasets?status=fail&q=a&cursor=100');
  expect(withParams(url, { status: null, q: '' })).toBe('/datasets');
  expect(someOf('fail,exploded,ok', ['ok', 'fail'] as const)).toEqual(['ok', 'fail']);
});

test('the evidence of an old incident shows the time it broke, not today', () => {
  const points = Array.from({ length: 200 }, (_, index) => ({
    at: new Date(index * 86_400_000).toISOString(),
    profileId: `prf_${index}`,
    value: index,
    verdict: 'pass' as const,
  }));
  const series = { name: 'rowCount', points, bound: null, breaches: [] };
  const shown = aroundFailure(series, { lastProfileId: 'prf_90' }).points;
  expect(shown.at(-1)?.profileId).toBe('prf_95');
  expect(shown.some((point) => point.profileId === 'prf_90')).toBe(true);
  expect(shown.length).toBeLessThanOrEqual(60);
});

test('an override says who goes on past what, and whether that is in force', () => {
  const none = { consumer: null, expectation: null, profileId: null, dataInterval: null };
  expect(overrideWords({ ...none, state: 'active' })).toBe('Whoever asks may go on past whatever does not pass.');
  const named = { consumer: 'ads', expectation: 'amount.sum', profileId: 'prf_7' };
  const dataInterval = { start: null, end: '2026-11-01T00:00:00Z' };
  expect(overrideWords({ ...named, dataInterval, state: 'requested' })).toMatch(
    /^ads would go on past amount\.sum of profile prf_7, for data to 1 Nov 2026/,
  );
});

test('why a profile was judged again is said, and nothing of one that stands as it came', () => {
  const judgement = { at: '2026-11-01T00:00:00Z', requestedBy: null } as never as NonNullable<
    Parameters<typeof judgedWhy>[0]
  >['items'][number];
  const of = (more: object, items = 1) => ({
    known: { ...judgement, ...more },
    items: Array.from({ length: items }, () => judgement),
  });
  expect([judgedWhy(null), judgedWhy({ known: null, items: [] }), judgedWhy(of({ cause: 'received' }))]).toEqual([
    '',
    '',
    '',
  ]);
  expect(judgedWhy(of({ cause: 'related' }, 2))).toMatch(/compared with came\. 1 earlier judgement is kept\.$/);
  expect(judgedWhy(of({ cause: 'again', requestedBy: 'Ana' }, 3))).toMatch(
    /because Ana asked for it\. 2 earlier judgements are kept\.$/,
  );
});
