import { hostname } from 'node:os';
import { pino } from 'pino';
import type { DestinationStream, Logger, LoggerOptions } from 'pino';
import { humanLine } from './human-line.ts';
import { scrubbed } from './log-scrub.ts';

/** What most code needs of a logger; any pino logger or child fits. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** The levels that `log.level` of the configuration may name. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogSettings = {
  level: (typeof logLevels)[number];
  /** `auto`: short lines for people on a terminal, JSON everywhere else. */
  format: 'auto' | 'json' | 'text';
};

const secretNames = ['authorization', 'cookie', 'password', 'secret', 'token', 'key', 'apiKey', 'set-cookie'];

/** Names whose values never reach the log, however an entry nests them (`plumbline.req.headers.authorization`). */
const redactedPaths = secretNames.flatMap((name) =>
  ['', '*.', '*.*.', '*.*.*.'].map((depth) => redactPath(depth, name)),
);

function redactPath(depth: string, name: string): string {
  if (!name.includes('-')) return `${depth}${name}`;
  return depth === '' ? `["${name}"]` : `${depth.slice(0, -1)}["${name}"]`;
}

const serializeError = (error: unknown) =>
  error instanceof Error
    ? { type: error.name, message: error.message, stack_trace: error.stack, ...codeOf(error) }
    : { type: typeof error, message: String(error) };

const codeOf = (error: Error) => ('code' in error && error.code !== undefined ? { code: String(error.code) } : {});

const ecsFields = new Set(['error', 'err', 'message']);

/** Fields that the Elastic Common Schema does not know go under `plumbline`, so that no index maps them to something else. */
function ecsEntry(fields: Record<string, unknown>): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  const entry: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (ecsFields.has(name) || name.includes('.')) entry[name] = value;
    else own[name] = value;
  }
  return Object.keys(own).length === 0 ? entry : { ...entry, plumbline: own };
}

const options = (level: string): LoggerOptions => ({
  level,
  messageKey: 'message',
  errorKey: 'error',
  base: { 'ecs.version': '8.11.0', 'process.pid': process.pid, 'host.hostname': hostname() },
  timestamp: () => `,"@timestamp":"${new Date().toISOString()}"`,
  formatters: { level: (label) => ({ 'log.level': label }), log: ecsEntry },
  serializers: { error: serializeError, err: serializeError },
  redact: { paths: redactedPaths, censor: '[hidden]' },
});

/**
 * The process's logger. JSON lines use the field names of the Elastic Common Schema; on a terminal each entry is one
 * short line. Writes to `output`, standard error unless told otherwise, so that standard output stays the command's.
 */
export function createLogger(settings: LogSettings, output: NodeJS.WritableStream = process.stderr): Logger {
  const terminal = 'isTTY' in output && output.isTTY === true;
  const json = settings.format === 'json' || (settings.format === 'auto' && !terminal);
  const shown = (line: string) => (json ? line : humanLine(line, terminal));
  const stream: DestinationStream = { write: (line) => void output.write(shown(scrubbed(line))) };
  return pino(options(settings.level), stream);
}
