import { Document, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Draft, Suggestion } from './suggestion.ts';

/** Who a suggested suite is for. */
export interface SuiteHead {
  suite: string;
  dataset: { namespace: string; name: string };
}

type Entry = Pick<Draft, 'column' | 'kind' | 'clause' | 'reason'> & Partial<Pick<Suggestion, 'needs'>>;
const FORM = { lineWidth: 110, flowCollectionPadding: true };
/** What no expectation says. */
const LEARNED =
  ' How many rows, and which means and spreads, are usual is learned from every run (learn:), not written down here.';

/**
 * Drafts as the text of a suite, each under a comment that says why. Drafts of one column that follow each other share an entry;
 * two of one kind never do. Their order is that of `parseSuite`; `expect_every` stands at the top.
 */
export function suiteYaml(head: SuiteHead, drafts: readonly Entry[]): string {
  const top = drafts.filter(({ kind }) => kind === 'expect_every');
  const entries = entriesOf(drafts.filter(({ kind }) => kind !== 'expect_every'));
  const { namespace, name } = head.dataset;
  const dataset = name.includes('/') ? { namespace, name } : `${namespace}/${name}`;
  const arrivals = Object.fromEntries(top.map(({ kind, clause }) => [kind, clause]));
  const document = new Document({ suite: head.suite, dataset, ...arrivals, expect: entries.map(({ plain }) => plain) });
  commentTop(document.contents as YAMLMap, top);
  const list = document.get('expect') as YAMLSeq<YAMLMap>;
  entries.forEach(({ drafts: own }, index) => comment(list.items[index], own));
  return document.toString(FORM);
}

/** One draft as an item of a suite's list, under its reason; of what stands at the top, its line. */
export function entryYaml(draft: Entry): string {
  const { column, kind, clause } = draft;
  if (kind === 'expect_every') {
    const document = new Document({ [kind]: clause });
    commentTop(document.contents as YAMLMap, [draft]);
    return document.toString(FORM);
  }
  const document = new Document([{ ...(column !== null && { column }), [kind]: clause }]);
  const [entry] = (document.contents as YAMLSeq<YAMLMap>).items;
  comment(entry, [draft]);
  return document.toString(FORM);
}

interface Shared {
  plain: Record<string, unknown>;
  drafts: Entry[];
}

function entriesOf(drafts: readonly Entry[]): Shared[] {
  const entries: Shared[] = [];
  for (const draft of drafts) {
    const last = entries.at(-1);
    const shares = draft.column !== null && last?.plain['column'] === draft.column && !(draft.kind in last.plain);
    if (shares && last) {
      last.plain[draft.kind] = draft.clause;
      last.drafts.push(draft);
      continue;
    }
    const column = draft.column === null ? {} : { column: draft.column };
    entries.push({ plain: { ...column, [draft.kind]: draft.clause }, drafts: [draft] });
  }
  return entries;
}

function commentTop(map: YAMLMap, drafts: readonly Entry[]): void {
  for (const pair of map.items) {
    const key = pair.key as Node;
    const draft = isScalar(key) ? drafts.find(({ kind }) => kind === key.value) : undefined;
    if (draft !== undefined) key.commentBefore = ` ${draft.reason}`;
    if (draft !== undefined && isMap(pair.value)) pair.value.flow = true;
    if (isScalar(key) && key.value === 'expect' && isSeq(pair.value) && pair.value.items.length > 0)
      key.commentBefore = LEARNED;
  }
}

function comment(entry: YAMLMap | undefined, drafts: readonly Entry[]): void {
  for (const pair of entry?.items ?? []) {
    const key = pair.key as Node;
    const draft = isScalar(key) ? drafts.find(({ kind }) => kind === key.value) : undefined;
    if (draft === undefined) continue;
    // Of the first key the comment stands above the dash.
    const place = draft.column === null ? entry : key;
    if (place) place.commentBefore = ` ${draft.reason}${needed(draft)}`;
    if (isMap(pair.value) || isSeq(pair.value)) pair.value.flow = true;
  }
}

/** That it cannot judge yet, and what a profile must bring. */
function needed({ needs = null }: Entry): string {
  return needs === null ? '' : `; to be judged it needs ${needs}`;
}
