/** Codes of suite problems; the documentation explains each under its name. */
export const SUITE_PROBLEM_CODES = {
  PL1001: 'the file is too large',
  PL1002: 'not YAML',
  PL1003: 'aliases, anchors and tags are refused',
  PL1004: 'nested too deeply',
  PL1005: 'a key stands twice',
  PL1006: 'a mapping, list or scalar stands where another is needed',
  PL1007: 'unknown key',
  PL1008: 'a key is missing',
  PL1009: 'not available in this version',
  PL1010: 'a value cannot be read',
  PL1011: 'unknown kind of expectation',
  PL1012: 'the kind needs a column, or knows none',
  PL1013: 'bounds contradict each other',
  PL1014: 'an id is used twice',
  PL1015: 'too many entries',
  PL1016: 'a composition or one of its parts says too much or too little',
} as const;
export type SuiteProblemCode = keyof typeof SUITE_PROBLEM_CODES;
