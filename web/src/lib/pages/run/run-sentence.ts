import type { RunDetail } from '../../api/types.ts';
import { plural } from '../../format/number.ts';
import { RUN_STATE, RUN_STATES } from '../../format/run-words.ts';
import { formatDuration, formatInstant } from '../../format/time.ts';

const END: Record<string, string> = { COMPLETE: 'completed', FAIL: 'failed', ABORT: 'was aborted' };

/** Where the state comes from and what is odd about it, in one or two sentences. */
export function runSentence(run: RunDetail, now: number): string {
  return [stateSentence(run, now), conflict(run), partsSentence(run)].filter((one) => one !== '').join(' ');
}

function stateSentence(run: RunDetail, now: number): string {
  const deciding = run.told.find(({ decides }) => decides);
  if (deciding === undefined) {
    return run.eventCount === 0
      ? 'Nothing came of it but its name: another run, or a profile, says that it was.'
      : 'Events came of it, and none said how it went.';
  }
  if (run.state === 'LOST') {
    return `It was last heard of at ${formatInstant(run.lastEventAt ?? deciding.eventAt)}, never ended, and was given up${run.lostAt === null ? '' : ` at ${formatInstant(run.lostAt)}`}.`;
  }
  if (run.state === 'RUNNING') return runningSentence(run, now);
  const start = run.startedAt === null ? ' Its start was not told.' : '';
  return `It ${END[run.state] ?? 'ended'} at ${formatInstant(deciding.eventAt)}.${start}`;
}

function runningSentence(run: RunDetail, now: number): string {
  const silent = run.lastEventAt === null ? 0 : Math.max(0, (now - Date.parse(run.lastEventAt)) / 1000);
  const heard = `It was last heard of ${formatDuration(silent)} ago.`;
  if (run.processing !== 'BATCH') {
    const beat = run.heartbeatSeconds === null ? '' : ` It reports every ${formatDuration(run.heartbeatSeconds)}.`;
    return `A stream: no end is awaited. ${heard}${beat}`;
  }
  const usual = run.schedule?.usual ?? null;
  return usual === null ? heard : `${heard} Nine in ten of its job end within ${formatDuration(usual.p90)}.`;
}

/** Two ends: the later one counts. */
function conflict({ isConflicting, told, state }: RunDetail): string {
  if (!isConflicting) return '';
  const ends = told.flatMap(({ type, decides }) => (END[type] !== undefined && !decides ? [END[type]] : []));
  return `It was also told that it ${[...new Set(ends)].join(' and ')}; the later word, ${RUN_STATE[state].word.toLowerCase()}, counts.`;
}

function partsSentence({ parts }: RunDetail): string {
  const counted = RUN_STATES.flatMap((state) => {
    const count = parts[state] ?? 0;
    return count === 0 ? [] : [`${count} ${RUN_STATE[state].word.toLowerCase()}`];
  });
  const total = Object.values(parts).reduce((sum, count) => sum + count, 0);
  return total === 0 ? '' : `Of its ${plural(total, 'part')}: ${counted.join(', ')}.`;
}
