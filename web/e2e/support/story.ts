/** Thirty days of a small shop, as its pipelines would post them: what is healthy, what broke, what healed. */

const DAY_MS = 86_400_000;
const DAYS = 30;
export const NAMESPACE = 'postgres://shop:5432';
export const XSS = {
  dataset: '<img src=x onerror=alert(1)>',
  column: '"><script>alert(2)</script>',
  value: '<svg onload=alert(3)>',
};

interface Day {
  day: number;
  at: Date;
  isLast: boolean;
  noise: (spread: number) => number;
}
type Json = Record<string, unknown>;

/** The same numbers at every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32 - 0.5;
  };
}

function days(seed: number, now: number): Day[] {
  const random = randomOf(seed);
  return Array.from({ length: DAYS }, (_, day) => ({
    day,
    at: new Date(now - (DAYS - day) * DAY_MS),
    isLast: day === DAYS - 1,
    noise: (spread: number) => random() * spread,
  }));
}

function profile(name: string, { day, at }: Day, measured: Json): Json {
  const start = new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
  return {
    schemaVersion: 1,
    idempotencyKey: `${name}/${day}`,
    dataset: { namespace: NAMESPACE, name },
    dataInterval: { start: start.toISOString(), end: new Date(start.getTime() + DAY_MS).toISOString() },
    capturedAt: new Date(start.getTime() + DAY_MS + 3_600_000).toISOString(),
    ...measured,
  };
}

function amounts(count: number, scale: number, noise: Day['noise']): Json {
  const shares = [0.01, 0.06, 0.15, 0.28, 0.27, 0.14, 0.06, 0.03];
  const counts = shares.map((share) => Math.round(count * share));
  const rest = count - counts.reduce((sum, one) => sum + one, 0);
  counts[3] = (counts[3] ?? 0) + rest;
  const mean = (40 + noise(3)) * scale;
  return {
    type: 'number',
    count,
    nullCount: 0,
    min: 0.5 * scale,
    max: 79 * scale,
    mean,
    stddev: 12 * scale,
    quantiles: { '0.5': (39.5 + noise(2)) * scale },
    histogram: { boundaries: shares.map((_, index) => index * 10 * scale).concat(80 * scale), counts },
  };
}

function currencies(count: number, isOdd: boolean): Json {
  const odd = isOdd ? Math.round(count * 0.02) : 0;
  const usd = Math.round(count * 0.12);
  const gbp = Math.round(count * 0.05);
  const topValues = [
    { value: 'EUR', count: count - usd - gbp - odd },
    { value: 'USD', count: usd },
    { value: 'GBP', count: gbp },
    ...(odd > 0 ? [{ value: 'XXX', count: odd }] : []),
  ];
  return { type: 'string', count, nullCount: 0, topValues, otherCount: 0, valueCountsComplete: true };
}

function orders(day: Day): Json {
  const rowCount = 10_000 + Math.round(day.noise(900));
  const isBroken = day.day >= DAYS - 2;
  const nulls = Math.round(rowCount * (day.isLast ? 0.31 : 0.012));
  const fields = [
    { name: 'id', type: 'bigint', nullable: false },
    { name: 'amount', type: isBroken ? 'decimal(14,2)' : 'integer', nullable: false },
    { name: 'currency', type: 'varchar', nullable: false },
    { name: 'discount', type: 'double', nullable: true },
  ];
  return profile('shop.public.orders', day, {
    rowCount,
    schema: { fields },
    columnMetrics: {
      id: {
        type: 'number',
        count: rowCount,
        nullCount: 0,
        distinct: { value: rowCount - 40, exact: false, lower: rowCount - 400, upper: rowCount },
      },
      amount: amounts(rowCount, isBroken ? 100 : 1, day.noise),
      currency: currencies(rowCount, day.isLast),
      discount: { type: 'number', count: rowCount - nulls, nullCount: nulls, mean: 2.1 + day.noise(0.2) },
    },
  });
}

const payments = (day: Day): Json =>
  profile('raw.payments', day, { rowCount: day.isLast ? 50_120 : 120_000 + Math.round(day.noise(6000)) });

const refunds = (day: Day): Json =>
  profile('mart.refunds', day, { rowCount: day.day === 20 ? 12 : 410 + Math.round(day.noise(30)) });

const clicks = (day: Day): Json => profile('raw.clicks', day, { rowCount: 2_400_000 + Math.round(day.noise(90_000)) });

function hostile(day: Day): Json {
  const rowCount = 500;
  return profile(XSS.dataset, day, {
    rowCount,
    columnMetrics: {
      [XSS.column]: {
        type: 'string',
        count: rowCount,
        nullCount: 0,
        topValues: [
          { value: XSS.value, count: 400 },
          { value: 'plain', count: 100 },
        ],
        otherCount: 0,
        valueCountsComplete: true,
      },
    },
  });
}

/** Every profile of the story, dataset by dataset in the order of time. */
export function storyProfiles(now: number): Json[][] {
  return [orders, payments, refunds, clicks, hostile].map((one, index) => days(index + 1, now).map(one));
}

export const SUITES: Record<string, string> = {
  'shop-orders': `
suite: shop-orders
dataset: ${NAMESPACE}/shop.public.orders
owner: team-payments
labels: { tier: gold, team: payments }
runbook: https://wiki.example/orders
expect:
  - row_count: { between: [5000, 20000] }
  - column: amount
    mean: { between: [10, 90] }
    severity: critical
  - column: amount
    max: { at_most: 5000 }
  - column: discount
    not_null: { mostly: 0.95 }
    severity: warn
  - column: currency
    in_set: [EUR, USD, GBP]
  - column: id
    unique: true
`,
  'raw-payments': `
suite: raw-payments
dataset: ${NAMESPACE}/raw.payments
by: { time: '06:00 Europe/Berlin', grace: 15m }
expect:
  - row_count: { between: [100000, 140000] }
`,
  'mart-refunds': `
suite: mart-refunds
dataset: ${NAMESPACE}/mart.refunds
owner: finance
expect_every: { gap: 20h, grace: 1h }
expect:
  - row_count: { at_least: 100 }
`,
  hostile: `
suite: hostile
dataset: ${NAMESPACE}/${XSS.dataset}
owner: "${XSS.dataset}"
expect:
  - column: ${JSON.stringify(XSS.column)}
    in_set: [plain]
    severity: warn
`,
};

/** Everything goes to one webhook. */
export const routingTo = (url: string): string => `
route: { receiver: payments-oncall, group_wait: 0s }
receivers:
  - name: payments-oncall
    webhook: [{ url: "${url}", allow_private_network: true }]
`;
