import type { Label } from './read-script.ts';
import type { Episode, Play } from './play.ts';
import type { Told } from './receivers.ts';

/** What became of a labelled incident. */
export interface Verdict {
  label: Label;
  /** Opened on its day; failing on its day in an incident that was open already; or nothing failed. */
  told: 'yes' | 'joined' | 'no';
  episode: Episode | null;
  sentence: string | null;
}

/** The whole story in numbers and sentences. */
export interface Account {
  days: number;
  labels: Verdict[];
  /** Incidents on none of whose days something is labelled. */
  others: Episode[];
  /** Promises that were broken; the story fails with any. */
  broken: string[];
}

/** Holds what happened against the labels, and against the promises that hold for every incident. */
export function accountOf(made: Play, labels: readonly Label[], told: readonly Told[]): Account {
  const days = new Set(made.days.map(({ day }) => day));
  const dated = new Set(labels.map(({ date }) => date));
  return {
    days: made.days.length,
    labels: labels.filter(({ date }) => days.has(date)).map((label) => verdictOf(label, made.episodes)),
    others: made.episodes.filter((episode) => !episode.days.some(({ day }) => dated.has(day))),
    broken: made.episodes.flatMap((episode) => brokenPromises(episode, told)),
  };
}

function verdictOf(label: Label, episodes: readonly Episode[]): Verdict {
  const episode = episodes.find(({ days }) => days.some(({ day }) => day === label.date)) ?? null;
  const sentence = episode?.days.find(({ day }) => day === label.date)?.sentence ?? null;
  const isFirst = episode?.opened === label.date;
  return { label, told: episode === null ? 'no' : isFirst ? 'yes' : 'joined', episode, sentence };
}

/** Every incident is resolved, and each channel heard once that it opened and once, later, that it was resolved. */
function brokenPromises({ id, resolved }: Episode, told: readonly Told[]): string[] {
  const broken = resolved === null ? [`${id} is still open`] : [];
  for (const channel of ['email', 'webhook'] as const) {
    const kinds = told.filter((one) => one.channel === channel && one.incident === id).map(({ kind }) => kind);
    const ends = kinds.filter((kind) => kind !== 'updated').join(', ');
    if (ends !== 'opened, resolved') broken.push(`${id} was told by ${channel} as: ${kinds.join(', ') || 'nothing'}`);
  }
  return broken;
}
