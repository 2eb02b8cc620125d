import { askedDatasets } from '../packages/agreement.ts';
import { packageRules } from '../packages/packages.ts';
import type { Rule } from '../rule.ts';
import * as tables from './tables.ts';
import { targetTable } from './targets.ts';

export interface PageFacts {
  figures: Record<string, number>;
  conditions: Record<string, string>;
  rules: readonly Rule[];
  /** Names of the datasets, in their order. */
  datasets: readonly string[];
}

/** docs/explain/detection.md, from the figures of one run. */
export function detectionPage({ figures, conditions, rules, datasets }: PageFacts): string {
  const names = rules.map(({ name }) => name);
  const table = (dataset: string, headings: Parameters<typeof tables.resultTable>[1]['headings']): string =>
    tables.resultTable(figures, { dataset, rules: names, headings });
  const injected = datasets.filter((dataset) => names.some((name) => (figures[`${dataset}.${name}.trials`] ?? 0) > 0));
  const targets = targetTable(figures, datasets);
  return [
    opening,
    ...(targets === '' ? [] : ['## Targets', targetText, targets]),
    '## Injected errors',
    injectedText,
    ...injected.flatMap((dataset) => [`### ${dataset}`, about[dataset] ?? '', table(dataset, tables.injectedHeadings)]),
    ...(injected.length > 0 ? [curveText] : []),
    ...datasets
      .filter((dataset) => names.some((name) => figures[`${dataset}.${name}.f1`] !== undefined))
      .flatMap((dataset) => [`## Dirty and clean pairs: ${dataset}`, table(dataset, tables.pairedHeadings)]),
    ...section('csse', '## Real errors: csse', table('csse', tables.labelledHeadings)),
    ...section('simulator', '## Simulated series', table('simulator', tables.simulatorHeadings)),
    ...section('smallBatches', '## Small batches without drift', table('smallBatches', tables.smallHeadings)),
    ...section('nab', '## Footnote: the Numenta Anomaly Benchmark', table('nab', tables.nabHeadings)),
    rulesText(rules),
    likeness + moreThanTheirs(figures),
    ...packagesText(figures),
    caveats,
    howToRun,
    '## Conditions of this run',
    Object.entries(conditions)
      .map(([name, value]) => `- ${name}: ${value}`)
      .join('\n'),
    '',
  ].join('\n\n');
}

const section = (name: string, title: string, table: string): string[] =>
  table === '' ? [] : [title, about[name] ?? '', table];

const opening = `# Detection: how often it alarms, and what it finds

This page is written by \`npm run bench -- detection --write\`; do not edit it. All rules see the same profiles, made by \`plumbline profile\`
from the same files, in one run.`;

const targetText = `What was set out to be reached before the first line was written, and what came of it. T14, that every statistic agrees
with SciPy and R, is kept by the tests of \`checks/\`.`;

const injectedText = `Every day after the warm-up is taken for clean. On five days of the second half, errors are put into the real rows, column by column, and the
changed rows are profiled as a user's would be; changes that leave every row as it was are rejected. A table alarm counts once a day, a
column at most once a day. *Recall, AVH* is over the perturbations of AVH (KDD 2023), *recall, catalogue* over what else goes wrong with
columns and loads. An error in a column is found when that column or the table alarms; where the clean version of the day alarmed there already, the
trial decides nothing and is left out. Precision is that of AVH's protocol: as many dirty trials as clean days.`;

const about: Record<string, string> = {
  flights: '181 days of US flights in 2001, about 16,600 rows and 5 columns a day.',
  taxi2018:
    '365 days of sampled New York taxi trips, about 27 to 330 rows and 18 columns a day. The sample has a fixed size a month.',
  taxi2019: 'The same for the year after.',
  yosemite: '65 days of temperatures, 288 rows a day.',
  csse: `253 daily reports of COVID-19 cases as they were first published. The errors are those that the publisher corrected later, after a warm-up of
30 days; legitimate changes of schema and level must be told once and then accepted within three days.`,
  simulator: `Series of five metrics with weekends, month ends, holidays, trends, three sorts of noise and steps that stay, daily and hourly. A shift is in
standard deviations of the noise; an outage is five runs with 40 to 95 % of the rows missing.`,
  smallBatches:
    '120 days of a table of 50 to 500 rows, drawn from the same distributions every day: whatever alarms is wrong.',
  nab: `58 series of one metric, most of them every five minutes; each value is a run. Our rule is that of the product for such streams, and for the seven
series that come once an hour that of hourly runs. Our scorer reproduces the published scores of four detectors to four decimals. The best published
detectors have 74.9, 67.0 and 80.4. Our rule for streams was tuned on every second series by name, the first among them;
that means of hours and of the newest values help was seen on all.`,
};

const curveText = `### Trade-off

![Recall against clean days with an alarm, for each rule and dataset](detection.svg)

Dots are the rules as they are; lines are other limits on the same scores.`;

/** The real packages on some days, in this run or when they were last asked. */
function packagesText(figures: PageFacts['figures']): string[] {
  const names = packageRules.map(({ name }) => name);
  const parts = askedDatasets(figures).flatMap((dataset) => {
    const table = tables.resultTable(figures, { dataset, rules: names, headings: tables.packageHeadings });
    return table === '' ? [] : [`#### ${dataset}`, table];
  });
  if (parts.length === 0) return [];
  const abouts = packageRules
    .map(({ name, about: text, like }) => `- **${name}**: ${text}; beside *${like}*.`)
    .join('\n');
  return ['### The packages themselves', packageText, abouts, ...parts];
}

const likeness = `### How far they are what others run

- *deequOnlineNormal* and *deequHoltWinters* answer Deequ's own published test cases as Deequ does, bounds to ten decimals
  (\`bench/detection/peers/deequ.test.ts\`). As in Deequ's anomaly checks the newest run alone may be an anomaly, and all runs before it are learned.
- *evidently*, *whylogs* and *gxAutoRange* are held against the packages themselves, below. Profiles know fewer quantiles and values than rows do:
  of texts with more than 50 values (airports, provinces) whylogs counts the rare ones too, and nearly always calls them drift; *whylogs* here cannot.
  gxAutoRange watches other metrics than the nine of the package (quantiles and shares of zeros among them), so that it alarms about other columns.
- *z3* and *mad35* are no product; *nannymlJs*, *elementary*, *averageKnn* and AVH are written from source or paper, and nothing holds them against those.`;

/** Where our re-implementation of Great Expectations alarms more than the package itself, with the figures of the same days. */
function moreThanTheirs(figures: PageFacts['figures']): string {
  const of = (dataset: string, name: string): number => figures[`${dataset}.greatExpectationsPackage.${name}`] ?? NaN;
  const asked = askedDatasets(figures);
  const said = asked.flatMap((dataset) => {
    const [ours, theirs] = [
      of(dataset, 'rewrittenFalseAlarmsPer1000ColumnDays'),
      of(dataset, 'falseAlarmsPer1000ColumnDays'),
    ];
    return ours > theirs
      ? [`${dataset} (${ours.toFixed(0)} false alarms per 1000 column-days beside ${theirs.toFixed(0)})`]
      : [];
  });
  const agreed = asked.map((dataset) => of(dataset, 'agreementPct')).filter(Number.isFinite);
  if (said.length === 0 || agreed.length === 0) return '';
  const [least, most] = [Math.min(...agreed), Math.max(...agreed)].map((share) => share.toFixed(0));
  return `
- *gxAutoRange* alarms more than Great Expectations itself on the same days of ${said.join(', ')}; the two agree on ${least} to ${most} % of
  verdicts. Its rows above are those of our rule: the package would have fewer false alarms there.`;
}

const packageText = `The packages as their registries give them read the rows of the same files with pandas, on a few days of each set, and decide by their own
defaults. Columns of times are left out: pandas reads them from CSV as texts, each of them new. Kept from the last run with \`--packages\`.`;

function rulesText(rules: readonly Rule[]): string {
  return ['## Rules', ...rules.map(({ name, about: text }) => `- **${name}**: ${text}.`)].join('\n');
}

const caveats = `## What these figures do not say

- The peers are their decision rules, written anew on our profiles, not the products; see above how far they are alike. They see about thirteen metrics of each column; a product that is set up for fewer alarms less.
- AVH is written from its paper. Its metrics over character patterns are missing, and its synthetic errors are done to 200 cells that look as the profile says.
- Real days are called clean because nobody labelled them. They hold real errors: \`--details FILE\` lists every clean day that alarmed, with the reasons, for anybody to look at.
- Recall is about errors that somebody thought of. A swap of two columns with the same values equally often is kept apart: nothing that looks at columns one by one can see it.
- A late arrival is not among the errors: a profile says nothing of it.
- Our rule was made while its alarms on all of these sets were looked at, the labels of csse among them, and the figures of both halves of the simulator: nothing here is held out. Run it on data of yours.
- Our rule is told the holidays of the United States for flights, taxi trips and the simulator. Of trouble that goes on it counts the first day alone, since only that is told; the peers keep no such memory and tell it every day.
- On csse an error counts as found when its day is in alarm, also where that alarm began the day before; *told anew* are those that somebody is told of on their day. Other alarm days are those on which something is told anew.
- A run that is late is judged by its own time and not learnt; a run that is missing is not a row of zeros. Both are in the simulator alone.`;

const howToRun = `## Run it yourself

\`\`\`sh
npm run bench -- detection --json                                  # everything that is here, but NAB
npm run bench -- detection --json --only flights --rules plumbline,elementary
npm run bench -- detection --json --data DIR --details alarms.json # a folder of yours, or one that holds several
npm run bench -- detection --json --packages --packages-days 12     # the real packages beside (minutes to hours)
npm run bench -- detection --help
\`\`\`

\`DIR\` has a \`manifest.json\`:

\`\`\`json
{
  "name": "orders",
  "cadence": "daily",
  "warmup": 30,
  "partitions": [{ "start": "2026-01-01", "end": "2026-01-02", "file": "2026-01-01.csv.gz" }],
  "labels": [{ "start": "2026-03-04", "class": "error", "kind": "truncated" }]
}
\`\`\`

The cadence is hourly, daily, weekly or monthly. Files are CSV, TSV or Parquet, packed or not. With \`"clean": "FILE"\` in every partition, dirty and
clean versions are both judged by what the clean ones before them taught, and the figures are AUC, precision, recall and F1. With \`labels\` they are
errors found and other alarm days; otherwise errors are injected. \`uniqueKey\`, \`neverFalls\` and \`by\` (lists of columns) are handed to the
profiler. A file that the profiler refuses is an alarm for every rule, and the conditions say how many there were. Profiles are kept below the temporary folder, or in \`PLUMBLINE_BENCH_CACHE\`; \`--stale\` takes those of another version of the profiler.
A run that was stopped goes on where it was. \`npm run\` prints two lines of its own on stdout: \`npm run --silent bench -- detection --json\` prints the JSON object alone.

\`npm test\` runs the rules on a part of these days, kept as profiles in \`bench/detection/vendored\`, with wide bars.`;
