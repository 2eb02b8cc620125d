import type { JobDetail, RunDetail, RunRow, TreeRun } from '../../api/types.ts';
import type { GanttRow } from '../../charts/gantt-row.ts';
import { plural } from '../../format/number.ts';
import { lateWords, RUN_STATE, tookSeconds } from '../../format/run-words.ts';
import { formatDuration, formatShort } from '../../format/time.ts';

type Timed = Pick<RunRow, 'startedAt' | 'endedAt' | 'state' | 'lastEventAt'>;

/** A run in seconds from an instant: what goes on ends nowhere, what is lost where it was last heard of. */
function barFrom(zero: number, run: Timed): { start: number | null; end: number | null } {
  const seconds = (instant: string | null): number | null =>
    instant === null ? null : (Date.parse(instant) - zero) / 1000;
  const start = seconds(run.startedAt);
  const end = seconds(run.endedAt) ?? (run.state === 'RUNNING' ? null : (seconds(run.lastEventAt) ?? start));
  return { start, end };
}

/** From where a run's bar is drawn: when it should have started, else when it did. */
const zeroOf = (run: RunRow): number | null => {
  const instant = run.expectedAt ?? run.startedAt ?? run.lastEventAt;
  return instant === null ? null : Date.parse(instant);
};

/** `20 min, 47 min late`; of one that has no end, since when. */
export function noteOf(run: Timed & { lateSeconds?: number | null }, now: number): string {
  const took = tookSeconds(run, now);
  const length = took === null ? RUN_STATE[run.state].word.toLowerCase() : formatDuration(took);
  const words = [run.state === 'RUNNING' ? `running ${length}` : length, lateWords(run.lateSeconds ?? null)];
  return words.filter((one) => one !== '').join(', ');
}

interface Shown {
  runs: readonly RunRow[];
  /** Runs whose parts are shown. */
  opened: readonly RunDetail[];
  hasParts: boolean;
  hrefOf: (id: string, open: boolean) => string;
  now: number;
}

/** The runs of a job, the newest first, each from when it should have started; the parts of those that are opened below them. */
export function jobGantt({ runs, opened, hasParts, hrefOf, now }: Shown): GanttRow[] {
  return runs.flatMap((run) => {
    const zero = zeroOf(run);
    const detail = opened.find(({ id }) => id === run.id);
    const own: GanttRow = {
      id: run.id,
      label: labelOf(run, now),
      href: `/runs/${run.id}`,
      state: run.state,
      ...(zero === null ? { start: null, end: null } : barFrom(zero, run)),
      depth: 0,
      note: noteOf(run, now),
      isLate: (run.lateSeconds ?? 0) > 0,
      ...(hasParts ? { toggle: { href: hrefOf(run.id, detail === undefined), isOpen: detail !== undefined } } : {}),
    };
    return detail === undefined || zero === null ? [own] : [own, ...partsOf(detail, zero, now)];
  });
}

/** The day that the run is for, where its scheduler names one; else when it started. */
function labelOf(run: RunRow, now: number): string {
  const instant = run.dataInterval?.end ?? run.startedAt ?? run.lastEventAt;
  return instant === null ? run.runId : formatShort(instant, now);
}

function partsOf(detail: RunDetail, zero: number, now: number): GanttRow[] {
  const here = detail.tree.items.find(({ id }) => id === detail.id);
  return below(detail.tree.items, detail.id).map((run) =>
    partRow(run, { zero, now, depth: run.depth - (here?.depth ?? 0) }),
  );
}

/** A part of a run, from the instant at which the whole begins. */
export const partRow = (run: TreeRun, at: { zero: number; now: number; depth: number }): GanttRow => ({
  id: run.id,
  label: run.job?.name ?? run.runId,
  href: `/runs/${run.id}`,
  state: run.state,
  ...barFrom(at.zero, run),
  depth: at.depth,
  note: noteOf(run, at.now),
});

/** What lies below a run, parents before their parts, as a tree is read. */
export function below(items: readonly TreeRun[], id: string): TreeRun[] {
  return items.filter(({ parentId }) => parentId === id).flatMap((one) => [one, ...below(items, one.id)]);
}

/** `28 of 30 runs on time, 2 late; usually 20 min, nine in ten within 24 min.` */
export function ganttSummary(runs: readonly RunRow[], schedule: JobDetail['schedule']): string {
  const judged = runs.filter(({ lateSeconds }) => lateSeconds !== null);
  const late = judged.filter(({ lateSeconds }) => (lateSeconds ?? 0) > 0).length;
  const failed = runs.filter(({ state }) => state === 'FAIL' || state === 'LOST').length;
  const kept =
    judged.length === 0
      ? `${plural(runs.length, 'run')}, with no rhythm by which one could be late`
      : `${judged.length - late} of ${plural(judged.length, 'run')} on time${late === 0 ? '' : `, ${late} late`}`;
  const usual = schedule?.usual ?? null;
  const length =
    usual === null ? '' : `; usually ${formatDuration(usual.p50)}, nine in ten within ${formatDuration(usual.p90)}`;
  return `${kept}${failed === 0 ? '' : `, ${failed} failed`}${length}.`;
}
