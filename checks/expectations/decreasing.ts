import { orderKind } from './value-order.ts';

/** In the order of rows (or of column `by`) no value is above the one before it; with `strictly` each is below. */
export const decreasing = orderKind('decreasing');
