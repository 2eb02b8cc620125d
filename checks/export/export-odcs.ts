import { parse, stringify } from 'yaml';
import type { Expectation, Suite } from '../expectation.ts';
import { parseSuite } from '../suite/parse.ts';
import type { SuiteProblem } from '../suite/report.ts';
import { arrivalLevels } from './odcs-arrivals.ts';
import { odcsRule, type OdcsPart } from './odcs-rules.ts';

/** What became of one expectation or arrival rule of a suite. */
export interface ExportedRule {
  status: 'translated' | 'approximated' | 'not_possible';
  rule: string;
  line: number;
  note: string | null;
}

export type ExportAnswer =
  | { contract: string; rules: ExportedRule[]; problems: null }
  | { contract: null; rules: null; problems: SuiteProblem[] };

interface Property {
  name: string;
  [key: string]: unknown;
}

/**
 * A suite as a data contract of ODCS 3.1 with one table. What ODCS has no word for goes in as a custom rule of the engine
 * `plumbline`, which `importChecks` reads back as it was; other tools pass over it.
 */
export function exportOdcs(text: string): ExportAnswer {
  const { suite, problems } = parseSuite(text);
  if (suite === null) return { contract: null, rules: null, problems };
  const entries = entriesOf(text);
  const found = suite.expectations.map((expectation, index) => ({
    expectation,
    part: odcsRule(expectation, entries[index] ?? {}),
  }));
  const levels = arrivalLevels(suite);
  const slaProperties = [
    ...found.flatMap(({ part }) => part.level ?? []),
    ...levels.flatMap(({ level }) => level ?? []),
  ];
  const contract = {
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: idOf(suite),
    name: suite.name,
    version: '1.0.0',
    status: 'active',
    ...(suite.owner !== undefined && { team: { name: suite.owner } }),
    schema: [tableOf(suite, found)],
    ...(slaProperties.length > 0 && { slaProperties }),
  };
  const rules = [
    ...found.map(({ expectation, part }) => told(expectation.key, expectation.line ?? 1, part)),
    ...levels.map(({ rule, note, status }) => ({ status, rule, line: 1, note })),
  ];
  const options = { lineWidth: 0, aliasDuplicateObjects: false };
  return {
    contract: `# Made from the suite ${suite.name} by \`plumbline check export\`.\n${stringify(contract, options)}`,
    rules,
    problems: null,
  };
}

/** The dataset is the table's physical name; its namespace goes into the id, which says where the contract holds. */
function idOf({ dataset, name }: Suite): string {
  return `${dataset.namespace}/${dataset.name}#${name}`;
}

function tableOf(
  suite: Suite,
  found: readonly { expectation: Expectation; part: OdcsPart }[],
): Record<string, unknown> {
  const properties = new Map<string, Property>();
  const property = (name: string): Property => {
    const known = properties.get(name) ?? { name };
    properties.set(name, known);
    return known;
  };
  const quality: object[] = [];
  for (const { part } of found) {
    for (const name of part.columns ?? []) property(name);
    if (part.quality === undefined) continue;
    if (part.column === undefined) quality.push(part.quality);
    else {
      const about = property(part.column);
      about['quality'] = [...((about['quality'] as object[] | undefined) ?? []), part.quality];
    }
  }
  return {
    name: suite.dataset.name,
    physicalName: suite.dataset.name,
    ...(properties.size > 0 && { properties: [...properties.values()] }),
    ...(quality.length > 0 && { quality }),
  };
}

function told(rule: string, line: number, { note, status }: OdcsPart): ExportedRule {
  return { status, rule, line, note };
}

/** The entries of the suite, each with one kind alone: in the order of the expectations that are read of them. */
function entriesOf(text: string): Record<string, unknown>[] {
  const { expect = [] } = parse(text, { schema: 'core', logLevel: 'silent' }) as { expect?: Record<string, unknown>[] };
  return expect.flatMap((entry) => {
    const kinds = Object.keys(entry).filter((key) => !WORDS.includes(key));
    return kinds.map((kind) =>
      Object.fromEntries(Object.entries(entry).filter(([key]) => key === kind || !kinds.includes(key))),
    );
  });
}

/** Keys of an entry beside its kinds. */
const WORDS = [
  ...['id', 'column', 'severity', 'on_empty', 'consumer', 'mode', 'confirm', 'accept', 'where', 'segment'],
  ...['owner', 'labels', 'runbook'],
];
