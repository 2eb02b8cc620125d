import type { FieldProblem, Profile } from '../../../checks/index.ts';
import type { Log } from '../../log.ts';
import type { ProblemSlug } from '../../problem.ts';
import type { ReceiveContext } from '../receive-context.ts';

/** What working events in needs of its process. */
export interface ProjectorContext {
  receive: ReceiveContext;
  log: Pick<Log, 'warn'>;
  /** What is wrong with a profile made of an event's facets. */
  problemsOf: (profile: Profile) => FieldProblem[];
  /** Words about what was wrong, fit to be kept. */
  withoutValues: (words: Said) => Pick<Said, 'detail' | 'errors'>;
}

interface Said {
  slug: ProblemSlug;
  detail: string;
  errors: FieldProblem[];
}
