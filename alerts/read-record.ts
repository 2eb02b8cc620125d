import { closestName } from './closest-name.ts';

/** One thing wrong with a document: where (a JSON pointer), and a sentence. */
export interface RoutingProblem {
  pointer: string;
  message: string;
}

/** A value of a document at its place, and where to report what is wrong with it. */
export interface Reading {
  value: unknown;
  pointer: string;
  problems: RoutingProblem[];
}

/**
 * The object at a pointer with its keys in camelCase (snake_case is accepted, as YAML files write it); keys that are not
 * known are reported with the name probably meant. Null, and reported, when it is no object.
 */
export function readRecord(at: Reading, known: readonly string[]): Record<string, unknown> | null {
  const { value, pointer, problems } = at;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push({ pointer, message: `must hold ${known.map(snakeCase).join(', ')}` });
    return null;
  }
  const record: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const name = known.find((one) => one === key || snakeCase(one) === key);
    if (name !== undefined) record[name] = entry;
    else
      problems.push({
        pointer: `${pointer}/${pointerPart(key)}`,
        message: unknownName('key', key, known.map(snakeCase)),
      });
  }
  return record;
}

/** `unknown key "recever"; did you mean "receiver"?`, or all that is known when nothing is near. */
export function unknownName(what: string, given: string, known: readonly string[]): string {
  const closest = closestName(given, known);
  if (closest !== null) return `unknown ${what} ${JSON.stringify(given)}; did you mean ${JSON.stringify(closest)}?`;
  return `unknown ${what} ${JSON.stringify(given)}; known are ${known.join(', ') || 'none'}`;
}

/** A list at a pointer, empty when absent; reported when it is something else. */
export function readList(at: Reading): unknown[] {
  if (at.value === undefined || at.value === null) return [];
  if (Array.isArray(at.value)) return at.value;
  at.problems.push({ pointer: at.pointer, message: 'must be a list' });
  return [];
}

/** True or false at a pointer, undefined when absent; reported when it is something else. */
export function readFlag({ value, pointer, problems }: Reading): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  problems.push({ pointer, message: 'must be true or false' });
  return undefined;
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const pointerPart = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
