const colours: Record<string, number> = { fatal: 31, error: 31, warn: 33, info: 36, debug: 90, trace: 90 };
const hidden = new Set(['@timestamp', 'log.level', 'message', 'ecs.version', 'process.pid', 'host.hostname', 'error']);

/**
 * One ECS JSON line as a short line for people: local time, level, message, the other fields as `name=value`,
 * and the stack of an error below. A line that is not JSON comes back unchanged.
 */
export function humanLine(line: string, colour: boolean): string {
  const entry = parseEntry(line);
  if (!entry) return line;
  const level = String(entry['log.level']);
  const paint = (text: string, code = 90) => (colour ? `\u001b[${code}m${text}\u001b[39m` : text);
  const { plumbline, ...rest } = entry;
  const fields = Object.entries({ ...rest, ...(plumbline as object | undefined) })
    .filter(([name]) => !hidden.has(name))
    .map(([name, value]) => paint(`${name}=${shown(value)}`));
  const time = clock(String(entry['@timestamp']));
  const head = [
    paint(time),
    paint(level.padEnd(5), colours[level]),
    oneLine(String(entry['message'] ?? '')),
    ...fields,
  ];
  return `${head.join(' ')}\n${errorLines(entry['error'])}`;
}

// A line break or an escape sequence that somebody sent must not look like an entry of its own, nor paint the terminal.
const control = /[\p{Cc}\u2028\u2029]/u;
const unpaired = /[\u007f-\u009f\u2028\u2029]/g;
const oneLine = (text: string) => (control.test(text) ? JSON.stringify(text).replaceAll(unpaired, '?') : text);

const shown = (value: unknown) => (typeof value === 'string' ? oneLine(value) : JSON.stringify(value));

function parseEntry(line: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function clock(timestamp: string): string {
  const at = new Date(timestamp);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

function errorLines(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { stack_trace: stack, message } = error as { stack_trace?: string; message?: string };
  const text = stack ?? message ?? '';
  const visible = text.replaceAll(/\p{Cc}/gu, (letter) => (letter === '\n' ? letter : ' '));
  return text === '' ? '' : `${visible.replaceAll(/^/gm, '    ')}\n`;
}
