import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem, problemCatalogue } from '../problem.ts';

type Kind = Parameters<ReceiveContext['observe']['event']>[0];

/** Did the sender send what cannot be taken, or did we fail to take it? */
export const outcomeOf = (error: unknown) =>
  error instanceof Problem && problemCatalogue[error.slug].status < 500 ? 'refused' : 'failed';

/** Counts an event that was not taken; the step itself counts what was. */
export async function counted<T>({ observe }: ReceiveContext, kind: Kind, receive: () => Promise<T>): Promise<T> {
  try {
    return await receive();
  } catch (error) {
    observe.event(kind, outcomeOf(error));
    throw error;
  }
}
