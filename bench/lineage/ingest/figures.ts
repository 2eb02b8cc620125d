import { median, quantile } from '../../ingest/load.ts';

/** One load on one system in one round. */
export interface Round {
  perSecond: number;
  answeredPerSecond: number;
  latenciesMs: number[];
  /** Processor time of the server itself for one event, and of Postgres. */
  serverMs: number;
  postgresMs: number;
  /** Of a hundred posts so many were refused or failed, and posted again. */
  repeatedPct: number;
}

export type Parsed = Pick<Round, 'perSecond' | 'serverMs'>;

/** One round, for people. */
export const told = (mine: Round[], theirs: Round[], parsed: Parsed[]) => {
  const rate = (round: Round | undefined) =>
    round ? `${Math.round(round.perSecond)}/s (answered ${Math.round(round.answeredPerSecond)}/s, p99 ${quantile(round.latenciesMs, 0.99).toFixed(0)} ms, processor ${round.serverMs.toFixed(2)} ms and in Postgres ${round.postgresMs.toFixed(2)} ms)` : '-'; // prettier-ignore
  return `ours ${rate(mine.at(-1))}, Marquez ${rate(theirs.at(-1))}, parse only ${Math.round(parsed.at(-1)?.perSecond ?? 0)}/s`;
};

/** Medians, and medians of the ratios round by round: the machine's speed drifts, a round's runs share it. */
export function figuresOf(
  name: string,
  { mine, theirs, parsed }: { mine: Round[]; theirs: Round[]; parsed: Parsed[] },
) {
  const key = (figure: string) => (name === '' ? figure : name === '16k' ? `${figure}16k` : `batch${figure[0]!.toUpperCase()}${figure.slice(1)}`); // prettier-ignore
  const latencies = (rounds: Round[]) => quantile(rounds.flatMap(({ latenciesMs }) => latenciesMs), 0.99); // prettier-ignore
  const common = {
    [key('eventsPerSecond')]: median(mine.map(({ perSecond }) => perSecond)),
    [key('answeredPerSecond')]: median(mine.map(({ answeredPerSecond }) => answeredPerSecond)),
    [key('parseOnlyPerSecond')]: median(parsed.map(({ perSecond }) => perSecond)),
    [key('parseOnlyServerMs')]: median(parsed.map(({ serverMs }) => serverMs)),
    [key('parseOnlyRatio')]: median(mine.map(({ perSecond }, round) => perSecond / parsed[round]!.perSecond)),
    [key('answeredParseOnlyRatio')]: median(mine.map(({ answeredPerSecond }, round) => answeredPerSecond / parsed[round]!.perSecond)), // prettier-ignore
    [key('p99Ms')]: latencies(mine),
    [key('serverMs')]: median(mine.map(({ serverMs }) => serverMs)),
    [key('postgresMs')]: median(mine.map(({ postgresMs }) => postgresMs)),
  };
  if (theirs.length === 0) return common;
  return {
    ...common,
    [key('marquezPerSecond')]: median(theirs.map(({ perSecond }) => perSecond)),
    [key('marquezRatio')]: median(mine.map(({ perSecond }, round) => perSecond / theirs[round]!.perSecond)),
    [key('marquezP99Ms')]: latencies(theirs),
    [key('marquezRepeatedPct')]: median(theirs.map(({ repeatedPct }) => repeatedPct)),
    [key('marquezServerMs')]: median(theirs.map(({ serverMs }) => serverMs)),
    [key('marquezPostgresMs')]: median(theirs.map(({ postgresMs }) => postgresMs)),
  };
}
