import { ReplayCancelled } from '../flow/replay/pace.ts';
import { replay } from '../flow/replay/replay.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import { mount, type App } from './mount.ts';
import { stringFault } from './read-json.ts';
import { replayAnswerSchema, replayQuestionSchema, type ReplayAnswerShape } from './shapes/replay.ts';

/** How many replays run at once in this process, and how long one may take. */
export interface ReplayLimits {
  mostAtOnce: number;
  limitMs: number;
}

const usual: ReplayLimits = { mostAtOnce: 2, limitMs: 45_000 };

const spec = {
  method: 'post',
  path: '/api/v1/replay',
  permission: 'suites.read',
  body: replayQuestionSchema,
  summary: 'What would have happened: drafts, suites in force or a routing over the profiles that there are',
  description:
    'Nothing is stored and nobody is told. The same question about the same past gets the same answer. Two at once are done; another is refused with 503 and the time after which to ask again.',
  answer: replayAnswerSchema,
  problems: ['invalid-suite', 'invalid-routing', 'overloaded', 'temporarily-unavailable'],
} as const;

/** POST /api/v1/replay. Who may read suites may: it shows nothing that they cannot see, and changes nothing. */
export function mountReplay(app: App, receive: ReceiveContext, { mostAtOnce, limitMs } = usual): void {
  let running = 0;
  mount(app, spec, async (c, { body, principal }) => {
    refuseUnstorable([...(body.datasets ?? []), ...(body.names ?? [])]);
    if (running >= mostAtOnce) {
      const detail = `${running} replays are running here; ask again in a moment.`;
      throw new Problem('overloaded', detail, { retryAfterSeconds: 5 });
    }
    running += 1;
    try {
      const terms = { principal, signal: c.req.raw.signal, limitMs };
      const answer: ReplayAnswerShape = await replay(receive, body, terms);
      return c.json(answer);
    } catch (error) {
      if (error instanceof ReplayCancelled) throw new Problem('temporarily-unavailable', error.message);
      throw error;
    } finally {
      running -= 1;
    }
  });
}

function refuseUnstorable(texts: readonly string[]): void {
  const fault = texts.map(stringFault).find((one) => one !== null);
  if (fault != null)
    throw new Problem('invalid-request', 'The question is not valid.', { errors: [{ pointer: '', message: fault }] });
}
