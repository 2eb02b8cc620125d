import type { OutputForm } from './common-options.ts';
import type { Terminal } from './terminal.ts';

/**
 * Data for the next program: with `json` one indented document, with `ndjson` one line. Documents carry `schemaVersion`,
 * which is raised when a field changes its meaning or goes away.
 */
export function writeData(terminal: Terminal, form: OutputForm, document: object): void {
  const whole = { schemaVersion: 1, ...document };
  terminal.out(form === 'ndjson' ? `${JSON.stringify(whole)}\n` : `${JSON.stringify(whole, null, 2)}\n`);
}

/** A list: with `json` one document that holds it as `name`, with `ndjson` one entry a line and nothing when there is none. */
export function writeList(
  terminal: Terminal,
  form: OutputForm,
  list: { name: string; items: readonly object[] },
): void {
  if (form !== 'ndjson') return writeData(terminal, form, { [list.name]: list.items });
  for (const item of list.items) terminal.out(`${JSON.stringify(item)}\n`);
}
