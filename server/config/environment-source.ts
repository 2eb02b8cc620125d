import type { ConfigProblem } from './config-error.ts';
import { didYouMean } from './nearest-name.ts';
import { settings } from './settings.ts';
import type { Setting } from './settings.ts';

/** One value that somebody wrote, and where. */
export type Given = { setting: Setting; value: unknown; place: string };

/** What a source of settings holds. */
export type Source = { given: Given[]; problems: ConfigProblem[] };

/** Variables of ours that are no settings of the server: the command line's, and where the file is. */
const otherVariables = ['PLUMBLINE_CONFIG', 'PLUMBLINE_URL', 'PLUMBLINE_API_KEY'];

/** The settings of the environment. An empty variable counts as not set. */
export function readEnvironment(env: NodeJS.ProcessEnv): Source {
  const source: Source = { given: [], problems: [] };
  const byName = new Map(settings.map((setting) => [setting.variable, setting]));
  const files = new Map(
    settings.filter(({ secret }) => secret).map((setting) => [`${setting.variable}_FILE`, setting]),
  );
  const known = [...byName.keys(), ...files.keys(), ...otherVariables];
  const names = Object.keys(env).filter((name) => name.startsWith('PLUMBLINE_'));
  for (const name of names.sort()) {
    const text = env[name] ?? '';
    const setting = byName.get(name);
    const fileOf = files.get(name);
    if (text === '' || otherVariables.includes(name) || isServiceLink(name, text)) continue;
    if (setting) source.given.push({ setting, value: readText(setting, text), place: name });
    else if (fileOf) source.given.push({ setting: fileOf, value: `file:${text}`, place: name });
    else source.problems.push({ place: name, message: `there is no such setting.${didYouMean(name, known)}` });
  }
  return withDatabaseUrl(source, env['DATABASE_URL']);
}

// The name that every host and container platform uses; ours wins when both are there.
function withDatabaseUrl(source: Source, url: string | undefined): Source {
  const setting = settings.find(({ key }) => key === 'database_url');
  if (!setting || !url || source.given.some((given) => given.setting === setting)) return source;
  return { ...source, given: [...source.given, { setting, value: url, place: 'DATABASE_URL' }] };
}

// Kubernetes and Docker set these for a service that happens to be called plumbline; nobody wrote them.
function isServiceLink(name: string, text: string): boolean {
  return /^PLUMBLINE_(SERVICE|PORT_\d+)_/.test(name) || (name === 'PLUMBLINE_PORT' && /^(tcp|udp):\/\//.test(text));
}

const switches: Record<string, boolean> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

function readText({ kind }: Setting, text: string): unknown {
  const word = text.trim();
  if (kind === 'number') return word !== '' && Number.isFinite(Number(word)) ? Number(word) : text;
  if (kind === 'boolean') return switches[word.toLowerCase()] ?? text;
  if (kind === 'boolean or list' && word.toLowerCase() in switches) return switches[word.toLowerCase()];
  if (kind === 'list' || kind === 'boolean or list') return word.split(',').flatMap((part) => part.trim() || []);
  return text;
}
