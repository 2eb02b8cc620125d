import type { RunningState } from './state.ts';

/** One request with an API key; anything but a success is an error that says what the server said. */
export async function call(
  state: Pick<RunningState, 'url'>,
  key: string,
  request: { method: string; path: string; body: unknown },
): Promise<unknown> {
  const response = await fetch(state.url + request.path, {
    method: request.method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(request.body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${request.method} ${request.path} answered ${response.status}: ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** Posts profiles in order; every one must be kept. */
export async function postProfiles(state: Pick<RunningState, 'url'>, key: string, profiles: unknown[]): Promise<void> {
  const answer = (await call(state, key, { method: 'POST', path: '/api/v1/profiles', body: profiles })) as {
    items: { status: number; body: unknown }[];
  };
  const refused = answer.items.find((item) => item.status >= 300);
  if (refused !== undefined) throw new Error(`a profile was refused: ${JSON.stringify(refused)}`);
}
