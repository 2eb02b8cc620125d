import { isDbt, isDbtManifest, readDbt } from './dbt.ts';
import { isDeequ, isDeequMetrics, readDeequ } from './deequ.ts';
import type { FieldProblem } from '../profile.ts';
import type { ReadDocument, Reading } from './external-verdict.ts';
import { isGreatExpectations, readGreatExpectations } from './great-expectations.ts';
import { isOpenLineage, readOpenLineage } from './openlineage.ts';
import { isPlain, readPlain } from './plain.ts';
import { isSoda, readSoda } from './soda.ts';

interface Format {
  is: (document: unknown) => boolean;
  read: (document: unknown, manifest: unknown) => Reading;
}

/** The first that fits counts: those whose mark nobody else has come first. */
const FORMATS = {
  dbt: { is: isDbt, read: readDbt },
  gx: { is: isGreatExpectations, read: readGreatExpectations },
  soda: { is: isSoda, read: readSoda },
  deequ: { is: isDeequ, read: readDeequ },
  openlineage: { is: isOpenLineage, read: readOpenLineage },
  plain: { is: isPlain, read: readPlain },
} as const satisfies Record<string, Format>;

export type ResultFormat = keyof typeof FORMATS;
const RESULT_FORMATS = Object.keys(FORMATS) as ResultFormat[];

const EXPECTED =
  'a validation result of Great Expectations (0.15 to 1.x), run_results.json or sources.json of dbt, a scan result of Soda 3, ' +
  'check results of Deequ, an OpenLineage event with DataQualityAssertions, or Plumbline’s own form {tool, results}';

/**
 * What other tools found, from a file as they wrote it; the format is seen from its content, or must be the one given.
 * `manifest` is dbt's manifest.json. Values of rows are read by no reader but for single observed aggregates.
 */
export function readResults(
  document: unknown,
  { format, manifest }: { format?: ResultFormat; manifest?: unknown } = {},
): (ReadDocument & { format: ResultFormat }) | { problems: FieldProblem[] } {
  const found = RESULT_FORMATS.find((name) => FORMATS[name].is(document));
  if (found === undefined) return refused(whatItIs(document));
  if (format !== undefined && format !== found) return refused(`this is of ${found}, not of ${format}`);
  const reading = FORMATS[found].read(document, manifest);
  if ('problems' in reading) return reading;
  const verdicts = reading.verdicts.filter(({ checks }) => checks.length > 0);
  if (verdicts.length > 0) return { ...reading, verdicts, format: found };
  const [first] = reading.ignored;
  const why = first === undefined ? '' : `: ${first.pointer} ${first.message}, and so on`;
  return refused(`this is of ${found}, but there is no result of a check in it${why}`);
}

const refused = (message: string) => ({ problems: [{ pointer: '', message }] });

function whatItIs(document: unknown): string {
  if (isDbtManifest(document)) return 'this is dbt’s manifest.json: post run_results.json, and the manifest beside it';
  if (isDeequMetrics(document))
    return 'these are metrics of Deequ, which judge nothing: post its check results (checkResultsAsJson)';
  return `is of no known format; known are ${EXPECTED}`;
}
