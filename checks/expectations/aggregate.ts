import type { ColumnProfile } from '../profile.ts';
import { readClause, type ClauseSpec } from '../suite/clause.ts';
import { judgeBound } from './bound.ts';
import { judgeChange } from './change.ts';
import { empty, missing } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { unknownInSample, type Reading } from './reading.ts';
import { hasNoValues } from './row-basis.ts';
import { isSample } from './sample.ts';

/** A number that summarises a dataset or a column, judged by a bound or by its change. */
export interface Measure {
  name: string;
  /** How a sentence calls it; the name when left out. */
  label?: string;
  /** The metric below its column, or of the dataset; the name when left out. */
  metric?: string | ((params: Record<string, unknown>) => string);
  unit?: string;
  reads: NonNullable<Kind['reads']>;
  /** False where the metric is evidence but not the measure itself, so that its history says nothing. */
  hasHistory?: false;
  params?: ClauseSpec['params'];
  required?: ClauseSpec['required'];
}

export interface ColumnMeasure extends Measure {
  read(column: ColumnProfile, subject: Subject): Reading | null;
  /** What a sample's reading says of the whole; nothing when left out. */
  inSample?(reading: Reading, column: ColumnProfile, subject: Subject): Reading;
}

export interface DatasetMeasure extends Measure {
  on?: 'dataset' | 'either';
  read(subject: Subject): Reading | null;
}

/** The kind of expectation that bounds a measure of one column. */
export function columnAggregate(measure: ColumnMeasure): Kind {
  const judge = (subject: Subject): Finding => {
    const column = subject.column;
    if (column === null) return missing(subject, labelOf(measure), metricOf(measure, subject));
    if (hasNoValues(subject)) return empty(subject, 'there are no values');
    const reading = measure.read(column, subject);
    if (reading === null || !isSample(subject.profile)) return judgeReading(subject, measure, reading);
    return judgeReading(subject, measure, (measure.inSample ?? unknownInSample)(reading, column, subject));
  };
  return { ...kindOf(measure), on: 'column', judge };
}

/** The kind of expectation that bounds a measure of the dataset. */
export function datasetAggregate(measure: DatasetMeasure): Kind {
  const judge = (subject: Subject): Finding => judgeReading(subject, measure, measure.read(subject));
  return { ...kindOf(measure), on: measure.on ?? 'dataset', judge };
}

/** Judges a reading of a measure by what the expectation has: a bound, or a change. Null: it was not measured. */
export function judgeReading(subject: Subject, measure: Measure, reading: Reading | null): Finding {
  const { expectation, column } = subject;
  const label = labelOf(measure);
  const metric = metricOf(measure, subject);
  if (reading === null) return missing(subject, label, metric);
  const needs = isSample(subject.profile) ? 'a profile of all rows' : `an exact ${metric}`;
  if (expectation.change !== undefined) {
    const name = expectation.column === undefined ? metric : `${expectation.column}.${metric}`;
    return judgeChange(subject, { label, metric: name, reading, change: expectation.change, needs });
  }
  const { bound, warnBound } = expectation;
  return judgeBound({ label, reading, bound, warnBound, needs, unit: measure.unit, tested: column?.count ?? null });
}

function kindOf(measure: Measure): Pick<Kind, 'name' | 'metric' | 'reads' | 'read'> {
  const { params, required, hasHistory } = measure;
  const change = hasHistory ?? true;
  const spec: ClauseSpec = { bound: 'required', change, ...(params && { params }), ...(required && { required }) };
  return {
    name: measure.name,
    metric: measure.metric ?? measure.name,
    reads: measure.reads,
    read: (v, report) => readClause(v, spec, report),
  };
}

function labelOf(measure: Measure): string {
  return measure.label ?? measure.name;
}

function metricOf(measure: Measure, subject: Subject): string {
  const { metric, name } = measure;
  return typeof metric === 'function' ? metric(subject.expectation.params) : (metric ?? name);
}
