import type { Judged } from '../anomaly/judge-measure.ts';
import { HOURLY, DAILY } from '../anomaly/phase.ts';
import { toldFactor } from '../anomaly/tuning.ts';
import type { LearnedJudging } from '../learned/learned-judging.ts';
import { learnedBasis } from '../learned/row.ts';
import { bandWords, sentenceOf } from '../learned/sentence.ts';
import { toldMeasure } from '../learned/told-measure.ts';
import { readClause } from '../suite/clause.ts';
import { readNumberBetween, readText, readWord } from '../suite/values.ts';
import { finding, undecided } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { isSample } from './sample.ts';

/** With fewer runs before nothing is decided. */
const FEW_RUNS = 3;

interface Asked {
  metric: string;
  sensitivity: number;
  season: 'none' | 'day' | 'week';
  direction: 'both' | 'up' | 'down';
}

/**
 * A metric lies outside of what its own history lets expect, as the learned monitors foretell it: `metric` is `rowCount`, `mean` beside `column:`
 * or `amount.mean`. `sensitivity` 2 fails at half the distance, 0.5 at twice. With `season` nothing is decided before that season can be known.
 */
export const anomaly: Kind = {
  name: 'anomaly',
  on: 'either',
  metric: (params) => String(params['metric']),
  read: (value, report) =>
    readClause(
      value,
      {
        params: {
          metric: readText,
          sensitivity: readNumberBetween(0.5, 10),
          season: readWord(['none', 'day', 'week']),
          direction: readWord(['both', 'up', 'down']),
        },
        shorthand: 'metric',
        required: ['metric'],
      },
      report,
    ),
  judge(subject) {
    const asked = askedBy(subject);
    const { learned } = subject.history;
    const name = nameIn(subject, asked);
    if (learned === undefined) {
      const needs = 'learned monitors of the dataset: no `learn: none` in its suites, `learning.enabled` on the server';
      return undecided('learned monitors have not judged this profile', needs);
    }
    const key = keysOf(name).find((one) => learned.verdict.measures.some(({ key: known }) => known === one));
    if (key === undefined) return undecided(`${name} was not measured, or is not watched`, `a profile with ${name}`);
    const judged = learned.verdict.judged.find(({ measure }) => measure.key === key);
    return judged === undefined ? young(0, name, FEW_RUNS) : judgeAnomaly(subject, judged, { ...learned, asked, name });
  },
};

function askedBy({ expectation: { params } }: Subject): Asked {
  const { sensitivity = 1, season = 'none', direction = 'both' } = params as Partial<Asked>;
  return { metric: String(params['metric']), sensitivity, season, direction };
}

const nameIn = ({ expectation: { column } }: Subject, { metric }: Asked): string =>
  column === undefined || metric.startsWith(`${column}.`) ? metric : `${column}.${metric}`;

/** A count is watched as a share: `amount.nullCount` is `amount.nullShare`. */
const keysOf = (name: string): string[] => [name, name.replace(/Count$/, 'Share'), `counter.${name}`, `metric.${name}`];

const young = (known: number, name: string, needed: number): Finding =>
  undecided(`${name} is still being learnt: ${known} of ${needed} runs`, `${needed} earlier profiles with ${name}`);

function judgeAnomaly(
  subject: Subject,
  judged: Judged,
  { input, versions, asked, name }: LearnedJudging & { asked: Asked; name: string },
): Finding {
  const { season, sensitivity, direction } = asked;
  const { known } = judged.forecast;
  const needed = season === 'none' ? FEW_RUNS : season === 'week' ? DAILY.learning : HOURLY.learning;
  const told = toldMeasure(judged, input, { sensitivity });
  if (known < needed || told === null) return young(known, name, needed);
  const basis = learnedBasis(told, { input, versions });
  const evidence = { observed: told.observed, expected: told.band, unit: told.form.unit, basis };
  if (isSample(subject.profile)) return undecided(`${name} is from a sample`, 'a profile of all rows', evidence);
  const line = toldFactor(judged.measure.family, input.tuning);
  const isFar = judged.score * sensitivity >= line;
  const isAsked = direction === 'both' || (told.observed > told.usual ? direction === 'up' : direction === 'down');
  if (isFar && isAsked) return finding('fail', sentenceOf(told), evidence);
  return finding('pass', `${name} is as usual: ${bandWords(told)}${told.moment}`, evidence);
}
