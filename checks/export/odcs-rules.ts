import { stringify } from 'yaml';
import type { Bound, Expectation } from '../expectation.ts';

/** What an expectation becomes in a contract: a quality rule, columns that are there, or a service level. */
export interface OdcsPart {
  status: 'translated' | 'approximated';
  note: string | null;
  column?: string;
  quality?: object;
  columns?: string[];
  level?: object;
}

const CUSTOM = 'a custom rule of the engine plumbline: other tools pass over it';
const PLAIN = ['column', 'severity'];

/** The part of the contract that an expectation is; `entry` is how it stands in the suite. */
export function odcsRule(expectation: Expectation, entry: Record<string, unknown>): OdcsPart {
  const { kind, column } = expectation;
  const others = Object.keys(entry).filter((key) => key !== kind && !PLAIN.includes(key));
  const isPlain = others.length === 0 && expectation.warnBound === undefined && expectation.change === undefined;
  const made = isPlain && expectation.params['warnTolerance'] === undefined ? libraryRule(expectation) : null;
  if (made !== null) return { status: 'translated', note: null, ...(column !== undefined && { column }), ...made };
  const implementation = stringify(entry, { lineWidth: 0, aliasDuplicateObjects: false });
  const quality = { type: 'custom', engine: 'plumbline', implementation, ...severityOf(expectation) };
  return { status: 'approximated', note: CUSTOM, ...(column !== undefined && { column }), quality };
}

function libraryRule(expectation: Expectation): Partial<OdcsPart> | null {
  const { kind, params, bound, severity } = expectation;
  if (kind === 'schema') return schemaPart(params);
  if (kind === 'freshness') return severity === 'error' ? freshnessPart(params, bound) : null;
  if (kind === 'row_count') {
    const operators = bound === undefined ? null : operatorsOf(bound);
    return operators && { quality: { metric: 'rowCount', ...operators, ...severityOf(expectation) } };
  }
  const metric = shareMetric(expectation);
  const operators = metric === null ? null : toleranceOperators(expectation);
  return operators && { quality: { ...metric, ...operators, ...severityOf(expectation) } };
}

/** The library metric that counts what fails the kind. */
function shareMetric({ kind, params, set }: Expectation): object | null {
  if (kind === 'not_null') return { metric: 'nullValues' };
  if (kind === 'unique') return { metric: 'duplicateValues' };
  if (kind === 'in_set') return { metric: 'invalidValues', arguments: { validValues: set ?? [] } };
  if (kind === 'missing_values' && set !== undefined) {
    return { metric: 'missingValues', arguments: { missingValues: [null, ...set] } };
  }
  const { pattern, columns } = params;
  if (kind === 'regex_match' && Object.keys(params).length === 1)
    return { metric: 'invalidValues', arguments: { pattern } };
  if (kind === 'compound_unique' && Object.keys(params).length === 1) {
    return { metric: 'duplicateValues', arguments: { properties: columns } };
  }
  return null;
}

/** How many may fail: none, a number of rows, or per cent. Both at once no operator says. */
function toleranceOperators({ kind, tolerance = {} }: Expectation): object | null {
  const { mostly, maxFailed, maxFailedPct } = tolerance;
  const given = [mostly, maxFailed, maxFailedPct].filter((one) => one !== undefined);
  if (given.length > 1) return null;
  if (given.length === 0 || maxFailed === 0) return { mustBe: 0, unit: 'rows' };
  if (maxFailed !== undefined) return { mustBeLessOrEqualTo: maxFailed, unit: 'rows' };
  // Of which rows ODCS takes the share is not said; of those that are not null, we do, but for nulls themselves.
  if (kind !== 'not_null') return null;
  const share = maxFailedPct ?? Number(((1 - (mostly ?? 1)) * 100).toPrecision(12));
  return { mustBeLessOrEqualTo: share, unit: 'percent' };
}

function operatorsOf({ low, high, exclusiveLow, exclusiveHigh }: Bound): object | null {
  if ([low, high].some((end) => end !== undefined && typeof end !== 'number')) return null;
  if (low !== undefined && high !== undefined && exclusiveLow === true && exclusiveHigh === true)
    return { mustBeBetween: [low, high] };
  if (low !== undefined && low === high) return { mustBe: low };
  // A contract takes one operator a rule: of whole numbers, [1, 9] is what lies between 0 and 10.
  if (low !== undefined && high !== undefined) {
    const [from, to] = [
      exclusiveLow === true ? Number(low) : Number(low) - 1,
      exclusiveHigh === true ? Number(high) : Number(high) + 1,
    ];
    return Number.isSafeInteger(from) && Number.isSafeInteger(to) ? { mustBeBetween: [from, to] } : null;
  }
  if (low !== undefined) return { [exclusiveLow === true ? 'mustBeGreaterThan' : 'mustBeGreaterOrEqualTo']: low };
  return { [exclusiveHigh === true ? 'mustBeLessThan' : 'mustBeLessOrEqualTo']: high };
}

/** Columns that are there; order, types and "no others" no contract says. */
function schemaPart(params: Record<string, unknown>): Partial<OdcsPart> | null {
  const {
    columns,
    allow_extra: allowExtra,
    ordered,
    types,
  } = params as {
    columns?: string[];
    allow_extra?: boolean;
    ordered?: boolean;
    types?: object;
  };
  if (allowExtra !== true || ordered === true || types !== undefined || columns === undefined) return null;
  return { columns };
}

function freshnessPart({ of }: Record<string, unknown>, bound: Bound | undefined): Partial<OdcsPart> | null {
  const seconds = Number(bound?.high);
  if (typeof of !== 'string' || !Number.isInteger(seconds / 60)) return null;
  return { level: { property: 'latency', ...spanOf(seconds), element: of } };
}

/** Seconds as a value and the largest unit that they are whole of. */
export function spanOf(seconds: number): { value: number; unit: string } {
  if (seconds % 86_400 === 0) return { value: seconds / 86_400, unit: 'd' };
  return seconds % 3600 === 0 ? { value: seconds / 3600, unit: 'h' } : { value: seconds / 60, unit: 'minutes' };
}

function severityOf({ severity }: Expectation): object {
  return severity === 'error' ? {} : { severity };
}
