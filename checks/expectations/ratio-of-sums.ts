import { numberOf } from '../compare.ts';
import { readText } from '../suite/values.ts';
import { datasetAggregate } from './aggregate.ts';
import { columnNamed, columnsRead } from './column-list.ts';
import { undecided } from './finding.ts';
import type { Kind, Subject } from './kind.ts';
import { exactly, unknownInSample, type Reading } from './reading.ts';
import { isSample } from './sample.ts';

const measured = datasetAggregate({
  name: 'ratio_of_sums',
  reads: ({ params: { of, to } }) => ({ columns: columnsRead([of, to] as string[], ['mean']) }),
  label: 'ratio of sums',
  metric: 'sum of both columns',
  hasHistory: false,
  params: { of: readText, to: readText },
  required: ['of', 'to'],
  read: readRatio,
});

/** The sum of column `of` divided by the sum of column `to`; a sum of zero below decides nothing. */
export const ratioOfSums: Kind = {
  ...measured,
  metric: null,
  judge: (subject) => {
    const below = columnNamed(subject.profile, String(subject.expectation.params['to']))?.sum;
    return numberOf(below) === 0
      ? undecided('the sum below is 0', 'a sum below that is not 0')
      : measured.judge(subject);
  },
};

function readRatio({ profile, expectation }: Subject): Reading | null {
  const [above, below] = ['of', 'to'].map((side) =>
    numberOf(columnNamed(profile, String(expectation.params[side]))?.sum),
  );
  if (above === null || above === undefined || below === null || below === undefined) return null;
  const ratio = exactly(above / below);
  return ratio !== null && isSample(profile) ? unknownInSample(ratio) : ratio;
}
