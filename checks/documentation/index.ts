import { aggregates } from './aggregates.ts';
import { completeness } from './completeness.ts';
import { datasets } from './datasets.ts';
import type { Documented } from './kind-documentation.ts';
import { relations } from './relations.ts';
import { values } from './values.ts';

/** The reference of every kind, in groups as the page shows them. */
export const KIND_GROUPS: readonly { title: string; kinds: Documented }[] = [
  { title: 'Volume, freshness, schema, and what others measured', kinds: datasets },
  { title: 'Completeness and uniqueness', kinds: completeness },
  { title: 'Values', kinds: values },
  { title: 'Ranges and aggregates', kinds: aggregates },
  { title: 'Columns and datasets beside each other', kinds: relations },
];
