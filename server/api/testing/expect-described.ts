import type { App } from '../mount.ts';
import { apiDocument } from '../openapi.ts';
import { checkAnswers } from './described-answers.ts';

/** Every answer that a test gets is compared with what /openapi.json says of it, whatever the test is about. */
export function expectDescribed(app: App): void {
  const check = checkAnswers(apiDocument(app, '0.0.0'));
  const request = app.request.bind(app);
  app.request = async (input, init, ...rest) => {
    const answer = await request(input, init, ...rest);
    const url = new URL(input instanceof Request ? input.url : String(input), 'http://localhost');
    const method = input instanceof Request ? input.method : (init?.method ?? 'GET');
    const { status, headers } = answer;
    const contentType = headers.get('content-type');
    // A stream goes on for as long as somebody listens.
    const body = contentType?.startsWith('text/event-stream') ? '' : await answer.clone().text();
    const complaint = check({ method, path: url.pathname, status, contentType, body });
    if (complaint !== null) throw new Error(`not as /openapi.json says: ${complaint}`);
    return answer;
  };
}
