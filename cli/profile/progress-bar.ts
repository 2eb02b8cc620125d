import { printable } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export interface ProgressBar {
  step(done: number, steps: number, next: string): void;
  end(): void;
}

const barCells = 24;
const redrawMs = 200;

/** A bar on standard error that redraws itself and is gone at the end; nothing at all where it would only fill a log. */
export function progressBar(terminal: Terminal, percent: () => number): ProgressBar {
  if (!terminal.progress) return { step: () => undefined, end: () => undefined };
  let state = { done: 0, steps: 1, next: '' };
  const draw = (): void => {
    const within = Math.max(0, Math.min(100, percent())) / 100;
    const share = Math.min(1, (state.done + within) / state.steps);
    const cells = Math.round(share * barCells);
    const bar = '█'.repeat(cells) + '░'.repeat(barCells - cells);
    const next = [...printable(state.next)].slice(0, 40).join('');
    terminal.err(`\r\u001b[2K${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${next}`);
  };
  const timer = setInterval(draw, redrawMs);
  timer.unref();
  return {
    step: (done, steps, next) => {
      state = { done, steps, next };
      draw();
    },
    end: () => {
      clearInterval(timer);
      terminal.err('\r\u001b[2K');
    },
  };
}
