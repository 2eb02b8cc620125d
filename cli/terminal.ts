import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Where a command writes: `out` is data for the next program, `err` is messages for the person. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** May standard output carry colours? */
  colour: boolean;
  /** May standard error? */
  errorColour?: boolean;
  /** May standard error carry a progress bar that redraws itself? */
  progress: boolean;
  env: Readonly<Record<string, string | undefined>>;
  /** Asks a person for something that is not shown while it is typed; null when there is nobody to ask. */
  askSecret?(question: string): Promise<string | null>;
}

/** The terminal of this process: colours and progress only on a TTY, no colours with NO_COLOR, no progress bar in CI. */
export function processTerminal(): Terminal {
  const env = process.env;
  const mayColour = !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  for (const stream of [process.stdout, process.stderr]) outliveReader(stream);
  return {
    out: (text) => void (process.stdout.destroyed || process.stdout.write(text)),
    err: (text) => void (process.stderr.destroyed || process.stderr.write(text)),
    colour: process.stdout.isTTY === true && mayColour,
    errorColour: process.stderr.isTTY === true && mayColour,
    progress: process.stderr.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb',
    env,
    askSecret: (question) => (process.stdin.isTTY === true ? askHidden(question) : Promise.resolve(null)),
  };
}

// `plumbline … | head` closes the pipe early: the rest is not written, and the exit code stays what the command found.
function outliveReader(stream: NodeJS.WriteStream): void {
  if (!stream.listeners('error').includes(ignoreBrokenPipe)) stream.on('error', ignoreBrokenPipe);
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function askHidden(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(question);
  try {
    lines.once('SIGINT', () => process.exit(130));
    return await lines.question('');
  } finally {
    process.stderr.write('\n');
    lines.close();
  }
}

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;
export type Colour = keyof typeof codes;

/** `text` in a colour when the terminal may have colours, else `text`. */
export function painted(terminal: Terminal, colour: Colour, text: string): string {
  return terminal.colour ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
}

/** `text` in red when standard error may have colours, else `text`. */
export function paintedError(terminal: Terminal, text: string): string {
  return terminal.errorColour === true ? `\u001b[${codes.red}m${text}\u001b[0m` : text;
}

/** Text from files and servers made safe to show: control and direction-changing characters appear as \u escapes. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
