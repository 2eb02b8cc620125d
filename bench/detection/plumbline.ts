import {
  judgeLearned,
  learn,
  NO_BASELINE,
  type Budget,
  type LearnedFinding,
  type LearnedInput,
} from '../../checks/index.ts';
import type { Alarm, Partition, Rule, RuleContext, Watcher } from './rule.ts';

/** Our own learned monitors, as they judge in the server: what is still in alarm since the run before is not told again. */
export const plumbline = plumblineAt('normal', 'plumbline');

/** The same with another budget for false alarms: only asked by name. */
export const plumblineBudgets: readonly Rule[] = [
  plumblineAt('low', 'plumblineLow'),
  plumblineAt('high', 'plumblineHigh'),
];

function plumblineAt(budget: Budget, name: string): Rule {
  return {
    name,
    about: `Plumbline's learned monitors, ${budget} budget for false alarms`,
    start: (context) => watch(context, budget),
  };
}

function watch({ holidays }: RuleContext, budget: Budget): Watcher {
  let baseline = NO_BASELINE;
  const inputOf = ({ profile, start }: Partition): LearnedInput => ({
    profile,
    at: start,
    baseline,
    ...(holidays && { holidays }),
    tuning: { budget, calibration: null },
  });
  return {
    judge(partition) {
      const { findings, score } = judgeLearned(inputOf(partition));
      return { alarms: findings.map(alarmOf), score };
    },
    observe(partition) {
      const input = inputOf(partition);
      baseline = learn(input, judgeLearned(input));
    },
  };
}

function alarmOf({ cause, column, score, continues, schema, measures }: LearnedFinding): Alarm {
  const [first] = measures;
  const metric = first?.measure.key ?? schema?.change ?? cause;
  const text =
    first === undefined
      ? `${cause}: ${metric} ${schema?.was ?? ''} → ${schema?.is ?? ''}`
      : `${cause}: ${metric} ${first.measure.raw.toPrecision(4)}, z ${first.z.toFixed(1)} of ${first.limit.toFixed(1)}, effect ${first.effect.toPrecision(3)} of ${first.gate.toPrecision(3)}, ${first.forecast.model}`;
  return { column, metric, score, text, continues };
}
