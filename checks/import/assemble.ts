import { parseSuite } from '../suite/parse.ts';
import { withSiblings } from './siblings.ts';
import { distinct } from './distinct.ts';
import { understood } from './understood.ts';
import type { ImportedCheck, ImportedSuite, Reading, SourceDataset, Translation } from './types.ts';
import { writeSuite } from './write-suite.ts';

const MOST_MARKS = 12_000;
const MOST_ENTRIES = 1500;

/** What is given beside the reading: lines of the source, and the dataset where the source does not say it. */
export interface Assembly {
  lines: ReadonlyMap<string, number>;
  dataset: { namespace: string; name: string } | undefined;
}

/** Suites that `parseSuite` reads, one or more for each dataset, and what became of each check. */
export function assemble(reading: Reading, assembly: Assembly): { suites: ImportedSuite[]; checks: ImportedCheck[] } {
  const names = new Set<string>();
  const suiteOf = new Map<Translation, string>();
  const named = new Map(reading.datasets.map((one) => [one.key, datasetName(one, assembly.dataset)]));
  const whole = reading.translations.map((one) => withSiblings(one, named.get(one.dataset)));
  const settled = distinct(understood(whole));
  const suites = reading.datasets.flatMap((dataset) => {
    const own = settled.filter((one) => one.dataset === dataset.key && isKept(one));
    return partsOf(own).map((part) => {
      const name = freeName(dataset.suite, names);
      for (const translation of part) suiteOf.set(translation, name);
      return suiteFrom({ reading, dataset, name, part }, assembly);
    });
  });
  const checks = settled.map((translation) => ({
    status: translation.status,
    check: translation.check,
    note: translation.note,
    pointer: translation.pointer,
    line: lineOf(translation.pointer, assembly.lines),
    suite: suiteOf.get(translation) ?? null,
  }));
  return { suites, checks };
}

/** The namespace and name that a dataset of a source gets. */
function datasetName(source: SourceDataset, given: Assembly['dataset']): { namespace: string; name: string } {
  const name = given === undefined ? source.name : given.name.replaceAll('*', () => source.name);
  return { namespace: given?.namespace ?? source.namespace ?? '', name: name.slice(0, 1000) };
}

function suiteFrom(
  { reading, dataset, name, part }: { reading: Reading; dataset: SourceDataset; name: string; part: Translation[] },
  { dataset: given }: Assembly,
): ImportedSuite {
  const named = datasetName(dataset, given);
  const owner = dataset.owner;
  const yaml = writeSuite({ name, dataset: named, made: reading.made, translations: part, ...(owner && { owner }) });
  return { name, dataset: named, yaml, expectations: parseSuite(yaml).suite?.expectations.length ?? 0 };
}

function isKept({ entries, top }: Translation): boolean {
  return entries.length > 0 || top !== undefined;
}

/** As few parts as a suite may be large; keys at the top of the suite all go into the first. */
function partsOf(translations: readonly Translation[]): Translation[][] {
  const ordered = [...translations].sort((a, b) => Number(b.top !== undefined) - Number(a.top !== undefined));
  const parts: Translation[][] = [];
  let marks = Infinity;
  let count = Infinity;
  for (const translation of ordered) {
    const more = marksOf(translation);
    if (marks + more > MOST_MARKS || count + translation.entries.length > MOST_ENTRIES) {
      parts.push([]);
      marks = 0;
      count = 0;
    }
    parts.at(-1)?.push(translation);
    marks += more;
    count += translation.entries.length;
  }
  return parts;
}

/** Roughly the lines and marks that an entry takes; each text may be quoted. */
function marksOf({ entries, top, check, note }: Translation): number {
  const text = JSON.stringify([entries, top]) + check + (note ?? '');
  return 20 + (text.match(/[-:,[\]{}?&*!%#"'|>]/g)?.length ?? 0) + entries.length * 4;
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
  taken.add(name);
  return name;
}

function lineOf(pointer: string, lines: ReadonlyMap<string, number>): number {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const line = lines.get(at);
    if (line !== undefined) return line;
  }
  return 1;
}
