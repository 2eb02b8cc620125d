import type { FieldProblem } from '../../checks/index.ts';
import type { ProblemSlug } from '../problem.ts';

interface Words {
  slug: ProblemSlug;
  detail: string;
  errors: FieldProblem[];
}

/** Numbers at these places count rows; every other number of a profile may be somebody's value. */
const counts =
  /(^|\/)(count|counts|nullCount|[a-z]+Count|rowCount|tested|failed|bytes|rows[A-Z]\w+|topValues|distinct\/\w+|counts\/\d+)$/;
const number = /-?\d+(\.\d+)?(e[+-]?\d+)?/gi;
const longestCount = 15;
const mostMessage = 300;

/** What was wrong, fit to be kept: measurements that may be a person's value, and pieces of the body, are left out of the words. */
export function withoutValues({ slug, detail, errors }: Words): { detail: string; errors: FieldProblem[] } {
  return {
    // What the parser of JSON says quotes the text around the place.
    detail: (slug === 'malformed-body' ? withoutQuotes(detail) : detail).slice(0, 1000),
    errors: errors.map(({ pointer, message }) => ({
      pointer: pointer.slice(0, 600),
      message: wordsOf(message, counts.test(pointer)).slice(0, mostMessage),
    })),
  };
}

const wordsOf = (message: string, isCount: boolean) =>
  message.replace(number, (digits) => (isCount && digits.length <= longestCount ? digits : '…'));

function withoutQuotes(detail: string): string {
  const place = /at position \d+( \(line \d+ column \d+\))?/.exec(detail)?.[0];
  if (/not JSON/.test(detail)) return `The body is not JSON${place ? `: it cannot be read ${place}` : ''}.`;
  return detail.replace(/"[^"]*"/g, '…');
}
