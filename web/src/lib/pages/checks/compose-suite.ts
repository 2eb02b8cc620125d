import type { SuggestedSuiteShape } from '../../api/types.ts';

export type Suggestion = SuggestedSuiteShape['suggestions'][number];

/** The text of a suggested suite with the chosen proposals alone: its own head, then what is about the dataset, then column by column. */
export function composeSuite(suggested: string, chosen: readonly Suggestion[]): string {
  const lines = suggested.split('\n');
  const head = lines
    .slice(
      0,
      lines.findIndex((line) => line.startsWith('expect:')),
    )
    .filter(isAboutSuite);
  return addToSuite(`${head.join('\n')}\nexpect:\n`, chosen);
}

/** Names and dataset, also over several lines; not what was proposed for the top. */
function isAboutSuite(line: string): boolean {
  return /^(suite|dataset):/.test(line) || /^\s+\S/.test(line);
}

/** The text of a suite with proposals added at the end of its list; every other line stays as it is. */
export function addToSuite(text: string, chosen: readonly Suggestion[]): string {
  const lines = text.replace(/\n*$/, '').split('\n');
  const top = chosen.filter(
    ({ kind }) => kind === 'expect_every' && !lines.some((line) => line.startsWith('expect_every:')),
  );
  let list = lines.findIndex((line) => /^expect:/.test(line));
  if (list === -1) list = lines.push('expect:') - 1;
  lines[list] = 'expect:';
  const end = endOfList(lines, list);
  const indent = /^ *(?=- )/.exec(lines.slice(list + 1, end).find((line) => /^ *- /.test(line)) ?? '  - ')?.[0] ?? '  ';
  const entries = entriesOf(chosen.filter(({ kind }) => kind !== 'expect_every'));
  const added = entries.flatMap((entry) => entry.trimEnd().split('\n')).map((line) => `${indent}${line}`);
  lines.splice(end, 0, ...added);
  lines.splice(list, 0, ...top.flatMap(({ yaml }) => yaml.trimEnd().split('\n')));
  return `${lines.join('\n')}\n`;
}

/** The first line after the list: the next one that begins with a key of its own. */
function endOfList(lines: readonly string[], list: number): number {
  const next = lines.findIndex((line, at) => at > list && /^[^\s#-]/.test(line));
  return next === -1 ? lines.length : next;
}

/** What is about the dataset first; proposals of one column share an entry, but two of one kind never do. */
function entriesOf(chosen: readonly Suggestion[]): string[] {
  const entries = chosen.filter(({ column }) => column === null).map(({ yaml }) => yaml);
  const columns = new Set(chosen.flatMap(({ column }) => column ?? []));
  for (const column of columns) {
    const shared: { kinds: Set<string>; text: string }[] = [];
    for (const { kind, yaml } of chosen.filter((one) => one.column === column)) {
      const entry = shared.find(({ kinds }) => !kinds.has(kind));
      if (entry === undefined) shared.push({ kinds: new Set([kind]), text: yaml });
      else {
        entry.kinds.add(kind);
        entry.text += yaml.slice(yaml.indexOf('\n') + 1);
      }
    }
    entries.push(...shared.map(({ text }) => text));
  }
  return entries;
}
