import type { Terminal } from './terminal.ts';

type DataForm = 'human' | 'json' | 'ndjson';

/**
 * Data for the next program: with `json` one indented document, with `ndjson` one line. Documents carry `schemaVersion`,
 * which is raised when a field changes its meaning or goes away.
 */
export function dataText(form: DataForm, document: object): string {
  const whole = { schemaVersion: 1, ...document };
  return form === 'ndjson' ? `${JSON.stringify(whole)}\n` : `${JSON.stringify(whole, null, 2)}\n`;
}

/** A list: with `json` one document that holds it as `name`, with `ndjson` one entry a line and nothing when there is none. */
export function listText(form: DataForm, { name, items }: { name: string; items: readonly object[] }): string {
  if (form !== 'ndjson') return dataText(form, { [name]: items });
  return items.map((item) => `${JSON.stringify(item)}\n`).join('');
}

/** `dataText`, written. */
export const writeData = (terminal: Terminal, form: DataForm, document: object): void =>
  terminal.out(dataText(form, document));

/** `listText`, written. */
export const writeList = (terminal: Terminal, form: DataForm, list: { name: string; items: readonly object[] }): void =>
  terminal.out(listText(form, list));
