export { arrivalResult, dueWords, type ArrivalInForce, type Met } from './arrival/arrival-result.ts';
export { absenceWords, arrivalRuleWords, arrivedWords, awaitedWords } from './arrival/arrival-words.ts';
export * from './arrival/period.ts';
export type * from './arrival/rule.ts';
export { evaluate, type EvaluateInput } from './evaluate.ts';
export { importChecks, type ImportAnswer } from './import/import-checks.ts';
export { IMPORT_TABLES } from './import/tables.ts';
export type {
  Imported,
  ImportedCheck,
  ImportedSuite,
  ImportFormat,
  ImportProblem,
  ImportStatus,
} from './import/types.ts';
export { exportOdcs, type ExportAnswer, type ExportedRule } from './export/export-odcs.ts';
export { findInconsistencies } from './consistency/find-inconsistencies.ts';
export { countedOutcome, gateOf, verdictOf } from './verdict.ts';
export { metricOf } from './metric-of.ts';
export { applyPrivacy } from './privacy.ts';
export type { PrivacyRule } from './privacy/level-of.ts';
export { requiredHistory } from './required-history.ts';
export { scalarMetrics, type ScalarMetrics } from './metrics.ts';
export { schemaChanges, type SchemaChange } from './schema-changes.ts';
export { matchesDataset, matchesPattern } from './suite/dataset.ts';
export { parseSuite, type ParsedSuite } from './suite/parse.ts';
export { SUITE_PROBLEM_CODES, type SuiteProblem, type SuiteProblemCode } from './suite/report.ts';
export { yamlExcess } from './suite/yaml-excess.ts';
export { datasetKey, NO_HISTORY } from './expectation.ts';
export type * from './expectation.ts';
export type * from './profile.ts';
export type * from './result.ts';
