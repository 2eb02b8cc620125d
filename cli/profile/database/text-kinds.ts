import type { CellKind } from '../cell-kind.ts';
import type { Dialect } from './dialect.ts';

const month = '(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])';
const leapYear = '[0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00';
/** A day that exists. */
const day = `([0-9]{4}-(${month})|(${leapYear})-02-29)`;
const clock = '[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](.[0-9]{1,9})?)?'.replace('(.[', '([.][');
const offset = ' ?(Z|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)';

/** The same kinds of cells as in cell-kind.ts, in what the regular expressions of the databases share. */
export const textPatterns = {
  blank: '[\t\n\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+',
  integral: ' *[+-]?[0-9]+ *',
  fractional: ' *[+-]?([0-9]+[.][0-9]*|[.][0-9]+|[0-9]+)([eE][+-]?[0-9]+)? *',
  date: ` *${day} *`,
  timestamp: ` *${day}${clock} *`,
  zoned: ` *${day}${clock}${offset} *`,
  boolean: ' *([tT][rR][uU][eE]|[fF][aA][lL][sS][eE]) *',
  special: ' *([nN][aA][nN]|[+-]?[iI][nN][fF]([iI][nN][iI][tT][yY])?) *',
} as const satisfies Partial<Record<CellKind, string>>;

/** SQL for the kind of the text `x`. */
export function textKindSql(dialect: Dialect, x: string): string {
  const others = Object.entries(textPatterns).map(
    ([kind, pattern]) => `WHEN ${dialect.matches(x, pattern)} THEN '${kind}'`,
  );
  return `CASE WHEN ${dialect.isEmpty(x)} THEN 'empty' ${others.join(' ')} ELSE 'string' END`;
}
