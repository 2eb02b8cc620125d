import { get, items, numberOf, textOf, wordOf, type Field } from '../field.ts';
import { approximated, notPossible, originAt, translated, type Origin } from '../translation.ts';
import type { Mapping, Translation } from '../types.ts';

/** What the properties of a service level become. */
export const ODCS_SLA: readonly Mapping[] = [
  { from: 'latency, freshness', to: 'freshness', remark: 'of the element; without one, of the last update' },
  { from: 'frequency', to: '`expect_every`' },
  { from: 'timeOfAvailability', to: '`by`', remark: 'one for each dataset; without an offset in UTC' },
  { from: 'all others, such as retention and endOfSupport', to: 'not possible' },
];

const OF_DATA = ['latency', 'ly', 'freshness', 'frequency', 'fy', 'timeofavailability'];

/** Units that have one length; `m` may be minutes or months. */
const UNITS: Readonly<Record<string, string>> = {
  ...{ s: 's', sec: 's', second: 's', seconds: 's', min: 'm', minute: 'm', minutes: 'm' },
  ...{ h: 'h', hr: 'h', hour: 'h', hours: 'h', d: 'd', day: 'd', days: 'd', w: 'w', week: 'w', weeks: 'w' },
};

/** A table of the contract: its key, and every name that an element may call it by. */
export interface ContractTable {
  key: string;
  names: readonly string[];
}

/** The rules of all service levels; one without an element is for every table. */
export function slaRules(root: Field, tables: readonly ContractTable[]): Translation[] {
  return items(get(root, 'slaProperties')).flatMap((sla) => {
    const element = textOf(get(sla, 'element')) ?? textOf(get(root, 'slaDefaultElement'));
    const elements = element === undefined ? [undefined] : element.split(',').map((one) => one.trim());
    return elements.flatMap((one) => slaRule(sla, one, tables));
  });
}

function slaRule(sla: Field, element: string | undefined, tables: readonly ContractTable[]): Translation[] {
  const property = textOf(get(sla, 'property')) ?? 'a property';
  const words =
    `${property} ${wordOf(get(sla, 'value')) ?? ''} ${wordOf(get(sla, 'unit')) ?? ''} ${element ?? ''}`.trim();
  const at = (dataset: string): Origin => originAt(sla, dataset, words);
  const { table, column } = splitElement(element, tables);
  const first = tables[0]?.key ?? '';
  const known = property.toLowerCase();
  if (!OF_DATA.includes(known))
    return [notPossible(at(first), 'it is a promise about the service, not about the data: no profile shows it')];
  if (table === null) return [notPossible(at(first), `the contract has no table for ${element ?? ''}`)];
  const wanted = table === undefined ? tables.map(({ key }) => key) : [table];
  return wanted.map((dataset) => translateSla({ sla, property: known, column, origin: at(dataset) }));
}

/** `orders.ordered_at`, `ordered_at` where there is one table, `orders`; a null table is none of the contract. */
function splitElement(
  element: string | undefined,
  tables: readonly ContractTable[],
): { table?: string | null; column?: string } {
  if (element === undefined) return {};
  for (const { key, names } of tables) {
    if (names.includes(element)) return { table: key };
    const name = names.find((one) => element.startsWith(`${one}.`));
    if (name !== undefined) return { table: key, column: element.slice(name.length + 1) };
  }
  const [only] = tables;
  const isOne = tables.length === 1 && only !== undefined && !element.includes('.');
  return isOne ? { table: only.key, column: element } : { table: null };
}

interface Sla {
  sla: Field;
  property: string;
  column: string | undefined;
  origin: Origin;
}

function translateSla({ sla, property, column, origin }: Sla): Translation {
  const span = spanOf(sla);
  if (['latency', 'ly', 'freshness'].includes(property)) {
    if (span === null) return notPossible(origin, 'its value and unit are no duration with one length');
    if (column !== undefined) return translated(origin, [{ freshness: { of: column, within: span } }]);
    return approximated(
      origin,
      [{ freshness: { within: span } }],
      'it names no column: of the last update, post lastUpdated',
    );
  }
  if (property === 'frequency' || property === 'fy') {
    if (span === null) return notPossible(origin, 'its value and unit are no duration with one length');
    return { ...translated(origin, []), top: { expect_every: span } };
  }
  return availability(wordOf(get(sla, 'value')) ?? '', origin);
}

function spanOf(sla: Field): string | null {
  const count = numberOf(get(sla, 'value'));
  const unit = UNITS[textOf(get(sla, 'unit'))?.toLowerCase() ?? ''];
  return count === undefined || unit === undefined || !(count > 0) || count > 1e8 ? null : `${count}${unit}`;
}

/** `09:00-08:00`: a time and its offset; whole hours of it are a zone of the IANA database, whose sign is the other way. */
function availability(value: string, origin: Origin): Translation {
  const [, time, sign, hours, minutes] =
    /^(\d{1,2}:\d{2})\s*(?:(?:([+-])(\d{2}):?(\d{2}))|Z|UTC)?$/.exec(value.trim()) ?? [];
  if (time === undefined) return notPossible(origin, 'its value is no time such as 09:00-08:00');
  if (sign !== undefined && (minutes !== '00' || Number(hours) > 12))
    return notPossible(origin, 'no zone has just this offset: write by with the zone it stands for');
  const zone = sign === undefined || Number(hours) === 0 ? 'UTC' : `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`;
  const made = { ...translated(origin, []), top: { by: `${time} ${zone}` } };
  const isSaid = sign !== undefined || /Z|UTC/.test(value);
  return isSaid ? made : { ...made, status: 'approximated', note: 'it says no zone: taken for UTC' };
}
