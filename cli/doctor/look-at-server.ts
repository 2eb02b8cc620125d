import type { Finding } from '../../server/admin.ts';
import type { Me } from '../../server/api/shapes/access.ts';
import type { ClientSettings } from '../settings/client-settings.ts';
import { unreachable } from '../unreachable.ts';

const timeoutMs = 5000;
const slightSeconds = 5;
const badSeconds = 300;

const isLoopback = (url: string) =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(URL.canParse(url) ? new URL(url).hostname : '');

/** Is the server of these settings on this machine? */
export const isHere = ({ url }: ClientSettings): boolean => isLoopback(url.value);

/** What answers at the address: is it ours, is it ready, does its clock agree, is the key good? */
export async function lookAtServer(settings: ClientSettings, now: () => number): Promise<Finding[]> {
  const url = settings.url.value.replace(/\/+$/, '');
  const live = await ask(`${url}/livez`);
  if ('failed' in live) return [away(settings, live)];
  if (!live.ok || (live.body as { status?: string } | null)?.status !== 'ok') {
    const found = `something answers at ${url}, but it is not Plumbline`;
    const fix = 'Check --url or PLUMBLINE_URL; a server of ours needs another port while that one is taken.';
    return [{ check: 'server', state: 'fail', found, fix }];
  }
  const ready = await ask(`${url}/readyz`);
  const isReady = 'ok' in ready && ready.ok;
  const server: Finding = isReady
    ? { check: 'server', state: 'ok', found: `${url} is alive and ready` }
    : {
        check: 'server',
        state: 'fail',
        found: `${url} is alive and its database does not answer`,
        fix: 'Look at its log.',
      };
  return [server, clockOf(live.date, now()), await keyOf(settings, url)];
}

interface Answer {
  ok: boolean;
  status: number;
  date: string | null;
  body: unknown;
}
type Asked = Answer | { failed: unknown };

async function ask(address: string, apiKey?: string): Promise<Asked> {
  try {
    const response = await fetch(address, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { 'user-agent': 'plumbline-cli', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
    });
    const text = await response.text();
    return { ok: response.ok, status: response.status, date: response.headers.get('date'), body: parsed(text) };
  } catch (failed) {
    return { failed };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Here it may simply not be started; elsewhere nothing is known of it. */
function away({ url }: ClientSettings, { failed }: { failed: unknown }): Finding {
  const { message, fix } = unreachable(url.value, failed, timeoutMs);
  const told = fix === undefined ? {} : { fix };
  if (isLoopback(url.value) && message.endsWith('nothing is listening there')) {
    const found = `not running: nothing listens at ${url.value}, so the port is free`;
    return { check: 'server', state: 'warn', found, ...told };
  }
  return { check: 'server', state: 'unknown', found: message, ...told };
}

function clockOf(date: string | null, now: number): Finding {
  const check = 'clock';
  const at = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(at)) return { check, state: 'unknown', found: 'the server does not tell its time' };
  const seconds = Math.round((now - at) / 1000);
  const found = `${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} the server`;
  if (Math.abs(seconds) <= slightSeconds) return { check, state: 'ok', found };
  const fix = 'Set the clock by NTP: times of profiles that lie ahead are warned of, and a day ahead refused.';
  return { check, state: Math.abs(seconds) > badSeconds ? 'fail' : 'warn', found, fix };
}

async function keyOf({ apiKey }: ClientSettings, url: string): Promise<Finding> {
  const check = 'key';
  const fix = 'Sign in with plumbline login, or set PLUMBLINE_API_KEY.';
  if (apiKey === null) return { check, state: 'warn', found: 'none is set', fix };
  const answer = await ask(`${url}/api/v1/session`, apiKey.value.trim());
  if ('failed' in answer) return { check, state: 'unknown', found: 'the server did not answer about it' };
  if (answer.status === 401) return { check, state: 'fail', found: `the one of ${apiKey.origin} is not known`, fix };
  const me = answer.body as Partial<Me> | null;
  if (!answer.ok || typeof me?.role !== 'string') {
    return { check, state: 'unknown', found: `the server answered ${answer.status} about it` };
  }
  const where = me.namespaces?.join(', ') ?? '';
  return { check, state: 'ok', found: `${me.name}, role ${me.role}, namespaces ${where} (from ${apiKey.origin})` };
}
