import { Document, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Draft, Suggestion } from './suggestion.ts';

/** Who a suggested suite is for. */
export interface SuiteHead {
  suite: string;
  dataset: { namespace: string; name: string };
}

/**
 * Drafts as the text of a suite, each under a comment that says why. Drafts of one column share an entry; two of one
 * kind never do. Their order is that of `parseSuite`.
 */
export function suiteYaml(head: SuiteHead, drafts: readonly (Draft | Suggestion)[]): string {
  const entries = entriesOf(drafts);
  const { namespace, name } = head.dataset;
  const dataset = name.includes('/') ? { namespace, name } : `${namespace}/${name}`;
  const document = new Document({ suite: head.suite, dataset, expect: entries.map(({ plain }) => plain) });
  const list = document.get('expect') as YAMLSeq<YAMLMap>;
  entries.forEach(({ drafts: own }, index) => comment(list.items[index], own));
  return document.toString({ lineWidth: 110, flowCollectionPadding: true });
}

interface Entry {
  plain: Record<string, unknown>;
  drafts: (Draft | Suggestion)[];
}

function entriesOf(drafts: readonly (Draft | Suggestion)[]): Entry[] {
  const entries: Entry[] = [];
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

function comment(entry: YAMLMap | undefined, drafts: readonly (Draft | Suggestion)[]): void {
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
function needed(draft: Draft | Suggestion): string {
  return 'needs' in draft && draft.needs !== null ? `; to be judged it needs ${draft.needs}` : '';
}
