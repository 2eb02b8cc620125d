import { applyRouting, applySuite, comment, pushReport, resolveIncident, whenTold } from './stage.ts';
import type { Answer, Stage } from './stage.ts';
import type { Act, Report, Script } from './read-script.ts';

/** A day on which an incident's expectations failed. */
export interface BadDay {
  day: string;
  /** The incident in one sentence, as it stood that evening. */
  sentence: string;
  failing: { expectation: string; reason: string }[];
}

/** An incident as it went. */
export interface Episode {
  id: string;
  opened: string;
  days: BadDay[];
  resolved: string | null;
  /** Nobody had to do anything: the next report passed. */
  healed: boolean;
  notes: string[];
  openedAt: string;
  resolvedAt: string | null;
}

export interface Play {
  episodes: Episode[];
  days: { day: string; verdict: string; incidents: string[] }[];
}

export interface PlayInput {
  stage: Stage;
  reports: readonly Report[];
  script: Script;
  routing: string;
  /** Told of each day's answer, before anybody acts on it. */
  onDay?(day: string, answer: Answer): Promise<void> | void;
}

/** Pushes the reports in order of their days; people act between them; every message is awaited before anybody goes on. */
export async function play({ stage, reports, script, routing, onDay }: PlayInput): Promise<Play> {
  const made: Play = { episodes: [], days: [] };
  const acts = new Map(script.then.map((act) => [act.after, act]));
  await applyRouting(stage, routing);
  await applySuite(stage, script.first);
  for (const { day, file } of reports) {
    const answer = await pushReport(stage, file, day);
    made.days.push({ day, verdict: answer.verdict, incidents: answer.incidents.map(({ id }) => id) });
    for (const { id } of answer.incidents) await record(stage, made, { id, day, answer });
    await onDay?.(day, answer);
    await actOn(stage, made, acts.get(day));
  }
  return made;
}

async function record(stage: Stage, made: Play, seen: { id: string; day: string; answer: Answer }): Promise<void> {
  const { id, day, answer } = seen;
  const incident = await whenTold(stage, id);
  const episode = made.episodes.find((known) => known.id === id) ?? begin(made, id, day);
  episode.openedAt = incident.openedAt;
  if (incident.state === 'resolved') return close(episode, { day, at: incident.resolvedAt, healed: true });
  const failing = answer.results.filter(({ outcome }) => outcome === 'fail' || outcome === 'warn');
  const told = failing.map(({ expectation, reason }) => ({ expectation, reason }));
  episode.days.push({ day, sentence: incident.sentence, failing: told });
}

function begin(made: Play, id: string, opened: string): Episode {
  const episode: Episode = {
    id,
    opened,
    days: [],
    resolved: null,
    healed: false,
    notes: [],
    openedAt: '',
    resolvedAt: null,
  };
  made.episodes.push(episode);
  return episode;
}

function close(episode: Episode, end: { day: string; at: string | null; healed: boolean }): void {
  episode.resolved = end.day;
  episode.resolvedAt = end.at;
  episode.healed = end.healed;
}

async function actOn(stage: Stage, made: Play, act: Act | undefined): Promise<void> {
  if (!act) return;
  if (act.suite !== undefined) await applySuite(stage, act.suite);
  const episode = made.episodes.find(({ resolved }) => resolved === null);
  const note = act.accept ?? act.resolve ?? act.comment;
  if (note === undefined) return;
  if (!episode) throw new Error(`After ${act.after} somebody is to say "${note}", but no incident is open.`);
  episode.notes.push(note);
  if (act.comment !== undefined) await comment(stage, episode.id, act.comment);
  if (act.accept === undefined && act.resolve === undefined) return;
  await resolveIncident(stage, episode.id, { note, accept: act.accept !== undefined });
  const { resolvedAt } = await whenTold(stage, episode.id);
  close(episode, { day: act.after, at: resolvedAt, healed: false });
}
