import type { ColumnShape } from './columns.ts';

/** A dataset of the shop: how many rows a day it gets and what they are like. */
export interface DemoDataset {
  name: string;
  rows: number;
  /** Which of the days of the week are busy; `flat` for what is rebuilt whole every day. */
  week: 'shop' | 'office' | 'flat';
  /** The job that makes it and the minute after midnight at which it usually is done. */
  job: string;
  doneAt: number;
  columns: Readonly<Record<string, ColumnShape>>;
}

export const namespace = 'shop';

const key: ColumnShape = { kind: 'key' };
const time: ColumnShape = { kind: 'time' };
const number = (typical: number, spread = 0.5, more: { nulls?: number; type?: string } = {}): ColumnShape => ({
  kind: 'number',
  typical,
  spread,
  ...more,
});
const words = (shares: Record<string, number>, nulls = 0): ColumnShape => ({ kind: 'words', shares, nulls });

const currency = words({ EUR: 0.78, GBP: 0.13, SEK: 0.09 });
const country = words({ DE: 0.38, FR: 0.22, GB: 0.13, NL: 0.11, SE: 0.09, AT: 0.07 });
const method = words({ card: 0.61, sepa: 0.21, wallet: 0.18 });
const status = words({ delivered: 0.71, shipped: 0.19, packed: 0.08, returned: 0.02 });
const device = words({ phone: 0.66, desktop: 0.29, tablet: 0.05 });

const made = (job: string, doneAt: number, week: DemoDataset['week'] = 'shop') => ({ job, doneAt, week });
const raw = made('ingest-vendor-feeds', 130);
const staging = made('build-staging', 151);
const marts = made('build-marts', 185, 'flat');

export const demoDatasets: readonly DemoDataset[] = [
  {
    ...raw,
    name: 'raw.payments',
    rows: 41_800,
    columns: { payment_id: key, amount: number(46, 0.55, { type: 'integer' }), currency, method, paid_at: time },
  },
  {
    ...raw,
    name: 'raw.orders',
    rows: 38_200,
    columns: { order_id: key, items: number(3, 0.5), country, placed_at: time },
  },
  {
    ...raw,
    name: 'raw.customers',
    rows: 1_240,
    columns: { customer_id: key, country, age: number(41, 0.3), joined_at: time },
  },
  {
    ...raw,
    name: 'raw.refunds',
    rows: 920,
    columns: {
      refund_id: key,
      amount: number(38, 0.6),
      reason: words({ damaged: 0.3, late: 0.25, 'changed my mind': 0.45 }),
    },
  },
  {
    ...raw,
    name: 'raw.products',
    rows: 8_450,
    week: 'flat',
    columns: {
      product_id: key,
      price: number(29, 0.7),
      category: words({ home: 0.4, garden: 0.25, toys: 0.2, books: 0.15 }),
    },
  },
  {
    ...raw,
    name: 'raw.inventory',
    rows: 25_300,
    week: 'flat',
    columns: { sku: key, on_hand: number(120, 0.8), warehouse: words({ 'ber-1': 0.5, 'lyo-1': 0.3, 'man-1': 0.2 }) },
  },
  {
    ...raw,
    name: 'raw.shipments',
    rows: 35_100,
    columns: {
      shipment_id: key,
      weight_kg: number(2.4, 0.6),
      status,
      carrier: words({ dhl: 0.55, postnl: 0.25, ups: 0.2 }),
    },
  },
  {
    ...raw,
    name: 'raw.clicks',
    rows: 2_410_000,
    columns: { event_id: key, device, dwell_ms: number(5_200, 0.7, { nulls: 0.02 }), at: time },
  },
  { ...raw, name: 'raw.sessions', rows: 214_000, columns: { session_id: key, device, pages: number(6, 0.6), country } },
  {
    ...raw,
    name: 'raw.support_tickets',
    rows: 640,
    week: 'office',
    columns: {
      ticket_id: key,
      channel: words({ mail: 0.55, chat: 0.33, phone: 0.12 }, 0.01),
      minutes_to_answer: number(95, 0.7, { nulls: 0.06 }),
    },
  },
  {
    ...staging,
    name: 'staging.payments',
    rows: 41_700,
    columns: { payment_id: key, amount: number(46, 0.55), currency, method },
  },
  { ...staging, name: 'staging.orders', rows: 38_150, columns: { order_id: key, items: number(3, 0.5), country } },
  { ...staging, name: 'staging.customers', rows: 1_238, columns: { customer_id: key, country } },
  { ...staging, name: 'staging.refunds', rows: 918, columns: { refund_id: key, amount: number(38, 0.6) } },
  {
    ...staging,
    name: 'staging.shipments',
    rows: 35_050,
    columns: { shipment_id: key, weight_kg: number(2.4, 0.6), status },
  },
  { ...staging, name: 'staging.sessions', rows: 213_400, columns: { session_id: key, device, pages: number(6, 0.6) } },
  {
    ...marts,
    name: 'mart.revenue_daily',
    rows: 180,
    columns: { country, revenue: number(9_700, 0.6), orders: number(215, 0.5) },
  },
  {
    ...marts,
    name: 'mart.orders_daily',
    rows: 180,
    columns: { country, orders: number(215, 0.5), returns: number(5, 0.5) },
  },
  {
    ...marts,
    name: 'mart.customer_value',
    rows: 96_400,
    columns: {
      customer_id: key,
      lifetime_value: number(310, 0.8),
      segment: words({ new: 0.2, regular: 0.6, loyal: 0.2 }),
    },
  },
  { ...marts, name: 'mart.refund_rate', rows: 180, columns: { country, rate_pct: number(2.4, 0.4) } },
  { ...marts, name: 'mart.stock_levels', rows: 8_430, columns: { product_id: key, days_of_stock: number(23, 0.7) } },
  {
    ...marts,
    name: 'mart.funnel',
    rows: 540,
    columns: { device, step: words({ view: 0.34, cart: 0.33, pay: 0.33 }), users: number(14_000, 0.6) },
  },
  {
    ...marts,
    name: 'ml.churn_features',
    rows: 96_400,
    columns: { customer_id: key, days_since_order: number(41, 0.8), spend_90d: number(128, 0.8, { nulls: 0.11 }) },
  },
  {
    ...made('export-ledger', 210, 'office'),
    name: 'finance.ledger_export',
    rows: 1_460,
    columns: { entry_id: key, amount: number(1_180, 0.7), currency },
  },
];
