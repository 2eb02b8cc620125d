import { statfs } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { badSecondsInARow, type Surrounding } from './api/admission/trouble.ts';

const resolutionMs = 20;

/** Looks at the process and its disk once a second until stopped. */
export interface Surroundings {
  look(): Pick<Surrounding, 'loopDelaysMs' | 'freeDiskBytes'>;
  stop(): void;
}

/** `dataDir`: a directory on the disk to watch; undefined watches none. What cannot be found out counts as no trouble. */
export function watchSurroundings(dataDir: string | undefined): Surroundings {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let loopDelaysMs: number[] = [];
  let freeDiskBytes: number | null = null;
  const lookAtDisk = async () => {
    if (dataDir === undefined) return;
    const disk = await statfs(dataDir).catch(() => null);
    freeDiskBytes = disk && disk.bavail * disk.bsize;
  };
  const timer = setInterval(() => {
    // The histogram holds the whole distance between two of its own ticks.
    loopDelaysMs = [...loopDelaysMs, histogram.percentile(99) / 1e6 - resolutionMs].slice(-badSecondsInARow);
    histogram.reset();
    void lookAtDisk();
  }, 1_000).unref();
  void lookAtDisk();
  return {
    look: () => ({ loopDelaysMs, freeDiskBytes }),
    stop: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
