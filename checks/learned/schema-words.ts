import type { SchemaFinding } from '../anomaly/schema-watch.ts';

const MOST_TOLD = 5;

/** What became of the columns, in one clause: `new column discount; amount is text now, was number`. */
export function schemaWords(changes: readonly SchemaFinding[]): string {
  const told = changes.slice(0, MOST_TOLD).map(changeWords);
  const more = changes.length - MOST_TOLD;
  return [...told, ...(more > 0 ? [`${more} more changes of columns`] : [])].join('; ');
}

/** One change of the columns. */
function changeWords({ change, column, was, is }: SchemaFinding): string {
  switch (change) {
    case 'column_added':
      return `new column ${column}`;
    case 'column_removed':
      return `column ${column} is gone`;
    case 'type_changed':
      return `${column} is ${is} now, was ${was}`;
    case 'columns_reordered':
      return 'the columns stand in another order';
    case 'header_changed':
      return is === null ? `the file begins without the ${was} it had` : `the file begins with a ${is}`;
  }
}
