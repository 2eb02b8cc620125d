import type { Draft } from '../suggestion.ts';
import type { Measured } from '../measured.ts';

/** What one family proposes for a column; the column itself is added. */
export type Family = (measured: Measured) => Omit<Draft, 'column'>[];
