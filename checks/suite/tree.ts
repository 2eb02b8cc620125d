import type { Place } from './report.ts';

/** A suite file as read: values with their places, free of the YAML library. */
export type Tree = ScalarTree | ListTree | MapTree;

export interface ScalarTree extends Place {
  type: 'scalar';
  /** Integers beyond 2^53 are kept as text. */
  value: string | number | boolean | null;
}

export interface ListTree extends Place {
  type: 'list';
  items: Tree[];
}

export interface MapEntry {
  key: string;
  place: Place;
  value: Tree;
}

export interface MapTree extends Place {
  type: 'map';
  entries: MapEntry[];
}

/** What a tree is called in a message. */
export function nameOf(tree: Tree): string {
  if (tree.type === 'list') return 'a list';
  if (tree.type === 'map') return 'a mapping';
  return tree.value === null ? 'nothing' : typeof tree.value === 'string' ? 'text' : `a ${typeof tree.value}`;
}
