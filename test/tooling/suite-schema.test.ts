import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseSuite, suiteSchema } from '../../checks/index.ts';
import { keptFiles, textOf } from './package-root.ts';

const validate = new Ajv2020({ strict: false }).compile(suiteSchema());

/** Suites in the papers and in the story, but for those that show a mistake. */
const suites = keptFiles().flatMap((path) => {
  if (/^test\/story\/suites\/.*\.yaml$/.test(path)) return [{ path, yaml: textOf(path) }];
  if (!path.endsWith('.md') || path.endsWith('exit-codes-and-errors.md')) return [];
  const blocks = [...textOf(path).matchAll(/^( *)```yaml[^\n]*\n([\s\S]*?)^\1```$/gm)];
  return blocks
    .map(([, indent = '', body = '']) => body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''))
    .filter((yaml) => /^suite:/m.test(yaml))
    .map((yaml) => ({ path, yaml }));
});

describe('the suites of the papers', () => {
  it('are several', () => {
    expect(suites.length).toBeGreaterThan(6);
    expect(new Set(suites.map(({ path }) => path)).size).toBeGreaterThan(3);
  });

  it.each(suites)('of $path are read, and fit the JSON Schema', ({ yaml }) => {
    expect(parseSuite(yaml).problems).toEqual([]);
    expect([validate(parse(yaml)), validate.errors]).toEqual([true, null]);
  });
});
