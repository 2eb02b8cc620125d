import { slotOf } from './courses.ts';
import { describe, expect, it } from 'vitest';
import { dayOf, type OrdersOf } from '../testing/learned-days.ts';
import { follow, holidayOn, saidOf, type Told } from '../testing/watcher.ts';
import type { Profile } from '../profile.ts';
import type { Feedback, FeedbackVerb } from './feedback.ts';

const HISTORY = 35;
const rowsOf = (columns: Feedback['columns'], verb: FeedbackVerb): Feedback[] => [{ verb, columns }];

/** Five weeks as ever, then these days, the first of which is spoken of. */
function after(
  first: OrdersOf,
  verb: FeedbackVerb | null,
  later: readonly OrdersOf[],
  columns: Feedback['columns'] = 'all',
) {
  const history: (Told | Profile)[] = Array.from({ length: HISTORY }, (_, day) => dayOf(day));
  const told: Told = { profile: dayOf(HISTORY, first), ...(verb && { feedback: rowsOf(columns, verb) }) };
  const rest = later.map((day, index) => dayOf(HISTORY + 1 + index, day));
  return follow([...history, told, ...rest])
    .verdicts.slice(HISTORY)
    .map(saidOf);
}

const asEver = (days: number): OrdersOf[] => Array.from({ length: days }, () => ({}));
const same = (day: OrdersOf, days: number): OrdersOf[] => Array.from({ length: days }, () => day);
const ALARM = ['rows table'];

describe('forgotten once', () => {
  it('teaches nothing: the next day like it is told anew, and one as ever is none', () => {
    expect(after({ rows: 300 }, 'once', [{}, {}, { rows: 300 }])).toEqual([ALARM, [], [], ALARM]);
  });

  it('never becomes the new level by being told three times', () => {
    const days = same({ rows: 300 }, 1);
    const history = Array.from({ length: HISTORY }, (_, day) => dayOf(day));
    const told = Array.from({ length: 4 }, (_, day) => ({
      profile: dayOf(HISTORY + day, days[0]),
      feedback: rowsOf('all', 'once'),
    }));
    expect(
      follow([...history, ...told])
        .verdicts.slice(HISTORY)
        .map(saidOf),
    ).toEqual([ALARM, ALARM, ALARM, ALARM]);
  });

  it('leaves a whole column unlearnt where it is named, in alarm or not', () => {
    const named = follow([
      dayOf(0),
      { profile: dayOf(1, { mean: 51 }), feedback: rowsOf(['amount'], 'once') },
    ]).baseline;
    const without = follow([dayOf(0), dayOf(1, { mean: 51 })]).baseline;
    const valueOf = ({ courses }: typeof named): number =>
      courses.heads[slotOf(courses, { column: 'amount', name: 'mean' }) * 3]!;
    expect(valueOf(named)).toBe(0);
    expect(valueOf(without)).not.toBe(0);
  });

  it('on a holiday is what that holiday brings', () => {
    const holidays = new Set([holidayOn(HISTORY), holidayOn(HISTORY + 14)]);
    const history = Array.from({ length: HISTORY }, (_, day) => dayOf(day));
    const first: Told = { profile: dayOf(HISTORY, { rows: 120 }), feedback: rowsOf('all', 'once') };
    const between = Array.from({ length: 13 }, (_, day) => dayOf(HISTORY + 1 + day));
    const second = dayOf(HISTORY + 14, { rows: 120 });
    const { verdicts } = follow([...history, first, ...between, second], { holidays });
    expect([HISTORY, HISTORY + 14].map((day) => saidOf(verdicts[day]!))).toEqual([ALARM, []]);
  });
});

describe('the new normal', () => {
  it('is that from the next day on, where else it takes three', () => {
    expect(after({ rows: 2000 }, 'new_normal', same({ rows: 2000 }, 4))).toEqual([ALARM, [], [], [], []]);
    expect(after({ rows: 2000 }, null, same({ rows: 2000 }, 4))).toEqual([ALARM, ALARM, ALARM, [], []]);
  });

  it('keeps the noise: half of it is an alarm, a fiftieth more is none', () => {
    expect(after({ rows: 2000 }, 'new_normal', [...same({ rows: 2000 }, 8), { rows: 2040 }, { rows: 1000 }])).toEqual([
      ALARM,
      ...same({}, 9).map(() => []),
      ALARM,
    ]);
  });

  it('knows the old level for a week', () => {
    expect(after({ rows: 2000 }, 'new_normal', [{ rows: 2000 }, {}, {}])).toEqual([ALARM, [], [], []]);
  });

  it('compares the values of a column with those of now', () => {
    const moved: OrdersOf = { codes: { x: 0.6, y: 0.3, z: 0.1 } };
    expect(after(moved, 'new_normal', same(moved, 3), ['code'])).toEqual([['categories code'], [], [], []]);
    expect(after(moved, 'new_normal', [...same(moved, 6), {}], ['code']).at(-1)).toEqual(['distribution code']);
  });

  it('takes other columns and types over at once', () => {
    const [wider, other] = [{ columns: ['more'] }, { type: 'string' }] as const;
    expect(after(wider, 'new_normal', [wider, wider], [null])).toEqual([['schema more'], [], []]);
    expect(after(wider, null, [wider, wider, wider])).toEqual([['schema more'], ['schema more'], ['schema more'], []]);
    const types = after(other, 'new_normal', [other, other], [null]);
    expect(types.map((one) => one.includes('schema amount'))).toEqual([true, false, false]);
  });
});

describe('what comes again', () => {
  const week = [...asEver(6)];
  it('is no alarm on the same weekday, and one on another', () => {
    expect(after({ rows: 300 }, 'repeats', [...week, { rows: 300 }])).toEqual([ALARM, ...week.map(() => []), []]);
    expect(after({ rows: 300 }, null, [...week, { rows: 300 }]).at(-1)).toEqual(ALARM);
    expect(after({ rows: 300 }, 'repeats', [{}, {}, { rows: 300 }]).at(-1)).toEqual(ALARM);
  });

  it('is no more than it was', () => {
    expect(after({ rows: 500 }, 'repeats', [...week, { rows: 30 }]).at(-1)).toEqual(ALARM);
    expect(after({ rows: 500 }, 'repeats', [...week, { rows: 3000 }]).at(-1)).toEqual(ALARM);
  });

  it('does not move the level', () => {
    const fourth = same({ rows: 300 }, 1);
    const days = [...week, ...fourth, ...week, ...fourth, ...week, ...fourth, ...week];
    expect(after({ rows: 300 }, 'repeats', days)).toEqual([ALARM, ...days.map(() => [])]);
  });

  it('is on that day of the month alone, once four such weekdays were as ever', () => {
    const daysLater = (days: number): OrdersOf[] => [...asEver(days - 1), { rows: 300 }];
    // The 35th day is the 9th of February; the 9th of March is four weeks later, and so is that weekday.
    expect(after({ rows: 300 }, 'repeats', daysLater(28)).at(-1)).toEqual([]);
    expect(after({ rows: 300 }, 'repeats', daysLater(42)).at(-1)).toEqual(ALARM);
    // The 9th of April is 59 days later.
    expect(after({ rows: 300 }, 'repeats', daysLater(59)).at(-1)).toEqual([]);
  });

  it('is on days with the same tag, where the day had one', () => {
    const holidays = new Set([holidayOn(HISTORY), holidayOn(HISTORY + 17)]);
    const history = Array.from({ length: HISTORY }, (_, day) => dayOf(day));
    const first: Told = { profile: dayOf(HISTORY, { mean: 120 }), feedback: rowsOf('all', 'repeats') };
    const rest = Array.from({ length: 17 }, (_, day) =>
      dayOf(HISTORY + 1 + day, day === 6 || day === 16 ? { mean: 120 } : {}),
    );
    const { verdicts } = follow([...history, first, ...rest], { holidays });
    const said = [0, 7, 17].map((day) => saidOf(verdicts[HISTORY + day]!).includes('distribution amount'));
    expect(said).toEqual([true, true, false]);
  });
});

describe('a false alarm', () => {
  it('is learnt, and as large a change is none for some time', () => {
    const said = after({ rows: 800 }, 'false_alarm', [...asEver(9), { rows: 800 }, { rows: 300 }]);
    expect([said[0], said.at(-2), said.at(-1)]).toEqual([ALARM, [], ALARM]);
    expect(after({ rows: 800 }, null, [...asEver(9), { rows: 800 }]).at(-1)).toEqual(ALARM);
  });

  it('wears off within ninety days', () => {
    expect(after({ rows: 800 }, 'false_alarm', [...asEver(95), { rows: 800 }]).at(-1)).toEqual(ALARM);
  });
});

describe('a real fault', () => {
  it('never becomes the new level, however long it lasts', () => {
    expect(after({ rows: 2000 }, 'real', same({ rows: 2000 }, 14))).toEqual(same({}, 15).map(() => ALARM));
    expect(after({ rows: 2000 }, null, same({ rows: 2000 }, 14)).at(-1)).toEqual([]);
  });

  it('is over when it is as it was before, which is no alarm', () => {
    expect(after({ rows: 2000 }, 'real', [{ rows: 2000 }, {}, {}, { rows: 2000 }])).toEqual([
      ALARM,
      ALARM,
      [],
      [],
      ALARM,
    ]);
  });

  it('of other columns is told until they are gone', () => {
    const wider = { columns: ['more'] };
    const said = after(wider, 'real', [...same(wider, 5), {}], [null]);
    expect(said).toEqual([...same({}, 6).map(() => ['schema more']), []]);
  });
});

it('speaks of what is in alarm in the columns that it names, and of no other', () => {
  const both: OrdersOf = { rows: 2000, mean: 90 };
  const said = after(both, 'new_normal', same(both, 2), [null]);
  expect(said.map((one) => one.includes('rows table'))).toEqual([true, false, false]);
  expect(said.slice(1).every((one) => one.includes('distribution amount'))).toBe(true);
});
