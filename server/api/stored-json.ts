import { inflateRawSync } from 'node:zlib';
import type { Profile } from '../../checks/index.ts';
import type { VerdictAnswer } from './shapes/verdict.ts';

/** A profile's document as it was kept. */
export const profileOf = (deflated: Uint8Array) => JSON.parse(inflateRawSync(deflated).toString('utf8')) as Profile;

/** The answer that was given for a profile. */
export const answerOf = (deflated: Uint8Array) =>
  JSON.parse(inflateRawSync(deflated).toString('utf8')) as VerdictAnswer;
