/** A column of a table of results: the figure, its heading, and how it is written. */
interface Heading {
  figure: string;
  heading: string;
  digits: number;
}

const heading = (figure: string, text: string, digits = 2): Heading => ({ figure, heading: text, digits });

export const injectedHeadings = [
  heading('falseAlarmsPer1000ColumnDays', 'false alarms per 1000 column-days', 1),
  heading('cleanDaysWithAlarmPct', 'clean days with an alarm, %', 1),
  heading('recall', 'recall, AVH', 3),
  heading('precision', 'precision, AVH', 3),
  heading('recallCatalogue', 'recall, catalogue', 3),
  heading('auc', 'AUC', 3),
];

export const labelledHeadings = [
  heading('errorsFound', 'errors found', 0),
  heading('errorsTotal', 'of', 0),
  heading('errorsToldAnew', 'told anew', 0),
  heading('otherAlarmDaysPer1000', 'other alarm days per 1000', 0),
  heading('evolutionsOneIncident', 'legitimate changes told once', 0),
  heading('evolutionsTotal', 'of', 0),
];

export const simulatorHeadings = [
  heading('falseAlarmsPer1000MetricDays', 'false alarms per 1000 metric-days', 1),
  heading('falseAlarmsHolidaysPer1000', 'on holidays', 1),
  heading('falseAlarmsRuns2To20Per1000', 'runs 2 to 20', 1),
  heading('dropPctAt90Power28Days', 'drop found, %, 28 days', 0),
  heading('shiftMedianRuns', 'runs until a shift of 2 sd', 1),
  heading('leakMedianRuns', 'runs until a leak of 2 % a day', 1),
  heading('outageStaysOpenPct', 'outage stays open, %', 0),
  heading('outageOneIncidentPct', 'and its end is quiet, %', 0),
  heading('coldStartRecall', 'gross errors after 3 runs', 2),
  heading('hugeShiftAlarmsPct', '1e8 rows, 0.01 sd: alarms, %', 0),
];

export const smallHeadings = [
  heading('falseAlarmsPer1000ColumnDays', 'false alarms per 1000 column-days', 1),
  heading('cleanDaysWithAlarmPct', 'days with an alarm, %', 1),
];

export const pairedHeadings = [
  heading('auc', 'AUC', 3),
  heading('f1', 'F1', 3),
  heading('precision', 'precision', 3),
  heading('recall', 'recall', 3),
];

export const packageHeadings = [
  heading('days', 'days', 0),
  heading('falseAlarmsPer1000ColumnDays', 'false alarms per 1000 column-days', 1),
  heading('rewrittenFalseAlarmsPer1000ColumnDays', 'of the rule written after it', 1),
  heading('plumblineFalseAlarmsPer1000ColumnDays', 'of Plumbline, same days', 1),
  heading('cleanDaysWithAlarmPct', 'clean days with an alarm, %', 1),
  heading('agreementPct', 'verdicts as the rule written after it, %', 1),
  heading('agreementOnAlarmsPct', 'of what either alarms about, both, %', 1),
];

export const nabHeadings = [
  heading('standard', 'standard', 1),
  heading('rewardLowFalsePositives', 'low false positives', 1),
  heading('rewardLowFalseNegatives', 'low false negatives', 1),
  heading('standardTunedHalf', 'standard, tuned half', 1),
  heading('standardOtherHalf', 'standard, other half', 1),
];

/** A Markdown table of one dataset, a row for each rule that has any of these figures; empty when none has. */
export function resultTable(
  figures: Record<string, number>,
  { dataset, rules, headings }: { dataset: string; rules: readonly string[]; headings: readonly Heading[] },
): string {
  const value = (rule: string, figure: string): number | undefined => figures[`${dataset}.${rule}.${figure}`];
  const rows = rules.filter((rule) => headings.some(({ figure }) => value(rule, figure) !== undefined));
  if (rows.length === 0) return '';
  const cells = rows.map((rule) => {
    const written = headings.map(({ figure, digits }) => value(rule, figure)?.toFixed(digits) ?? '–');
    const name = rule === 'plumbline' ? '**plumbline**' : rule;
    return `| ${[name, ...written].join(' | ')} |`;
  });
  const head = ['rule', ...headings.map(({ heading: text }) => text)];
  return [
    `| ${head.join(' | ')} |`,
    `| ${head.map((_, index) => (index === 0 ? '---' : '--:')).join(' | ')} |`,
    ...cells,
  ].join('\n');
}
