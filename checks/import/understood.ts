import { KINDS } from '../expectations/index.ts';
import { parseSuite } from '../suite/parse.ts';
import { splitLadder } from './split-ladder.ts';
import type { Entry, Translation } from './types.ts';
import { writeSuite } from './write-suite.ts';

const MODIFIERS = ['id', 'column', 'severity', 'on_empty', 'consumer', 'where', 'mode', 'owner', 'labels', 'runbook'];

/**
 * A translation that this version understands: as it is, else by its other way, else not possible with the reason.
 * Each is read as a suite of its own, so that a suite of them is read too.
 */
export function understood(given: Translation): Translation {
  const translation = { ...given, entries: given.entries.flatMap(splitLadder) };
  if (translation.entries.length === 0 && translation.top === undefined) return translation;
  const problem = problemOf(translation);
  if (problem === null) return plain(translation);
  const { otherwise } = translation;
  if (otherwise !== undefined) {
    const other: Translation = { ...translation, ...otherwise, status: 'approximated' };
    if (problemOf(other) === null) return plain(other);
  }
  const note = `${problem}; write the rule by hand`;
  return { ...plain(translation), status: 'not_possible', entries: [], note };
}

function plain({ status, check, note, pointer, dataset, entries, top }: Translation): Translation {
  return { status, check, note, pointer, dataset, entries, ...(top && { top }) };
}

function problemOf(translation: Translation): string | null {
  const strange = translation.entries.flatMap(kindsOf).find((kind) => !isKnown(kind));
  if (strange !== undefined) return `there is no kind ${strange}`;
  const dataset = { namespace: 'import', name: 'import' };
  const text = writeSuite({ name: 'import', dataset, made: '', translations: [translation] });
  return parseSuite(text).problems[0]?.message ?? null;
}

function kindsOf(entry: Entry): string[] {
  return Object.keys(entry).filter((key) => !MODIFIERS.includes(key));
}

/** Compositions are known to the reader of suites, not to the table of kinds. */
function isKnown(kind: string): boolean {
  return KINDS.has(kind) || kind === 'not' || kind === 'any' || kind === 'all';
}
