export type { AcceptanceShape } from '../../../../server/api/shapes/acceptances.ts';
export type { BaselineShape, RebuiltShape } from '../../../../server/api/shapes/baseline.ts';
export type { ExplainedMeasureShape, ExplanationShape } from '../../../../server/api/shapes/explain.ts';
export type { Me } from '../../../../server/api/shapes/access.ts';
export type {
  ColumnRow,
  ColumnsShape,
  DatasetChanged,
  DatasetDetail,
  DatasetResults,
  DatasetRow,
  DatasetStatus,
  MetricSeries,
  MetricsShape,
  ProfileRow,
  SchemaVersion,
} from '../../../../server/api/shapes/catalogue.ts';
export type { Deadline } from '../../../../server/api/shapes/deadlines.ts';
export type { CheckResultShape, Page, ProblemShape } from '../../../../server/api/shapes/common.ts';
export type { FirstStepsShape } from '../../../../server/api/shapes/connect.ts';
export type { OverrideShape } from '../../../../server/api/shapes/gate.ts';
export type { JudgementsShape } from '../../../../server/api/shapes/judgements.ts';
export type {
  NotificationRow,
  ReceiverChannelShape,
  ReceiverList,
  ReceiverShape,
  ReceiverTest,
  ReplayedAllShape,
} from '../../../../server/api/shapes/receivers.ts';
export type { DeadlineRow } from '../../../../server/api/shapes/deadlines.ts';
export type { Heartbeats } from '../../../../server/api/shapes/system.ts';
export type { PrecisionPage, PrecisionRowShape, PromotedShape } from '../../../../server/api/shapes/precision.ts';
export type { Overview } from '../../../../server/api/shapes/overview.ts';
export type { FailureShape, IncidentDetail, IncidentRow } from '../../../../server/api/shapes/incidents.ts';
export type { SilenceShape } from '../../../../server/api/shapes/silences.ts';
export type { ReplayAnswerShape, ReplaySideShape } from '../../../../server/api/shapes/replay.ts';
export type { SuggestedSuiteShape } from '../../../../server/api/shapes/suggestions.ts';
export type { AppliedSuite, SuiteShape } from '../../../../server/api/shapes/rules.ts';
export type { RejectionShape } from '../../../../server/api/shapes/rejections.ts';

import type { CheckResultShape } from '../../../../server/api/shapes/common.ts';

export type Outcome = CheckResultShape['outcome'];
export type Severity = CheckResultShape['severity'];
export type Expected = CheckResultShape['expected'];
export type Scalar = number | string | boolean;
export type Verdict = Outcome | 'none';
export type {
  LineageEdge,
  LineageNeighbourhood,
  LineageNode,
  NodeStatus,
} from '../../../../server/api/shapes/lineage-graph.ts';
export type { LineageMap, LineageNodes } from '../../../../server/api/shapes/lineage-map.ts';
export type { LineageColumns, LineageImpact, LineageWays } from '../../../../server/api/shapes/lineage-queries.ts';
export type { LineageChanges, LineageSearch } from '../../../../server/api/shapes/lineage-search.ts';
