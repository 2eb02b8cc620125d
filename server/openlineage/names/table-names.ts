import type { Platform } from './platforms.ts';

const quoted = /^(?:"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\])$/;

/** A table's name part by part: without quotes, folded as the platform folds what is not quoted. */
export function tableName(name: string, { folds }: Pick<Platform, 'folds'>): string {
  const parts = partsOf(name.trim());
  if (parts.some((part) => part === '')) return name;
  return parts.map((part) => folded(part, folds)).join('.');
}

/** At dots that stand in no quotes. */
const partsOf = (name: string): string[] =>
  name.match(/(?:"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[^."`[])+|(?<=\.)$/g) ?? [''];

function folded(part: string, folds: Platform['folds']): string {
  const [, ...inside] = quoted.exec(part) ?? [];
  const bare = inside.find((text) => text !== undefined);
  if (bare === undefined) return unquoted(part, folds);
  // Where quotes say what the letters alone would not, they stay.
  return bare === '' || /[."`[]/.test(bare) || unquoted(bare, folds) !== bare ? part : bare;
}

function unquoted(text: string, folds: Platform['folds']): string {
  if (folds === 'lower') return text.toLowerCase();
  return folds === 'upper' && text === text.toLowerCase() ? text.toUpperCase() : text;
}
