import { isSample } from '../expectations/sample.ts';
import { instantMs } from '../instant.ts';
import type { FieldProblem, Profile } from '../profile.ts';
import { checkColumn } from './check-column.ts';
import { below, checkCounts, complain, type Complaints } from './complaints.ts';

const COUNTS = [
  'rowCount',
  'bytes',
  'fileCount',
  'rowsWritten',
  'rowsUpdated',
  'rowsDeleted',
  'duplicateRowCount',
  'emptyRowCount',
] as const;

/** What in a profile contradicts itself: arithmetic that cannot hold, at RFC 6901 pointers. The first two hundred. */
export function findInconsistencies(profile: Profile): FieldProblem[] {
  const complaints: Complaints = { problems: [], at: '' };
  checkCounts(complaints, profile, COUNTS);
  checkInterval(complaints, profile);
  checkSchema(complaints, profile);
  checkCounters(complaints, profile);
  const whole = isSample(profile) ? undefined : profile.rowCount;
  const columns = profile.columnMetrics ?? {};
  for (const name of Object.keys(columns)) {
    const column = columns[name];
    if (column !== undefined)
      checkColumn(
        { problems: complaints.problems, at: below({ ...complaints, at: '/columnMetrics' }, name).at },
        column,
        whole,
      );
  }
  return complaints.problems;
}

function checkInterval(
  complaints: Complaints,
  { dataInterval, rowCount, duplicateRowCount, emptyRowCount }: Profile,
): void {
  const start = instantMs(dataInterval?.start);
  const end = instantMs(dataInterval?.end);
  if (start !== null && end !== null && end <= start) {
    complain(below(complaints, 'dataInterval'), 'end', 'the end is not after the start');
  }
  const parts = { duplicateRowCount, emptyRowCount };
  for (const field of ['duplicateRowCount', 'emptyRowCount'] as const) {
    const part = parts[field];
    if (part !== undefined && rowCount !== undefined && part > rowCount) {
      complain(complaints, field, `${part} is more than rowCount ${rowCount}`);
    }
  }
}

function checkSchema(complaints: Complaints, { schema }: Profile): void {
  const seen = new Map<string, number>();
  schema?.fields.forEach(({ name }, index) => {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    else complain({ ...complaints, at: `/schema/fields/${index}` }, 'name', `the same name as field ${first}`);
  });
}

function checkCounters(complaints: Complaints, { counters }: Profile): void {
  counters?.forEach((counter, index) => {
    const here = { ...complaints, at: `/counters/${index}` };
    checkCounts(here, counter, ['failed', 'tested']);
    const { failed, tested } = counter;
    if (tested !== undefined && failed > tested) complain(here, 'failed', `${failed} is more than tested ${tested}`);
  });
}
