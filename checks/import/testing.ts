import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { parseSuite } from '../suite/parse.ts';
import type { Expectation } from '../expectation.ts';
import { importChecks } from './import-checks.ts';
import type { Imported, ImportedCheck, ImportRequest } from './types.ts';

/** The text of a file of `fixtures/`; its NOTE.md says what made each. */
export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

/** What a text comes to, where it must come to something; every suite of it is read as a suite. */
export function imported(text: string, request: Omit<ImportRequest, 'text'> = {}): Imported {
  const { imported: made, problem } = importChecks({ dataset: { namespace: 'shop', name: '*' }, ...request, text });
  if (made === null) throw new Error(problem.message);
  for (const { yaml, expectations } of made.suites) {
    const { problems, suite } = parseSuite(yaml);
    expect(problems, yaml).toEqual([]);
    expect(suite?.expectations).toHaveLength(expectations);
  }
  return made;
}

/** The expectations of all suites. */
export function expectationsOf({ suites }: Imported): Expectation[] {
  return suites.flatMap(({ yaml }) => parseSuite(yaml).suite?.expectations ?? []);
}

/** The check whose words begin so. */
export function checkOf({ checks }: Imported, words: string): ImportedCheck {
  const found = checks.find(({ check }) => check.startsWith(words));
  if (found === undefined) throw new Error(`no check ${words} among ${checks.map(({ check }) => check).join('\n')}`);
  return found;
}

/** What an expectation says, without what every one has. */
export function saidBy(expectation: Expectation | undefined): object {
  if (expectation === undefined) throw new Error('no such expectation');
  const { key: _key, line: _line, params, ...others } = expectation;
  return { ...others, ...(Object.keys(params).length > 0 && { params }) };
}
