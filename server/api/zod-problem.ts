import type { z } from 'zod';
import { Problem } from '../problem.ts';

const escape = (part: PropertyKey) => String(part).replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 200);

/** What zod found as a problem with JSON pointers, every field at once (the first 100). */
export function zodProblem(error: z.ZodError): Problem {
  const errors = error.issues.slice(0, 100).flatMap((issue) => {
    const pointer = issue.path.map((part) => `/${escape(part)}`).join('');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ pointer: `${pointer}/${escape(key)}`, message: 'is not a known field' }));
    }
    return [{ pointer, message: issue.message }];
  });
  return new Problem('invalid-request', `${errors.length} field(s) are not valid.`, { errors });
}
