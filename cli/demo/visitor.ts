import { unableFailure } from '../failure.ts';
import type { DemoState } from './state.ts';

// As a page of the server itself sends it: a change by cookie needs this header.
const headers = { 'content-type': 'application/json', 'x-plumbline-request': '1', 'user-agent': 'plumbline-cli' };

/** Makes the first administrator by the link that the server gives once; the password is the demo's own. */
export async function makeVisitor(
  setupLink: string,
  { email, password }: Pick<DemoState, 'email' | 'password'>,
): Promise<void> {
  const link = new URL(setupLink);
  const body = { token: link.searchParams.get('token'), name: 'Ana (demo)', email, password };
  await post(`${link.origin}/api/v1/setup`, body);
}

/** A new session of the visitor, as the Set-Cookie header that a browser takes. */
export async function openSession(url: string, { email, password }: Pick<DemoState, 'email' | 'password'>) {
  const answer = await post(`${url}/api/v1/session`, { email, password });
  return answer.headers.get('set-cookie') ?? '';
}

async function post(address: string, body: object): Promise<Response> {
  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  if (answer.ok) return answer;
  throw unableFailure(
    `the demo's visitor could not sign in: ${address} answered ${answer.status}`,
    'Remove the demo with plumbline demo --remove and start it again.',
  );
}
