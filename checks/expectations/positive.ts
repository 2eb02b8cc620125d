import { signKind } from './sign.ts';

/** Every value is above zero. */
export const positive = signKind('positive');
