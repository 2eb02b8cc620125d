import { stringify } from 'yaml';
import type { Entry, Translation } from './types.ts';

const OPTIONS = { lineWidth: 0, aliasDuplicateObjects: false, schema: 'core' } as const;

/** A suite on its way to text. */
export interface SuiteText {
  name: string;
  dataset: { namespace: string; name: string };
  owner?: string;
  /** The tool that made the source. */
  made: string;
  translations: readonly Pick<Translation, 'check' | 'note' | 'status' | 'entries' | 'top'>[];
}

/** A suite as YAML: each check of the source is a comment above what it became. */
export function writeSuite({ name, dataset, owner, made, translations }: SuiteText): string {
  const lines = made === '' ? [] : [`# Made from ${oneLine(made)} by \`plumbline check import\`.`];
  lines.push(block({ suite: name, dataset: datasetText(dataset), ...(owner !== undefined && { owner }) }));
  for (const { check, note, top } of translations) {
    if (top !== undefined) lines.push(...comments({ check, note }, ''), block(top));
  }
  const below = translations.filter(({ entries }) => entries.length > 0);
  if (below.length > 0) lines.push('expect:');
  for (const { check, note, entries } of below) {
    lines.push(...comments({ check, note }, '  '), indented(block([...entries])));
  }
  return `${lines.join('\n')}\n`;
}

function comments({ check, note }: { check: string; note: string | null }, margin: string): string[] {
  const told = [check, ...(note === null ? [] : [note])];
  return told.map((words) => `${margin}# ${oneLine(words)}`);
}

/** The short form splits at the last slash; a name with slashes of its own needs the long one. */
function datasetText({ namespace, name }: SuiteText['dataset']): Entry | string {
  const isPlain = !name.includes('/') && !namespace.endsWith('/') && !namespace.includes('*');
  return isPlain && namespace !== '' ? `${namespace}/${name}` : { namespace, name };
}

function block(value: Entry | Entry[]): string {
  return stringify(value, OPTIONS).trimEnd();
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** Text as a comment may hold it: on one line, nothing that is not shown. */
function oneLine(words: string): string {
  return words.replace(/[\s\p{Cc}\p{Cs}\u2028\u2029\ufeff]+/gu, ' ').trim();
}
