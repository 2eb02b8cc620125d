/** Where a command writes: `out` is data for the next program, `err` is messages for the person. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** May standard output carry colours? */
  colour: boolean;
  /** May standard error carry a progress bar that redraws itself? */
  progress: boolean;
  env: Readonly<Record<string, string | undefined>>;
}

/** The terminal of this process: colours and progress only on a TTY, no colours with NO_COLOR, no progress bar in CI. */
export function processTerminal(): Terminal {
  const env = process.env;
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colour: process.stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    progress: process.stderr.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb',
    env,
  };
}

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;
export type Colour = keyof typeof codes;

/** `text` in a colour when the terminal may have colours, else `text`. */
export function painted(terminal: Terminal, colour: Colour, text: string): string {
  return terminal.colour ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
}

/** Text from files and servers made safe to show: control and direction-changing characters appear as \u escapes. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
