import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { ConfigError } from './config-error.ts';
import type { ConfigProblem } from './config-error.ts';
import { defaultDataDirectory } from './data-directory.ts';
import { readEnvironment } from './environment-source.ts';
import type { Given } from './environment-source.ts';
import { findConfigFile, readConfigFile } from './file-source.ts';
import { isLoopback } from './network-list.ts';
import { kafkaContradictions } from './kafka.ts';
import { configSchema } from './schema.ts';
import type { Config, SmtpConfig } from './schema.ts';
import { resolveReference } from './secret-reference.ts';

export type ConfigSources = { env: NodeJS.ProcessEnv; cwd: string; argv?: readonly string[] };

/** The configuration, the file it came from when there was one, and sentences worth saying at the start. */
export type LoadedConfig = { config: Config; file?: string; warnings: string[] };

/**
 * The configuration of the environment, then of the file (`--config`, PLUMBLINE_CONFIG, or the nearest
 * plumbline.yaml at or above `cwd`), then the defaults. Throws a ConfigError with all problems at once.
 */
export function loadConfig({ env, cwd, argv = [] }: ConfigSources): LoadedConfig {
  const file = configFile({ env, cwd, argv });
  const fromFile = file === undefined ? { given: [], problems: [] } : readConfigFile(file, cwd);
  const fromEnvironment = readEnvironment(env);
  const problems = [...fromFile.problems, ...fromEnvironment.problems];
  const places = new Map<string, Given>();
  const tree: Record<string, unknown> = {};
  for (const given of [...fromFile.given, ...fromEnvironment.given]) {
    places.set(given.setting.path.join('.'), given);
    plant(tree, given, valueOf(given, { env, cwd }, problems));
  }
  const parsed = configSchema.safeParse(tree);
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => problemOf(issue, places)));
  if (parsed.success) problems.push(...contradictions(parsed.data));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const config = completeConfig(parsed.data, { env, cwd });
  return { config, ...(file !== undefined && { file }), warnings: warningsOf(config, fromFile.given, file) };
}

/** The file that is read: `--config`, PLUMBLINE_CONFIG, or the nearest plumbline.yaml; undefined when there is none. */
export function configFile({ env, cwd, argv = [] }: ConfigSources): string | undefined {
  const at = argv.indexOf('--config');
  const inline = argv.find((argument) => argument.startsWith('--config='))?.slice('--config='.length);
  const named = inline ?? (at === -1 ? undefined : argv[at + 1]) ?? (env['PLUMBLINE_CONFIG'] || undefined);
  return named === undefined ? findConfigFile(cwd) : resolve(cwd, named);
}

function valueOf(given: Given, from: { env: NodeJS.ProcessEnv; cwd: string }, problems: ConfigProblem[]): unknown {
  try {
    return resolveReference(given, from);
  } catch (error) {
    problems.push({ place: given.place, message: (error as Error).message });
    return undefined;
  }
}

function plant(tree: Record<string, unknown>, { setting }: Given, value: unknown): void {
  const [first = '', second] = setting.path;
  if (second === undefined) tree[first] = value;
  else tree[first] = { ...(tree[first] as object | undefined), [second]: value };
}

type Issue = z.core.$ZodIssue;

function problemOf(issue: Issue, places: Map<string, Given>): ConfigProblem {
  const [first = '', second] = issue.path;
  const given =
    places.get([first, second].filter((name) => typeof name === 'string').join('.')) ?? places.get(String(first));
  const place = given?.place ?? issue.path.join('.');
  const shown = given && !given.setting.secret ? `, not ${JSON.stringify(given.value)}` : '';
  return { place, message: `${expected(issue)}${shown}.` };
}

function expected(issue: Issue): string {
  if (issue.code === 'invalid_type')
    return issue.expected === 'int' ? 'must be a whole number' : `must be a ${issue.expected}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  if (issue.code === 'too_small')
    return issue.origin === 'string'
      ? issue.minimum === 1
        ? 'must not be empty'
        : `must have at least ${issue.minimum} characters`
      : `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_union') return 'must be true, false or a list of blocks like 10.0.0.0/8';
  if (issue.code === 'invalid_format' && issue.format === 'url')
    return 'must be a URL like https://plumbline.example.org';
  return issue.message;
}

function contradictions({ smtp, session, metrics, kafka }: z.output<typeof configSchema>): ConfigProblem[] {
  const checks: [boolean, string, string][] = [
    [smtp.host !== undefined && smtp.from === undefined, 'smtp.from', 'is needed when smtp.host is set.'],
    [smtp.user !== undefined && smtp.password === undefined, 'smtp.password', 'is needed when smtp.user is set.'],
    [smtp.password !== undefined && smtp.user === undefined, 'smtp.user', 'is needed when smtp.password is set.'],
    [
      metrics.access === 'token' && metrics.token === undefined,
      'metrics.token',
      'is needed for metrics.access: token.',
    ],
    ...kafkaContradictions(kafka),
    [session.idleHours > session.absoluteDays * 24, 'session.idle_hours', 'must not be longer than absolute_days.'],
  ];
  return checks.flatMap(([wrong, place, message]) => (wrong ? [{ place, message }] : []));
}

function completeConfig(data: z.output<typeof configSchema>, from: { env: NodeJS.ProcessEnv; cwd: string }): Config {
  const { smtp, publicUrl, dataDir, ...rest } = data;
  return {
    ...rest,
    publicUrl: publicUrl ?? `http://localhost:${data.port}`,
    dataDir: dataDir === undefined ? defaultDataDirectory(from.env) : resolve(from.cwd, dataDir),
    ...(smtp.host !== undefined && { smtp: smtp as SmtpConfig }),
  };
}

function warningsOf(config: Config, fromFile: Given[], file: string | undefined): string[] {
  const open = !isLoopback(config.host) && !config.publicUrl.startsWith('https:');
  const literal = fromFile.find(({ setting, value }) => setting.secret && !/^file:|\$\{/.test(String(value)));
  const readable = file !== undefined && process.platform !== 'win32' && (statSync(file).mode & 0o044) !== 0;
  return [
    open &&
      `Plumbline listens on ${config.host} over plain http: put a proxy with TLS before it and set public_url, ` +
        'or keep to a network you trust.',
    literal &&
      readable &&
      `${literal.place} is a secret in a file that others can read: use \${VARIABLE} or file:, or chmod 600 the file.`,
  ].filter((sentence) => typeof sentence === 'string');
}
