export { judgeLearned, type LearnedInput, type LearnedVerdict } from './anomaly/judge.ts';
export { learn } from './anomaly/learn.ts';
export { NO_BASELINE, type Baseline } from './anomaly/baseline.ts';
export { FEEDBACK_VERBS, type Feedback, type FeedbackVerb } from './anomaly/feedback.ts';
export { decodeBaseline, encodeBaseline, ENGINE_VERSION } from './anomaly/codec.ts';
export { bytesOf } from './anomaly/bytes-of.ts';
export type { LearnedFinding } from './anomaly/explain.ts';
export { BUDGETS, FIXED_FACTORS, type Budget, type Calibration, type Tuning } from './anomaly/tuning.ts';
export { binOf, driftOfScores, factorsOf, SCORE_BINS } from './anomaly/calibrate.ts';
export type { Family } from './anomaly/family.ts';
export { learnedResults, type LearnedTelling } from './learned/learned-results.ts';
export {
  explainLearned,
  type ExplainAsked,
  type ExplainedMeasure,
  type Explanation,
} from './learned/explain-learned.ts';
export { learningOf } from './learned/learning-of.ts';
export { LEARNED_SUITE } from './learned/suite.ts';
export type { LearnedJudging } from './learned/learned-judging.ts';
export type { LearnedVersions } from './learned/row.ts';
export { DEFAULT_LEARNING, type LearnRule, type LearnSettings } from './learned/settings.ts';
export { learnedSummary, type LearnedSummary } from './learned/summary.ts';
export { arrivalResult, dueWords, type ArrivalInForce, type Met } from './arrival/arrival-result.ts';
export { absenceWords, arrivalRuleWords, arrivedWords, awaitedWords } from './arrival/arrival-words.ts';
export * from './arrival/period.ts';
export type * from './arrival/rule.ts';
export { CHECKS } from './documentation/checks.ts';
export { KIND_GROUPS } from './documentation/index.ts';
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
export { concerns, gateFor } from './gate.ts';
export { wilson } from './stats/intervals.ts';
export { countedOutcome, gateOf, verdictOf } from './verdict.ts';
export { mergeProfiles, type MergedProfile } from './merge/merge-profiles.ts';
export { metricOf } from './metric-of.ts';
export { compilePattern, type CompiledPattern, type Pattern } from './pattern.ts';
export { applyPrivacy } from './privacy.ts';
export type { PrivacyRule } from './privacy/level-of.ts';
export { requiredHistory } from './required-history.ts';
export { requiredMetrics, requiredOf, type RequiredMetrics } from './required-metrics.ts';
export { EVERY_COLUMN_FACT, factsOf, type ColumnFact } from './column-facts.ts';
export { scalarMetrics, type ScalarMetrics } from './metrics.ts';
export { judgedSeries, type JudgedSeries } from './series.ts';
export { suiteSchema } from './suite/schema/suite-schema.ts';
export type { JsonSchema } from './suite/values.ts';
export { readResults, type ResultFormat } from './results/read-results.ts';
export { externalSuite, resultsOf } from './results/results-of.ts';
export type { ExternalCheck, ExternalVerdict } from './results/external-verdict.ts';
export { schemaChanges, type SchemaChange } from './schema-changes.ts';
export { suggestInSteps, suggestSuite, type SuggestedSuite } from './suggest/suggest-suite.ts';
export type { Suggestion } from './suggest/suggestion.ts';
export { matchesDataset, matchesPattern } from './suite/dataset.ts';
export { parseSuite, type ParsedSuite } from './suite/parse.ts';
export { editSuite, type EditedSuite, type SuiteEdit } from './suite/edit/edit.ts';
export { SUITE_PROBLEM_CODES, type SuiteProblemCode } from './suite/problem-codes.ts';
export { SUITE_PROBLEM_HELP } from './suite/problem-help.ts';
export type { SuiteProblem } from './suite/report.ts';
export { yamlExcess } from './suite/yaml-excess.ts';
export { datasetKey } from './expectation.ts';
export type * from './expectation.ts';
export type * from './profile.ts';
export type * from './result.ts';
export {
  expectedStart,
  nextStart,
  rhythmOf,
  startedLate,
  usualDuration,
  type Rhythm,
  type TimedRun,
} from './rhythm/rhythm.ts';
