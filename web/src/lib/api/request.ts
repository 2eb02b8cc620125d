import { connection } from '../state/connection.svelte.ts';
import { Problem } from './problem.ts';
import type { ProblemShape } from './types.ts';

export type Fetch = typeof globalThis.fetch;

/** A query string without empty values; lists repeat the name. */
export function queryOf(values: Record<string, string | number | readonly string[] | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === '') continue;
    if (Array.isArray(value)) for (const one of value) query.append(name, String(one));
    else query.append(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** The last good answer of each GET, so that a page keeps its data while the server is away. */
const kept = new Map<string, unknown>();
const KEPT_ANSWERS = 60;

function keep(path: string, answer: unknown): void {
  kept.delete(path);
  kept.set(path, answer);
  const oldest = kept.keys().next();
  if (kept.size > KEPT_ANSWERS && oldest.done !== true) kept.delete(oldest.value);
}

/** Forgets every kept answer: after signing in or out, nothing of another person may be shown. */
export function forgetAnswers(): void {
  kept.clear();
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const shape: Partial<ProblemShape> = typeof body === 'object' && body !== null ? body : {};
  return new Problem({
    type: shape.type ?? 'about:blank',
    title: shape.title ?? `The server answered ${response.status}`,
    status: response.status,
    detail: shape.detail ?? '',
    ...(shape.requestId === undefined ? {} : { requestId: shape.requestId }),
    ...(shape.errors === undefined ? {} : { errors: shape.errors }),
  });
}

/** GET as JSON. While the server is away or fails, the last good answer of the same path stands in, and the connection says so. */
export async function get<T>(fetch: Fetch, path: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { accept: 'application/json' } });
  } catch {
    return standIn<T>(path, new Problem(Problem.unreachable));
  }
  if (response.status >= 500) return standIn<T>(path, await problemOf(response));
  if (!response.ok) throw await problemOf(response);
  const answer = (await response.json()) as T;
  connection.answered();
  keep(path, answer);
  return answer;
}

function standIn<T>(path: string, problem: Problem): T {
  connection.failed();
  if (!kept.has(path)) throw problem;
  return kept.get(path) as T;
}

interface Request {
  method: 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  signal?: AbortSignal;
}

/** A request that changes something; answers the body, or nothing where the server sends none. Throws a Problem. */
export function send<T>(method: Request['method'], path: string, body?: unknown): Promise<T | null> {
  return exchange<T>({ method, path, body });
}

/** The same, given up when `signal` says so: it throws what `fetch` throws then. */
export async function exchange<T>({ method, path, body, signal }: Request): Promise<T | null> {
  const headers = { 'content-type': 'application/json', accept: 'application/json', 'X-Plumbline-Request': '1' };
  let response: Response;
  try {
    const sent = { method, headers, body: JSON.stringify(body ?? {}), ...(signal && { signal }) };
    response = await globalThis.fetch(path, sent);
  } catch (failure) {
    if (signal?.aborted === true) throw failure;
    throw new Problem(Problem.unreachable);
  }
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return text === '' ? null : (JSON.parse(text) as T);
}
