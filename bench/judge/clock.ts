/** Time and processor of a run that may pause, and of its whole process; seconds and MiB. */
export interface Clock {
  pause(): void;
  resume(): void;
  /** `whole…` is from the start of the process, as its parent told it in JUDGE_STARTED, less the pauses. */
  spent(): Record<string, number>;
}

/** A clock that runs from now on. */
export function clock(): Clock {
  const begun = read();
  const paused = { at: 0, cpu: 0 };
  let pausedFrom = begun;
  return {
    pause: () => void (pausedFrom = read()),
    resume: () => {
      const now = read();
      paused.at += now.at - pausedFrom.at;
      paused.cpu += now.cpu - pausedFrom.cpu;
    },
    spent: () => {
      const now = read();
      return {
        seconds: now.at - begun.at - paused.at,
        cpuSeconds: now.cpu - begun.cpu - paused.cpu,
        wholeSeconds: Date.now() / 1000 - Number(process.env['JUDGE_STARTED']) - paused.at,
        wholeCpuSeconds: now.cpu - paused.cpu,
        peakMib: process.resourceUsage().maxRSS / 1024,
      };
    },
  };
}

function read(): { at: number; cpu: number } {
  const { user, system } = process.cpuUsage();
  return { at: performance.now() / 1000, cpu: (user + system) / 1e6 };
}
