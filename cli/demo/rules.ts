import { namespace } from './datasets.ts';

const steady = (within: string, of = 'row_count') => `  - ${of}: { change: { from: same_weekday, within: ${within} } }`;

/**
 * The suites of the demo by name: what is promised about its datasets and whose they are. Where two cover one dataset, the
 * first by name says whose it is, so that those for many datasets come last and have no labels.
 */
export const demoSuites: Readonly<Record<string, string>> = {
  'raw-payments': `# The vendor sends euros, and has promised to tell before that changes.
suite: raw-payments
dataset: ${namespace}/raw.payments
owner: team-payments
labels: { tier: gold, domain: payments }
runbook: https://wiki.example.org/runbooks/raw-payments
expect_every: { gap: 24h, grace: 2h }
expect:
${steady('30%')}
  - schema_change: true
  - column: payment_id
    not_null: true
    unique: true
  - id: amount-in-euros
    column: amount
    mean: { between: [25, 90] }
    severity: critical
  - column: amount
    type: [integer, bigint]
  - column: currency
    in_set: [EUR, GBP, SEK]
`,
  payments: `suite: payments
dataset: ${namespace}/staging.payments
owner: team-payments
labels: { tier: gold, domain: payments }
expect:
${steady('30%')}
  - column: amount
    mean: { between: [25, 90] }
`,
  revenue: `# What the management report of 7 a.m. is made of.
suite: revenue
dataset: ${namespace}/mart.revenue_daily
owner: team-finance
labels: { tier: gold, domain: finance }
runbook: https://wiki.example.org/runbooks/revenue
by: { time: '06:00 Europe/Berlin', grace: 30m }
expect:
  - row_count: { between: [120, 300] }
  - column: revenue
    not_null: true
    mean: { change: { from: same_weekday, within: 50% } }
    severity: critical
`,
  'volume-of-feeds': `suite: volume-of-feeds
dataset: ${namespace}/raw.*
owner: team-ingest
expect:
${steady('40%')}
`,
  support: `suite: support
dataset: ${namespace}/raw.support_tickets
owner: team-support
labels: { tier: bronze, domain: support }
expect:
  - column: channel
    not_null: { mostly: 0.95 }
    severity: warn
`,
  'volume-of-staging': `suite: volume-of-staging
dataset: ${namespace}/staging.*
owner: team-ingest
expect:
${steady('40%')}
`,
  'volume-of-marts': `suite: volume-of-marts
dataset: ${namespace}/mart.*
owner: team-analytics
expect:
${steady('25%')}
  - schema_change: [added]
`,
};

/** Routes by domain; every receiver is this very process, so that nothing of the demo leaves the machine. */
export const demoRouting = (url: string) => `route:
  receiver: data-desk
  group_wait: 0s
  group_interval: 1m
  routes:
    - receiver: payments-on-call
      matchers: ['domain="payments"']
    - receiver: finance
      matchers: ['domain="finance"']
receivers:
  - name: data-desk
    webhook: [{ url: "${url}/data-desk", allow_private_network: true }]
  - name: payments-on-call
    webhook: [{ url: "${url}/payments-on-call", allow_private_network: true }]
  - name: finance
    webhook: [{ url: "${url}/finance", allow_private_network: true }]
`;
