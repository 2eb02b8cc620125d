import { ConfigError } from './config-error.ts';
import type { ConfigProblem } from './config-error.ts';
import { readEnvironment } from './environment-source.ts';
import type { Given } from './environment-source.ts';
import { readConfigFile } from './file-source.ts';
import { configFile, loadConfig } from './load.ts';
import type { ConfigSources, LoadedConfig } from './load.ts';
import { settings } from './settings.ts';
import type { Setting } from './settings.ts';

/** One setting as it holds: secrets masked; `origin` is a place such as `plumbline.yaml:7`, a variable, or `default`. */
export interface OriginatedSetting {
  key: string;
  value: unknown;
  origin: string;
}

export interface DescribedConfig {
  /** The file that was read; null when there is none. */
  file: string | null;
  settings: OriginatedSetting[];
  problems: ConfigProblem[];
  warnings: string[];
}

const masked = '********';

/** Every setting of the server with its value and where it comes from, and everything that is wrong with them. */
export function describeConfig(sources: ConfigSources): DescribedConfig {
  const file = configFile(sources);
  const { loaded, problems } = tryLoad(sources);
  // The environment comes last: it outranks the file.
  const given = [
    ...(file === undefined ? [] : readConfigFile(file, sources.cwd).given),
    ...readEnvironment(sources.env).given,
  ];
  const last = new Map(given.map((one) => [one.setting.key, one]));
  return {
    file: file ?? null,
    settings: settings.map((setting) => described(setting, last.get(setting.key), loaded)),
    problems,
    warnings: loaded?.warnings ?? [],
  };
}

function tryLoad(sources: ConfigSources): { loaded: LoadedConfig | null; problems: ConfigProblem[] } {
  try {
    return { loaded: loadConfig(sources), problems: [] };
  } catch (error) {
    if (error instanceof ConfigError) return { loaded: null, problems: error.problems };
    throw error;
  }
}

function described(setting: Setting, given: Given | undefined, loaded: LoadedConfig | null): OriginatedSetting {
  const { key } = setting;
  const origin = given ? given.place.split(' ')[0]! : 'default';
  if (setting.secret) return { key, value: given ? masked : null, origin };
  const value = loaded ? valueIn(loaded.config, setting.path) : (given?.value ?? setting.defaultValue);
  return { key, value: value ?? given?.value ?? setting.defaultValue ?? null, origin };
}

function valueIn(config: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], config);
}
