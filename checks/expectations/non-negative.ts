import { signKind } from './sign.ts';

/** No value is below zero. */
export const nonNegative = signKind('non_negative');
