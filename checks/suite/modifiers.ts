import type { Acceptance, Confirmation, Expectation, SegmentPattern } from '../expectation.ts';
import { instantMs } from '../instant.ts';
import { readEmptyPolicy, readSeverity } from './clause.ts';
import { readFields } from './fields.ts';
import type { Report } from './report.ts';
import type { MapTree } from './tree.ts';
import { described, readNumberBetween, readText, readWord, refuse, SCALAR_SCHEMA, type ValueReader } from './values.ts';

const MOST_CONFIRMING = 14;
const MOST_SEGMENT_KEYS = 20;
const LARGEST_LEVEL = Number.MAX_SAFE_INTEGER;

/** What stands beside the kinds of an entry and holds for all of them. */
export type Modifiers = Partial<
  Pick<
    Expectation,
    | 'column'
    | 'consumer'
    | 'severity'
    | 'onEmpty'
    | 'mode'
    | 'confirm'
    | 'accept'
    | 'where'
    | 'segment'
    | 'owner'
    | 'labels'
    | 'runbook'
  >
> & { id?: string };

/** `active`, `shadow` or `disabled`. */
export const readMode = readWord(['active', 'shadow', 'disabled'] as const);

const readDay = described<string>({ type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' }, (value, report) => {
  const text = value.type === 'scalar' && typeof value.value === 'string' ? value.value : '';
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && instantMs(text) !== null) return text;
  return refuse(value, report, 'a day such as 2027-03-01');
});

const readTimes = described<number>({ type: 'integer', minimum: 1, maximum: MOST_CONFIRMING }, (value, report) => {
  const number = value.type === 'scalar' ? Number(value.value) : NaN;
  if (value.type === 'scalar' && typeof value.value === 'number' && Number.isInteger(number)) {
    if (number >= 1 && number <= MOST_CONFIRMING) return number;
  }
  return refuse(value, report, `a whole number from 1 to ${MOST_CONFIRMING}`);
});

const readConfirmationFields = readFields<Confirmation>({ n: readTimes, of: readTimes });

/** `{ n: 2, of: 3 }`: n may not be above of, of not above 14. */
export const readConfirmation = described<Confirmation>(readConfirmationFields.schema ?? {}, (value, report) => {
  const read = readConfirmationFields(value, report);
  if (read === undefined || read.n <= read.of) return read;
  report('PL1013', value, `${read.n} of ${read.of} can never be: "n" is above "of"`);
  return undefined;
});

const readAcceptance: ValueReader<Acceptance> = readFields<Acceptance>({
  level: readNumberBetween(0, LARGEST_LEVEL),
  until: readDay,
  reason: readText,
});

/** `{ country: DE }`, `{ country: '*' }`, or `country` for each of its values. */
const readSegment = described<SegmentPattern[]>(
  {
    anyOf: [
      SCALAR_SCHEMA,
      { type: 'object', additionalProperties: SCALAR_SCHEMA, minProperties: 1, maxProperties: MOST_SEGMENT_KEYS },
    ],
  },
  (value, report) => {
    if (value.type !== 'map') {
      const key = value.type === 'scalar' ? readText(value, report) : undefined;
      if (value.type === 'list') return refuse(value, report, 'a mapping such as { country: DE }');
      return key === undefined ? undefined : [{ key, value: '*' }];
    }
    if (value.entries.length === 0 || value.entries.length > MOST_SEGMENT_KEYS)
      return refuse(value, report, `1 to ${MOST_SEGMENT_KEYS} keys, such as { country: DE }`);
    const parts = value.entries.flatMap(({ key, value: text }) => {
      const read = readText(text, report);
      return read === undefined ? [] : [{ key, value: read }];
    });
    return parts.length < value.entries.length ? undefined : parts.sort((a, b) => (a.key < b.key ? -1 : 1));
  },
);

/** A mapping of label to text. */
export const readLabels = described<Record<string, string>>(
  { type: 'object', additionalProperties: readText.schema },
  (value, report) => {
    if (value.type !== 'map') return refuse(value, report, 'a mapping of label to text');
    const labels: [string, string][] = [];
    for (const { key, value: label } of value.entries) {
      const text = readText(label, report);
      if (text !== undefined) labels.push([key, text]);
    }
    return Object.fromEntries(labels);
  },
);

/** Each word beside the kinds of an entry: what it is called inside, how it is read, and what an editor says of it. */
export const MODIFIERS: ReadonlyMap<string, { field: keyof Modifiers; read: ValueReader<unknown>; about: string }> =
  new Map([
    ['id', { field: 'id', read: readText, about: 'A name of its own, unique in the suite. Results are told by it.' }],
    ['column', { field: 'column', read: readText, about: 'The column that the kinds of this entry speak about.' }],
    ['severity', { field: 'severity', read: readSeverity, about: 'How bad a failure is; error when left out.' }],
    ['on_empty', { field: 'onEmpty', read: readEmptyPolicy, about: 'What it means that there is nothing to test.' }],
    ['consumer', { field: 'consumer', read: readText, about: 'Whom the clause is for; everybody when left out.' }],
    [
      'mode',
      { field: 'mode', read: readMode, about: 'shadow: judged and shown, never counted. disabled: not judged.' },
    ],
    ['confirm', { field: 'confirm', read: readConfirmation, about: 'Counts once n of the newest of profiles failed.' }],
    ['accept', { field: 'accept', read: readAcceptance, about: 'A failing level that is lived with through a day.' }],
    ['where', { field: 'where', read: readText, about: 'The filter that a profile must declare to be judged.' }],
    ['segment', { field: 'segment', read: readSegment, about: 'The segment whose profiles are judged; * is each.' }],
    ['owner', { field: 'owner', read: readText, about: 'Who looks after it, instead of the owner of the suite.' }],
    ['labels', { field: 'labels', read: readLabels, about: 'Labels, besides those of the suite.' }],
    ['runbook', { field: 'runbook', read: readText, about: 'Where it says what to do, instead of that of the suite.' }],
  ]);

/** What the modifiers of an entry say; faults are reported. */
export function readModifiers(entry: MapTree, report: Report): Modifiers {
  const read = entry.entries.flatMap(({ key, value }) => {
    const modifier = MODIFIERS.get(key);
    const given = modifier?.read(value, report);
    return modifier === undefined || given === undefined ? [] : [[modifier.field, given] as const];
  });
  return Object.fromEntries(read) as Modifiers;
}
