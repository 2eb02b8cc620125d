import { stringFault } from './read-json.ts';

interface Fault {
  pointer: string;
  message: string;
}

/** The texts that no database could keep, each with its pointer; what is absent has no fault. */
export function refuseTexts(texts: Readonly<Record<string, string | undefined>>): Fault[] {
  return Object.entries(texts).flatMap(([pointer, text]) => {
    const message = text === undefined ? null : stringFault(text);
    return message === null ? [] : [{ pointer, message }];
  });
}

/** The number in prf_12; null when nothing was given, undefined when it is no id of a profile. */
export function profileNumber(id: string | undefined): number | null | undefined {
  if (id === undefined) return null;
  const digits = /^prf_(\d{1,15})$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
