/** A tool of others as it is installed from its registry, and the rule of ours that is written after it. */
export interface PackageRule {
  /** Stands in the names of figures. */
  name: string;
  about: string;
  /** Of packages/requirements-….txt and of its script. */
  requirements: string;
  script: string;
  /** Which rule says the same of our profiles, or comes nearest. */
  like: string;
}

export const packageRules: readonly PackageRule[] = [
  {
    name: 'evidentlyPackage',
    about: 'evidently 0.7.23, DataDriftPreset with its own tests and thresholds, against the partition before',
    requirements: 'evidently',
    script: 'evidently_rule.py',
    like: 'evidently',
  },
  {
    name: 'whylogsPackage',
    about:
      'whylogs 1.6.4, calculate_drift_scores with its own algorithms and thresholds, DRIFT alone, against the partition before',
    requirements: 'whylogs',
    script: 'whylogs_rule.py',
    like: 'whylogs',
  },
  {
    name: 'greatExpectationsPackage',
    about:
      'Great Expectations 1.3.0, the bootstrap range estimator of its experimental rule-based profiler (gone from later versions) over nine of its metrics and the 28 partitions before',
    requirements: 'great-expectations',
    script: 'great_expectations_rule.py',
    like: 'gxAutoRange',
  },
];
