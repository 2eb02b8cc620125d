type Figures = Readonly<Record<string, number>>;

interface Target {
  /** Of the table of targets in the design: T1 to T13. */
  id: string;
  about: string;
  datasets: readonly string[];
  figure: string;
  digits: number;
  /** `most`: the figure may be at most that; `least`: at least. A text names the figure it must reach. */
  limit: 'most' | 'least';
  aim: number | string;
  stretch: number | string;
}

const real = ['flights', 'taxi2018', 'taxi2019'];
const most = 'most';
const least = 'least';

const target = (
  [id, about]: [string, string],
  [datasets, figure, digits]: [readonly string[], string, number],
  [limit, aim, stretch]: ['most' | 'least', number | string, number | string],
): Target => ({ id, about, datasets, figure, digits, limit, aim, stretch });

const simulator = ['simulator'];

const targets: readonly Target[] = [
  target(['T1', 'false alarms per 1000 column-days'], [real, 'falseAlarmsPer1000ColumnDays', 2], [most, 4, 2]),
  target(['T1', 'recall, AVH'], [real, 'recall', 3], [least, 0.93, 0.95]),
  target(['T2', 'clean days with an alarm, %'], [real, 'cleanDaysWithAlarmPct', 2], [most, 3, 1]),
  target(['T3', 'precision, AVH'], [real, 'precision', 4], [least, 0.99, 0.995]),
  target(['T5', 'real errors found'], [['csse'], 'errorsFound', 0], [least, 11, 'errorsTotal']),
  target(['T5', 'other alarm days per 1000'], [['csse'], 'otherAlarmDaysPer1000', 1], [most, 25, 10]),
  target(
    ['T5', 'legitimate changes told once'],
    [['csse'], 'evolutionsOneIncident', 0],
    [least, 'evolutionsTotal', 'evolutionsTotal'],
  ),
  target(['T6', 'false alarms per 1000 metric-days'], [simulator, 'falseAlarmsPer1000MetricDays', 2], [most, 1, 0.5]),
  target(['T6', 'the same of the worst metric'], [simulator, 'falseAlarmsWorstMetricPer1000', 2], [most, 2, 2]),
  target(['T6', 'the same on holidays'], [simulator, 'falseAlarmsHolidaysPer1000', 2], [most, 2, 2]),
  target(
    ['T7', 'smallest drop found at 90 % power, 28 days, %'],
    [simulator, 'dropPctAt90Power28Days', 0],
    [most, 12, 10],
  ),
  target(['T8', 'jump of 6 sd found in its run, %'], [simulator, 'jumpSameRunPct', 1], [least, 99, 99]),
  target(['T8', 'runs until a shift of 2 sd'], [simulator, 'shiftMedianRuns', 1], [most, 4, 3]),
  target(['T8', 'runs until a leak of 2 % a day'], [simulator, 'leakMedianRuns', 1], [most, 8, 6]),
  target(['T9', 'outages of 5 runs that stay open, %'], [simulator, 'outageStaysOpenPct', 1], [least, 100, 100]),
  target(['T9', 'outages that are one incident, %'], [simulator, 'outageOneIncidentPct', 1], [least, 100, 100]),
  target(['T10', 'gross errors found after 3 runs'], [simulator, 'coldStartRecall', 3], [least, 0.95, 0.95]),
  target(['T10', 'false alarms in runs 2 to 20 per 1000'], [simulator, 'falseAlarmsRuns2To20Per1000', 2], [most, 5, 3]),
  target(['T11', '1e8 rows, 0.01 sd: alarms, %'], [simulator, 'hugeShiftAlarmsPct', 0], [most, 0, 0]),
  target(
    ['T12', 'small batches without drift: alarms per 1000 column-days'],
    [['smallBatches'], 'falseAlarmsPer1000ColumnDays', 2],
    [most, 10, 3],
  ),
  target(['T13', 'NAB, standard'], [['nab'], 'standard', 1], [least, 55, 62]),
  target(['T13', 'NAB, low false positives'], [['nab'], 'rewardLowFalsePositives', 1], [least, 50, 55]),
  target(['T13', 'NAB, low false negatives'], [['nab'], 'rewardLowFalseNegatives', 1], [least, 60, 66]),
];

/** T4, of every dataset with clean and dirty pairs. */
const paired = (dataset: string): Target[] => [
  target(['T4', 'AUC of pairs'], [[dataset], 'auc', 3], [least, 0.96, 0.98]),
  target(['T4', 'F1 of pairs'], [[dataset], 'f1', 3], [least, 0.92, 0.95]),
];

/** A row for each target and dataset that this run has the figure for: what was aimed at, what came, and whether that is met. */
export function targetTable(figures: Figures, datasets: readonly string[]): string {
  const withPairs = datasets.filter((dataset) => figures[`${dataset}.plumbline.f1`] !== undefined);
  const rows = [...targets, ...withPairs.flatMap(paired)]
    .toSorted((left, right) => Number(left.id.slice(1)) - Number(right.id.slice(1)))
    .flatMap((one) => one.datasets.flatMap((dataset) => rowOf(figures, one, dataset)));
  if (rows.length === 0) return '';
  return ['| | what | of | figure | must | stretch | |', '| --- | --- | --- | --: | --: | --: | --- |', ...rows].join(
    '\n',
  );
}

function rowOf(
  figures: Figures,
  { id, about, figure, digits, limit, aim, stretch }: Target,
  dataset: string,
): string[] {
  const valueOf = (name: string): number | undefined => figures[`${dataset}.plumbline.${name}`];
  const value = valueOf(figure);
  if (value === undefined) return [];
  const [must, wish] = [aim, stretch].map((one) => (typeof one === 'number' ? one : (valueOf(one) ?? Number.NaN)));
  const reaches = (bar = Number.NaN): boolean => (limit === most ? value <= bar : value >= bar);
  const verdict = reaches(wish) ? 'stretch met' : reaches(must) ? 'met' : '**missed**';
  const sign = limit === most ? '≤' : '≥';
  return [
    `| ${[id, about, dataset, value.toFixed(digits), `${sign} ${must}`, `${sign} ${wish}`, verdict].join(' | ')} |`,
  ];
}
