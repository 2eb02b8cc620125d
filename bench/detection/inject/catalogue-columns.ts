import { frequencies, inShare, numberIn, numberLike, numberText, sortedNumbers } from './cells.ts';
import type { ColumnContext, ColumnInjection } from './injection.ts';
import type { Cell, ColumnKind } from './table.ts';

/** What goes wrong with columns in practice, beyond AVH's perturbations: section 4.2 of the design. */

const percent = (share: number): string => `${share * 100}%`;

interface Kind {
  error: string;
  kinds: readonly ColumnKind[];
  change(value: string, context: ColumnContext): Cell;
}

/** The same change in each of these shares of the cells. */
function shares({ error, kinds, change }: Kind, amounts: readonly number[]): ColumnInjection[] {
  return amounts.map((share) => ({
    error,
    magnitude: percent(share),
    avh: false,
    kinds,
    apply: (cells, context) => inShare(cells, { share, random: context.random }, (value) => change(value, context)),
  }));
}

const anything = ['number', 'text', 'time', 'other'] as const;
const ofNumbers = (error: string, change: (value: number) => number): Kind => ({
  error,
  kinds: ['number'],
  change: (value) => numberText(change(numberIn(value))),
});
const standIn = (text: string, kinds: readonly ColumnKind[]): Kind => ({
  error: `${text === '' ? 'empty text' : text} for null`,
  kinds,
  change: () => text,
});

/** UTF-8 read as Latin-1, which only shows beyond ASCII. */
const garbled = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const day = /^(\d{4})-(\d{2})-(\d{2})/;

function dayAndMonthSwapped(value: string): string {
  const [year = '', month = '', date = ''] = day.exec(value)?.slice(1) ?? [];
  return year === '' || Number(date) > 12 ? value : `${year}-${date}-${month}${value.slice(10)}`;
}

function hoursLater(value: string, hours: number): string {
  const found = /^(\d{4}-\d{2}-\d{2})([ T])(\d{2}:\d{2}:\d{2})(.*)$/.exec(value);
  if (!found) return value;
  const moved = new Date(Date.parse(`${found[1]}T${found[3]}Z`) + hours * 3_600_000).toISOString();
  return `${moved.slice(0, 10)}${found[2]}${moved.slice(11, 19)}${found[4]}`;
}

const byCell: readonly ColumnInjection[] = [
  ...shares({ error: 'null', kinds: anything, change: () => null }, [0.01, 0.05]),
  ...['-1', '0', '9999'].flatMap((text) => shares(standIn(text, ['number']), [0.05, 0.1])),
  ...['', 'N/A'].flatMap((text) => shares(standIn(text, anything), [0.05, 0.1])),
  ...shares(
    ofNumbers('unit x0.01', (value) => value / 100),
    [0.1, 1],
  ),
  ...shares(
    ofNumbers('Fahrenheit as Celsius', (value) => ((value - 32) * 5) / 9),
    [0.1, 1],
  ),
  ...shares(
    ofNumbers('sign flipped', (value) => -value),
    [0.1, 1],
  ),
  ...shares(
    ofNumbers('rounded to tens', (value) => Math.round(value / 10) * 10),
    [1],
  ),
  ...shares(
    {
      error: 'thousands separators',
      kinds: ['number'],
      change: (value) => Number(value).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 12 }),
    },
    [0.1, 1],
  ),
  ...shares(
    {
      error: 'decimals on integers',
      kinds: ['number'],
      change: (value) => (/^-?\d+$/.test(value) ? `${value}.0` : value),
    },
    [1],
  ),
  ...shares({ error: 'UTF-8 read as Latin-1', kinds: ['text'], change: garbled }, [0.1, 1]),
  ...shares(
    {
      error: 'HTML entities',
      kinds: ['text'],
      change: (value) => value.replace(/[&<>"']/g, (sign) => entities[sign]!),
    },
    [0.1, 1],
  ),
  ...shares({ error: 'date format', kinds: ['time'], change: (value) => value.replace(day, '$3/$2/$1') }, [0.1, 1]),
  ...shares(
    {
      error: 'day and month swapped',
      kinds: ['time'],
      change: dayAndMonthSwapped,
    },
    [0.1, 1],
  ),
  ...[-5, 1, 8].flatMap((hours) =>
    shares(
      {
        error: `time zone ${hours > 0 ? '+' : ''}${hours} h`,
        kinds: ['time'],
        change: (value) => hoursLater(value, hours),
      },
      [1],
    ),
  ),
];

/** A change that looks at the whole column. */
function whole(error: string, magnitude: string, rule: Pick<ColumnInjection, 'kinds' | 'apply'>): ColumnInjection {
  return { error, magnitude, avh: false, ...rule };
}

const few = (cells: readonly Cell[]): [string, number][] | null => {
  const found = frequencies(cells);
  return found.length >= 2 && found.length <= 50 ? found : null;
};

const categories: readonly ColumnInjection[] = [
  whole('category renamed', 'the second', {
    kinds: ['text', 'number'],
    apply: (cells) => {
      const second = few(cells)?.[1]?.[0];
      return second === undefined ? null : cells.map((cell) => (cell === second ? renamed(second) : cell));
    },
  }),
  ...[0.01, 0.05, 0.2].map((share) =>
    whole('new category', percent(share), {
      kinds: ['text', 'number'],
      apply: (cells, { random }) => {
        const first = few(cells)?.[0]?.[0];
        return first === undefined ? null : inShare(cells, { share, random }, () => renamed(first));
      },
    }),
  ),
];

const renamed = (value: string): string =>
  /^-?\d+(\.\d+)?$/.test(value) ? numberText(Number(value) + 77) : `${value}_2`;

const distributions: readonly ColumnInjection[] = [
  ...(['above', 'below'] as const).map((side) =>
    whole(`clipped ${side}`, '10%', {
      kinds: ['number'],
      apply: (cells) => {
        const sorted = sortedNumbers(cells);
        const limit = sorted[Math.floor((sorted.length - 1) * (side === 'above' ? 0.9 : 0.1))] ?? 0;
        const clip = (value: number): number => (side === 'above' ? Math.min(value, limit) : Math.max(value, limit));
        return cells.map((cell) => (cell === null ? null : numberText(clip(numberIn(cell)))));
      },
    }),
  ),
  ...[0.1, 0.25, 0.5].map((sds) =>
    whole('shifted', `${sds} sd`, {
      kinds: ['number'],
      apply: (cells) => spread(cells, (value, { sd }) => value + sds * sd),
    }),
  ),
  whole('more spread', 'x1.5', {
    kinds: ['number'],
    apply: (cells) => spread(cells, (value, { mean }) => mean + (value - mean) * 1.5),
  }),
  whole('constant', '100%', {
    kinds: anything,
    apply: (cells) => {
      const first = cells.find((cell) => cell !== null);
      return first === undefined ? null : cells.map(() => first);
    },
  }),
  whole('copy of the day before', '100%', {
    kinds: anything,
    apply: (cells, { earlier }) =>
      earlier === null || earlier.length === 0 ? null : cells.map((_, row) => earlier[row % earlier.length] ?? null),
  }),
];

function spread(
  cells: readonly Cell[],
  change: (value: number, of: { mean: number; sd: number }) => number,
): Cell[] | null {
  const numbers = sortedNumbers(cells);
  if (numbers.length < 2) return null;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const sd = Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (numbers.length - 1));
  return cells.map((cell) => (cell === null ? null : numberLike(change(numberIn(cell), { mean, sd }), cell)));
}

export const catalogueColumns: readonly ColumnInjection[] = [...byCell, ...categories, ...distributions];
