import { KINDS } from '../expectations/index.ts';
import { parseSuite } from '../suite/parse.ts';
import { splitLadder } from './split-ladder.ts';
import type { Entry, Translation } from './types.ts';
import { writeSuite } from './write-suite.ts';

const MODIFIERS = ['id', 'column', 'severity', 'on_empty', 'consumer', 'where', 'mode', 'owner', 'labels', 'runbook'];

const MOST_TOGETHER = 100;

/** Translations that this version understands. Most are, so that a hundred are tried together, and only then each alone. */
export function understood(translations: readonly Translation[]): Translation[] {
  const all: Translation[] = [];
  for (let from = 0; from < translations.length; from += MOST_TOGETHER) {
    const some = translations.slice(from, from + MOST_TOGETHER);
    const split = some.map((one) => ({ ...one, entries: one.entries.flatMap(splitLadder) }));
    all.push(...(problemOf(split) === null ? split.map(plain) : split.map(understoodAlone)));
  }
  return all;
}

/**
 * A translation that this version understands: as it is, else by its other way, else not possible with the reason.
 * Each is read as a suite of its own, so that a suite of them is read too.
 */
function understoodAlone(translation: Translation): Translation {
  if (translation.entries.length === 0 && translation.top === undefined) return translation;
  const problem = problemOf([translation]);
  if (problem === null) return plain(translation);
  const { otherwise } = translation;
  if (otherwise !== undefined) {
    const other: Translation = { ...translation, ...otherwise, status: 'approximated' };
    if (problemOf([other]) === null) return plain(other);
  }
  const note = `${problem}; write the rule by hand`;
  return { ...plain(translation), status: 'not_possible', entries: [], note };
}

function plain({ status, check, note, pointer, dataset, entries, top }: Translation): Translation {
  return { status, check, note, pointer, dataset, entries, ...(top && { top }) };
}

function problemOf(translations: readonly Translation[]): string | null {
  const written = translations.filter(({ entries, top }) => entries.length > 0 || top !== undefined);
  const strange = written.flatMap(({ entries }) => entries.flatMap(kindsOf)).find((kind) => !isKnown(kind));
  if (strange !== undefined) return `there is no kind ${strange}`;
  if (written.length === 0) return null;
  const dataset = { namespace: 'import', name: 'import' };
  const text = writeSuite({ name: 'import', dataset, made: '', translations: written });
  return parseSuite(text).problems[0]?.message ?? null;
}

function kindsOf(entry: Entry): string[] {
  return Object.keys(entry).filter((key) => !MODIFIERS.includes(key));
}

/** Compositions are known to the reader of suites, not to the table of kinds. */
function isKnown(kind: string): boolean {
  return KINDS.has(kind) || kind === 'not' || kind === 'any' || kind === 'all';
}
