import type { ClientOptions } from './common-options.ts';
import type { Failure } from './failure.ts';
import { unableFailure, usageFailure } from './failure.ts';
import { problemOf, refusal } from './refusal.ts';
import { clientSettings } from './settings/client-settings.ts';
import { retryDelayMs } from './retry-delay.ts';
import { unreachable } from './unreachable.ts';

export interface ApiAnswer {
  status: number;
  body: unknown;
}

export interface ApiClient {
  readonly url: string;
  /** Is a key sent with every request? */
  readonly signedIn: boolean;
  /** Sends one request and answers with its JSON; everything that is not a success is thrown as a `Failure` in words. */
  send(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<ApiAnswer>;
}

const requestTimeoutMs = 60_000;
const mostTries = 5;

/** A client for the server that flags, environment and files name. Busy answers (429, 503) are tried again, five times at most or until --wait is over. */
export function connectClient(options: ClientOptions, env: Readonly<Record<string, string | undefined>>): ApiClient {
  const settings = clientSettings(options, env, process.cwd());
  const url = serverUrl(settings.url.value);
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'plumbline-cli' };
  const apiKey = settings.apiKey?.value.trim();
  if (apiKey) headers['authorization'] = `Bearer ${checkedKey(apiKey)}`;
  const waitMs = (options.wait ?? 0) * 1000;
  const hints = settings.warnings;
  return {
    url,
    signedIn: 'authorization' in headers,
    send: (method, path, body) => {
      const init = {
        method,
        headers: { ...headers },
        redirect: 'error' as const,
        body: undefined as string | undefined,
      };
      if (body !== undefined) {
        init.headers['content-type'] = 'application/json';
        init.body = JSON.stringify(body);
      }
      return sendUntil({ address: url + path, init, url, waitMs, startedAt: Date.now(), hints });
    },
  };
}

interface Sending {
  address: string;
  init: RequestInit;
  url: string;
  waitMs: number;
  startedAt: number;
  /** Why a key that there is was not sent. */
  hints: readonly string[];
}

async function sendUntil(sending: Sending): Promise<ApiAnswer> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await tryOnce(sending);
    if ('answer' in outcome) return outcome.answer;
    const delayMs = retryDelayMs(tries, outcome.retryAfter);
    const spentMs = Date.now() - sending.startedAt;
    const mayWait = spentMs + delayMs <= sending.waitMs || (outcome.busy && sending.waitMs === 0 && tries < mostTries);
    if (!mayWait) throw outcome.failure;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
}

type Try = { answer: ApiAnswer } | { failure: Failure; busy: boolean; retryAfter: string | null };

async function tryOnce({ address, init, url, hints }: Sending): Promise<Try> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, { ...init, signal: AbortSignal.timeout(requestTimeoutMs) });
    text = await response.text();
  } catch (error) {
    return { failure: unreachable(url, error, requestTimeoutMs), busy: false, retryAfter: null };
  }
  if (response.ok) return { answer: { status: response.status, body: readJson(text, url) } };
  const failure = refusal(response.status, problemOf(text), {
    url,
    signedIn: new Headers(init.headers).has('authorization'),
    hints,
  });
  if (response.status !== 429 && response.status !== 503) throw failure;
  return { failure, busy: true, retryAfter: response.headers.get('retry-after') };
}

function readJson(text: string, url: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    throw unableFailure(
      `${url} answered, but not in JSON: something else may be listening there`,
      'Check --url or PLUMBLINE_URL.',
      'PL3003',
    );
  }
}

function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw usageFailure(
      `the server address ${JSON.stringify(text)} is not an http or https URL`,
      'Write it like http://localhost:8080.',
      'PL2005',
    );
  }
  if (url.username || url.password) {
    throw usageFailure(
      'the server address carries a user name or password',
      'Sign in with PLUMBLINE_API_KEY instead.',
      'PL2005',
    );
  }
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

function checkedKey(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw usageFailure(
    'the API key has characters that no key has',
    'Check PLUMBLINE_API_KEY or --api-key: a key starts plk_.',
    'PL2006',
  );
}
