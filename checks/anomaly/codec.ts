import type { Baseline, ColumnMemory, Open, Pending } from './baseline.ts';
import { packCourses, packKeys, unpackCourses, type PackedKeys } from './courses-codec.ts';
import type { Distribution } from '../drift/distribution.ts';
import { distributionIn } from '../drift/pooled-numbers.ts';
import type { CategoryDistribution } from '../drift/category-distribution.ts';
import { Packer, Unpacker } from './packing.ts';
import type { Raised, Special } from './said-so-far.ts';
import { packStreams, streamFacts, unpackStreams, type StreamFacts } from './stream/stream-codec.ts';
import type { Undone } from './undone.ts';
import type { ValueMemory } from './value-memory.ts';

/** Raised whenever the same profiles would be learnt otherwise, or what is remembered stands elsewhere: older states are then of no use. */
export const ENGINE_VERSION = 4;

const MAGIC = 0x4c_42_4c_50;

/** What is no row of numbers, as JSON. */
interface Facts {
  runs: number;
  order: readonly string[];
  otherOrder?: Pending;
  open: [string, Open][];
  undone?: [string, Undone][];
  wanderings: [string, readonly number[]][];
  raised: [string, Raised][];
  specials: [string, readonly Special[]][];
  keys: PackedKeys;
  columns: [string, ColumnFacts][];
  streams?: StreamFacts;
}

interface ColumnFacts extends Pick<ColumnMemory, 'unit' | 'types' | 'otherType' | 'last'> {
  values: Pick<ValueMemory, 'runs' | 'hidden' | 'values'>;
  shapes: Pick<ValueMemory, 'runs' | 'hidden' | 'values'>;
  runs: number;
  /** Rows and points of the numbers. */
  numbers: [rows: number, points: number] | null;
  categories: Pick<CategoryDistribution, 'rows' | 'values' | 'other' | 'mostUnlisted'> | null;
}

/** What is remembered, as bytes: decoded they judge and learn exactly as it would have. */
export function encodeBaseline(baseline: Baseline): Uint8Array {
  const { runs, times, courses, columns, order, otherOrder, open, undone, wanderings, said, streams } = baseline;
  const packer = new Packer();
  packer.whole(MAGIC);
  packer.whole(ENGINE_VERSION);
  const facts: Facts = {
    runs,
    order,
    ...(otherOrder && { otherOrder }),
    open: [...open],
    ...(undone.size > 0 && { undone: [...undone] }),
    wanderings: [...wanderings],
    raised: [...said.raised],
    specials: [...said.specials],
    keys: packKeys(courses, packer),
    columns: [...columns].map(([name, memory]) => [name, factsOf(memory)]),
    ...(streams && { streams: streamFacts(streams) }),
  };
  packer.text(JSON.stringify(facts));
  packer.numbers(Float64Array.from(times));
  packCourses(courses, packer);
  for (const { reference, values, shapes } of columns.values()) {
    packer.numbers(values.numbers);
    packer.numbers(shapes.numbers);
    packDistribution(reference.together, packer);
  }
  if (streams !== undefined) packStreams(streams, packer);
  return packer.packed();
}

/** What was encoded; throws of bytes that end too early, go on too long, or were made by another version of the engine. */
export function decodeBaseline(bytes: Uint8Array): Baseline {
  const unpacker = new Unpacker(bytes);
  if (unpacker.whole() !== MAGIC) throw new Error('These bytes are no state of learned monitors.');
  const version = unpacker.whole();
  if (version !== ENGINE_VERSION)
    throw new Error(`The state of learned monitors is of engine ${version}; this one is ${ENGINE_VERSION}.`);
  const who = new Uint16Array(unpacker.numbers());
  const facts = JSON.parse(unpacker.text()) as Facts;
  const { runs, order, otherOrder, open, undone, wanderings, raised, specials, keys, columns, streams } = facts;
  const times = [...new Float64Array(unpacker.numbers())];
  const courses = unpackCourses(who, keys, unpacker);
  const remembered = columns.map(([name, facts]): [string, ColumnMemory] => [name, memoryOf(facts, unpacker)]);
  const kept = streams === undefined ? {} : { streams: unpackStreams(streams, unpacker) };
  if (!unpacker.isAtEnd()) throw new Error('The state of learned monitors goes on too long.');
  return {
    runs,
    times,
    courses,
    columns: new Map(remembered),
    order,
    ...(otherOrder && { otherOrder }),
    open: new Map(open),
    undone: new Map(undone),
    wanderings: new Map(wanderings),
    said: { raised: new Map(raised), specials: new Map(specials) },
    ...kept,
  };
}

function factsOf({ unit, types, otherType, last, values, shapes, reference }: ColumnMemory): ColumnFacts {
  const { numbers, categories } = reference.together ?? { numbers: null, categories: null };
  return {
    ...(unit && { unit }),
    types,
    ...(otherType && { otherType }),
    last,
    values: { runs: values.runs, hidden: values.hidden, values: values.values },
    shapes: { runs: shapes.runs, hidden: shapes.hidden, values: shapes.values },
    runs: reference.runs,
    numbers: numbers && [numbers.rows, numbers.values.length],
    categories: categories && {
      rows: categories.rows,
      values: categories.values,
      other: categories.other,
      mostUnlisted: categories.mostUnlisted,
    },
  };
}

function memoryOf(facts: ColumnFacts, unpacker: Unpacker): ColumnMemory {
  const { unit, types, otherType, last, values, shapes, runs } = facts;
  return {
    ...(unit && { unit }),
    types,
    ...(otherType && { otherType }),
    last,
    values: { ...values, numbers: new Float32Array(unpacker.numbers()) },
    shapes: { ...shapes, numbers: new Float32Array(unpacker.numbers()) },
    reference: { runs, together: distributionOf(facts, unpacker) },
  };
}

function packDistribution(together: Distribution | null, packer: Packer): void {
  if (together === null) return;
  const { numbers, categories } = together;
  // All five rows stand in one piece of memory.
  if (numbers !== null) packer.numbers(new Uint8Array(numbers.values.buffer));
  if (categories === null) return;
  packer.numbers(Float32Array.from(categories.counts));
  packer.numbers(Float32Array.from(categories.hidden));
}

function distributionOf({ numbers, categories }: ColumnFacts, unpacker: Unpacker): Distribution | null {
  if (numbers === null && categories === null) return null;
  return {
    numbers: numbers && distributionIn(unpacker.numbers(), numbers[1], numbers[0]),
    categories: categories && {
      ...categories,
      counts: new Float32Array(unpacker.numbers()),
      hidden: new Float32Array(unpacker.numbers()),
    },
  };
}
