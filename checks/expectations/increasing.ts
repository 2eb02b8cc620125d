import { orderKind } from './value-order.ts';

/** In the order of rows (or of column `by`) no value is below the one before it; with `strictly` each is above. */
export const increasing = orderKind('increasing');
