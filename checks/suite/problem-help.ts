import type { SuiteProblemCode } from './problem-codes.ts';

/** What the documentation says of a code besides its title. */
export interface ProblemHelp {
  /** How it comes to be. */
  cause: string;
  /** A suite that is told it; a line `# … N times the line above` stands for as many of them. */
  example: string;
  /** What to do, in one sentence. */
  fix: string;
}

const head = 'suite: orders\ndataset: shop/orders\n';
const expecting = (...lines: string[]): string => `${head}expect:\n${lines.map((line) => `  ${line}\n`).join('')}`;

/** Cause, example and fix of every problem that a suite can have. */
export const SUITE_PROBLEM_HELP: Readonly<Record<SuiteProblemCode, ProblemHelp>> = {
  PL1001: {
    cause: 'A suite may have 1 MB and 20,000 lines and marks in all, so that reading it never takes long.',
    example: expecting('- row_count: 1', '# … 10000 times the line above'),
    fix: 'Split the suite into several, each with a name of its own.',
  },
  PL1002: {
    cause: 'The YAML parser stopped at this place; a bracket or quote that is not closed is often a line above.',
    example: expecting('- row_count: { at_least: 1'),
    fix: 'Close what is open, and indent by spaces, not tabs.',
  },
  PL1003: {
    cause: 'Aliases can make a small file huge, and tags can mean anything, so that neither is read.',
    example: expecting('- row_count: &few { at_least: 1 }', '- rows_written: *few'),
    fix: 'Write the value out where it is used.',
  },
  PL1004: {
    cause: 'Mappings and lists may stand 64 deep in one another, compositions 5.',
    example: expecting('- not: { not: { not: { not: { not: { not: { row_count: 1 } } } } } }'),
    fix: 'Say the same with fewer levels, or give parts an entry of their own.',
  },
  PL1005: {
    cause: 'YAML would let the second one win without a word.',
    example: expecting('- column: amount', '  column: currency', '  not_null: true'),
    fix: 'Keep one of the two; a second expectation of the same kind gets an entry of its own.',
  },
  PL1006: {
    cause: 'The value has another form than its key asks for; the sentence says which.',
    example: `${head}expect: { row_count: 1 }\n`,
    fix: 'Write the value in the form that the sentence names.',
  },
  PL1007: {
    cause: 'Nobody knows the key here; what was mistyped would otherwise be lost.',
    example: expecting('- row_count: { at_lest: 1, at_most: 9 }'),
    fix: 'Correct the key, or take it out.',
  },
  PL1008: {
    cause: 'Something cannot be left out here: a name, a bound, one end of an acceptance.',
    example: expecting('- row_count: 1', '  accept: { level: 5, reason: legacy import }'),
    fix: 'Add what the sentence names.',
  },
  PL1009: {
    cause: 'A later version will understand the word; until then nobody should believe it in force.',
    example: `sla: [{ objective: 99% }]\n${expecting('- row_count: 1')}`,
    fix: 'Take it out for now.',
  },
  PL1010: {
    cause: 'The value has the right form, and is none of those that are possible.',
    example: expecting('- row_count: 1', '  severity: eror'),
    fix: 'Write one of the values that the sentence names.',
  },
  PL1011: {
    cause: 'There is no expectation of this name; the reference of expectations has them all.',
    example: expecting('- row_cuont: 1'),
    fix: 'Correct the name, or look it up in the reference of expectations.',
  },
  PL1012: {
    cause: 'Some kinds speak about one column, some about the whole dataset, and a composition leaves it to its parts.',
    example: expecting('- not_null: true'),
    fix: 'Write `column: NAME` beside a kind that needs one, and give others an entry without.',
  },
  PL1013: {
    cause: 'No value could meet all that is said: a low end above the high one, two ends of one side, 3 of 2.',
    example: expecting('- row_count: [9, 1]'),
    fix: 'Correct the bounds, or make two expectations of them.',
  },
  PL1014: {
    cause: 'Results are told by the id, so that it must name one expectation.',
    example: expecting('- id: few', '  row_count: 1', '- id: few', '  bytes: 1'),
    fix: 'Give each its own id, or leave it out.',
  },
  PL1015: {
    cause: 'A suite may have 2,000 entries and 100 keys at its left margin, a composition 50 parts.',
    example: expecting('- row_count: 1', '# … 2000 times the line above'),
    fix: 'Split the suite, or the composition, into several.',
  },
  PL1016: {
    cause: 'A part of a composition says one thing; severity, owner and the like belong to the whole.',
    example: expecting('- all: [{ column: amount, not_null: true, unique: true }]'),
    fix: 'Join several things by `all: [ … ]`, and write the rest beside the composition.',
  },
};
