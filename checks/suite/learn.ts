import { HOLIDAY_PLACES } from '../../calendar/index.ts';
import { BUDGETS } from '../anomaly/tuning.ts';
import { LEARNED_SEVERITIES, type LearnRule } from '../learned/settings.ts';
import { reportUnknown } from './clause.ts';
import { nearestWord } from './nearest-word.ts';
import { quoted, type Report } from './report.ts';
import type { MapTree, Tree } from './tree.ts';
import { described, readTexts, readWord, refuse, type JsonSchema, type ValueReader } from './values.ts';

const KEYS = ['budget', 'calendar', 'severity', 'columns'] as const;
const COLUMN_KEYS = ['only', 'except'] as const;
const MOST_PATTERNS = 200;

const readBudget = readWord(BUDGETS);
const readLearnedSeverity = readWord(LEARNED_SEVERITIES);

/** A country or region of which holidays are known. */
const readCalendar = described<string>({ type: 'string', pattern: '^[A-Z]{2}(-[A-Za-z0-9]+)?$' }, (value, report) => {
  const text = value.type === 'scalar' && typeof value.value === 'string' ? value.value : '';
  if (text === '') return refuse(value, report, 'a country such as DE, or one of its regions such as US-NY');
  if (HOLIDAY_PLACES.has(text)) return text;
  const suggestion = (): string | undefined =>
    HOLIDAY_PLACES.has(text.toUpperCase()) ? text.toUpperCase() : nearestWord(text, [...HOLIDAY_PLACES]);
  report('PL1010', value, { message: `no holidays are known of ${quoted(text)}`, suggestion });
  return undefined;
});

const readPatterns: ValueReader<string[]> = (value, report) => {
  const patterns = readTexts(value, report);
  if (patterns === undefined || patterns.length <= MOST_PATTERNS) return patterns;
  report('PL1015', value, `more than ${MOST_PATTERNS} columns`);
  return undefined;
};

const PATTERNS: JsonSchema = { ...readTexts.schema };

/** `learn` at the top of a suite: `none`, or how learned monitors watch the dataset. */
export const readLearning: ValueReader<LearnRule> = described<LearnRule>(
  {
    description: 'How learned monitors watch the dataset; none: they do not.',
    anyOf: [
      { const: 'none' },
      {
        type: 'object',
        properties: {
          budget: { ...readBudget.schema, description: 'How many false alarms are put up with; normal when left out.' },
          calendar: { ...readCalendar.schema, description: 'Whose holidays: a country, DE, or a region, US-NY.' },
          severity: {
            ...readLearnedSeverity.schema,
            description: 'How bad findings are; warn when left out, which never blocks a pipeline.',
          },
          columns: {
            type: 'object',
            properties: { only: PATTERNS, except: PATTERNS },
            minProperties: 1,
            additionalProperties: false,
            description: 'Which columns are told of; * stands for any run of characters.',
          },
        },
        additionalProperties: false,
      },
    ],
  },
  (value, report) => {
    if (value.type === 'scalar' && value.value === 'none') return { on: false };
    if (value.type !== 'map')
      return refuse(value, report, 'none, or a mapping with budget, calendar, severity or columns');
    return readMapping(value, report);
  },
);

function readMapping(map: MapTree, report: Report): LearnRule {
  const rule: LearnRule = { on: true };
  const take = <K extends keyof LearnRule>(key: K, read: LearnRule[K] | undefined): void => {
    if (read !== undefined) rule[key] = read;
  };
  for (const entry of map.entries) {
    const { key, value } = entry;
    if (key === 'budget') take('budget', readBudget(value, report));
    else if (key === 'calendar') take('calendar', readCalendar(value, report));
    else if (key === 'severity') take('severity', readLearnedSeverity(value, report));
    else if (key === 'columns') take('columns', readColumns(value, report));
    else reportUnknown(entry, KEYS, report);
  }
  return rule;
}

function readColumns(value: Tree, report: Report): LearnRule['columns'] | undefined {
  if (value.type !== 'map') return refuse(value, report, 'a mapping with only or except');
  const columns: NonNullable<LearnRule['columns']> = {};
  for (const entry of value.entries) {
    if (entry.key !== 'only' && entry.key !== 'except') reportUnknown(entry, COLUMN_KEYS, report);
    else {
      const patterns = readPatterns(entry.value, report);
      if (patterns !== undefined) columns[entry.key] = patterns;
    }
  }
  if (value.entries.length === 0) report('PL1008', value, '"only" or "except" is missing');
  return columns;
}
