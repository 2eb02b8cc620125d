import type { Field } from '../field.ts';
import type { Reading } from '../types.ts';
import { isSodaV3, readSodaV3 } from './read-v3.ts';
import { isSodaV4, readSodaV4 } from './read-v4.ts';

/** Is it a file of Soda, of version 3 or 4? */
export function isSoda(root: Field): boolean {
  return isSodaV3(root) || isSodaV4(root);
}

/** Reads checks of version 3 or a contract of version 4. */
export function readSoda(root: Field): Reading {
  return isSodaV3(root) ? readSodaV3(root) : readSodaV4(root);
}
