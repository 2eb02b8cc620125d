import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../server/config/package-root.ts';

/** What somebody did after the report of a day. */
export interface Act {
  after: string;
  /** A suite that is in force from the next day on. */
  suite?: string;
  /** The incident is closed with the newest profile as the new normal, for this reason. */
  accept?: string;
  /** The incident is closed by hand, for this reason; nothing is accepted. */
  resolve?: string;
  /** What was found out, as a comment on the incident. */
  comment?: string;
}

/** The suite of the first day and everything that people did, in order. */
export interface Script {
  first: string;
  then: Act[];
}

/** A day's report as it was first published. */
export interface Report {
  day: string;
  file: string;
}

/** One labelled incident of the real pipeline. */
export interface Label {
  date: string;
  kind: string;
  cls: 'error' | 'evolution';
  what: string;
}

const folder = join(packageRoot(), 'test', 'story');

/** Reads test/story/on-call.yaml; paths of suites are made absolute. */
export function readScript(): Script {
  const { first, then } = parse(readFileSync(join(folder, 'on-call.yaml'), 'utf8')) as Script;
  return {
    first: join(folder, first),
    then: then.map((act) => (act.suite === undefined ? act : { ...act, suite: join(folder, act.suite) })),
  };
}

/** The reports in a folder (or in its `first` folder), in the order of their days. */
export function readReports(path: string): Report[] {
  const place = existsSync(join(path, 'first')) ? join(path, 'first') : path;
  return readdirSync(place)
    .filter((name) => /^\d{4}-\d{2}-\d{2}\.csv(\.br|\.gz)?$/.test(name))
    .sort()
    .map((name) => ({ day: name.slice(0, 10), file: join(place, name) }));
}

/** The labels beside the reports; none where nobody labelled them. */
export function readLabels(path: string): Label[] {
  const file = join(path, 'incidents.json');
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  return (JSON.parse(text) as { incidents: Label[] }).incidents;
}
