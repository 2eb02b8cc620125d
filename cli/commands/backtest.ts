import { InvalidArgumentError, Option, type Command } from 'commander';
import { alertsPerWeek, backtestLines, unknownWords } from '../backtest-lines.ts';
import { backtestRows } from '../backtest-rows.ts';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, type ClientOptions } from '../common-options.ts';
import { exitCodes, unableFailure, usageFailure } from '../failure.ts';
import { readSuites, tellProblems } from '../read-suites.ts';
import { readText } from '../read-text.ts';
import { addReportOptions, type ReportOptions } from '../report-options.ts';
import { tellReport } from '../tell-report.ts';
import type { Terminal } from '../terminal.ts';
import { painted, printable } from '../terminal.ts';
import { dataText } from '../write-data.ts';
import type { ReplayAnswerShape } from '../../server/api/shapes/replay.ts';

const examples = `\
Examples:
  $ plumbline check backtest orders.yaml --vs current             how noisy a draft would have been, against today's
  $ plumbline check backtest checks/ --since 30d --max-alerts-per-week 2
  $ plumbline check backtest --in-force orders --routing new.yaml  who would have been told by another routing

Ends with 0, 1 when there would have been more alerts than the budget, 3 when it could not find out.
`;

interface BacktestOptions extends ClientOptions, ReportOptions {
  since: string;
  until?: string;
  vs?: 'current';
  dataset?: string[];
  inForce?: string[];
  routing?: string;
  zone?: string;
  maxAlertsPerWeek?: number;
}

/** `plumbline check backtest [PATHS]`: what drafts would have said of the profiles that there are. */
export function addBacktestCommand(check: Command, context: CommandContext): void {
  const command = check
    .command('backtest')
    .description('Replay the past under drafts of suites or of the routing; nothing is stored and nobody is told')
    .addHelpText('before', examples)
    .argument('[paths...]', 'drafts: files, folders or patterns (default: the folder plumbline)')
    .option('--since <time>', 'how far back, such as 30d, or from when, RFC 3339; at most 400d', '90d')
    .option('--until <time>', 'leave out what was received from here on, RFC 3339')
    .addOption(new Option('--vs <what>', 'compare with what is in force').choices(['current']))
    .option('--dataset <pattern...>', 'only datasets that match, NAMESPACE/NAME with * in the name')
    .option('--in-force <suite...>', 'suites in force, by name, besides or instead of files')
    .option('--routing <file>', 'a routing in the place of the one in force')
    .option('--zone <zone>', 'whose nights (22:00 to 07:00) are counted, such as Europe/Berlin (default: UTC)')
    .option('--max-alerts-per-week <count>', 'end with 1 when there would have been more', budget);
  addClientOptions(addReportOptions(command)).action((paths: string[], options: BacktestOptions) =>
    backtest(paths, options, context),
  );
}

function budget(text: string): number {
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a number that is not below 0, such as 2 or 0.5.');
}

async function backtest(paths: string[], options: BacktestOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const question = await questionOf(paths, options, terminal);
  const client = connectClient(options, terminal.env);
  const { body } = await patiently(terminal, client.send('POST', '/api/v1/replay', question));
  const answer = body as ReplayAnswerShape;
  if (answer?.draft === undefined || answer.coverage === undefined)
    throw unableFailure(
      `${client.url} answered, but not as a replay does`,
      'Is that a plumbline server of this version?',
      'PL3003',
    );
  tell(answer, options, terminal);
  const unknown = unknownWords(answer);
  if (unknown.length > 0) throw unableFailure(unknown.slice(0, 5).join('; '), undefined, 'PL3012');
  const rate = alertsPerWeek(answer) ?? 0;
  if (options.maxAlertsPerWeek !== undefined && rate > options.maxAlertsPerWeek) context.exitWith(exitCodes.findings);
}

async function questionOf(paths: string[], options: BacktestOptions, terminal: Terminal): Promise<object> {
  const { since, until, vs, dataset, inForce, routing, zone } = options;
  const alone = paths.length === 0 && (inForce !== undefined || routing !== undefined);
  const readings = alone ? [] : await readSuites(paths.length > 0 ? paths : ['plumbline']);
  if (readings.some(({ problems }) => problems.length > 0)) {
    tellProblems(readings, (line) => terminal.err(line));
    throw usageFailure('nothing was replayed: a suite has problems', undefined, 'PL2004');
  }
  return {
    since,
    ...(readings.length > 0 && { suites: readings.map(({ text }) => text) }),
    ...(inForce !== undefined && { names: inForce }),
    ...(routing !== undefined && { routing: readText(routing) }),
    ...(until !== undefined && { until }),
    ...(vs !== undefined && { vs }),
    ...(dataset !== undefined && { datasets: dataset }),
    ...(zone !== undefined && { zone }),
  };
}

const noteMs = 3000;

/** Says every few seconds on a terminal that it still waits: a long replay takes the server a while. */
async function patiently<T>(terminal: Terminal, answer: Promise<T>): Promise<T> {
  if (!terminal.progress) return answer;
  const startedAt = Date.now();
  const note = () => terminal.err(`still replaying, ${Math.round((Date.now() - startedAt) / 1000)} s\n`);
  const timer = setInterval(note, noteMs);
  try {
    return await answer;
  } finally {
    clearInterval(timer);
  }
}

function tell(answer: ReplayAnswerShape, options: BacktestOptions, terminal: Terminal): void {
  const { maxAlertsPerWeek } = options;
  const isOver = maxAlertsPerWeek !== undefined && (alertsPerWeek(answer) ?? 0) > maxAlertsPerWeek;
  const human = () => {
    const lines = backtestLines(answer, maxAlertsPerWeek).map(printable);
    const last = painted(terminal, isOver ? 'red' : 'green', `${isOver ? '✗' : '✓'} ${lines.at(-1) ?? ''}`);
    terminal.out(`${[...lines.slice(0, -1), last].join('\n')}\n`);
  };
  const rows = backtestRows(answer, isOver);
  const title = `Plumbline: back-test from ${answer.since.slice(0, 10)} to ${answer.until.slice(0, 10)}`;
  tellReport({ title, rows, data: (form) => dataText(form, answer), human }, options, terminal);
}
