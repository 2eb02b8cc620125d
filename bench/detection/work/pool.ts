import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { RuleScore } from '../score/judged.ts';
import { Trouble } from '../trouble.ts';
import { progress } from './progress.ts';
import type { Progress } from './progress.ts';
import type { Task } from './tasks.ts';

export interface Question {
  id: number;
  task: Task;
}

export type Answer =
  { id: number; result: RuleScore | null; cpuSeconds: number } | { id: number; error: string; isTrouble: boolean };

export interface Done {
  result: RuleScore | null;
  cpuSeconds: number;
}

/** Processes that perform tasks, first come, first served. */
export interface Pool {
  /** How much is left of what was planned: whoever plans parts runs them. */
  progress: Progress;
  run(task: Task): Promise<Done>;
  close(): void;
}

interface Waiting {
  task: Task;
  /** When a process began with it. */
  since: number;
  resolve(done: Done): void;
  reject(error: Error): void;
}

/** One process for each core, at most four: a rule keeps a whole dataset in memory. They start with the first tasks. */
export function openPool({ stale }: { stale: boolean }): Pool {
  const width = Math.min(4, availableParallelism());
  const left = progress(width);
  const queue: Waiting[] = [];
  const workers: Worker[] = [];
  const next = (): void => {
    const idle = workers.find(({ busy }) => busy === null);
    if (queue.length === 0) return;
    if (idle) give(idle, queue.shift()!);
    else if (workers.length < width) give(addWorker(), queue.shift()!);
  };
  const addWorker = (): Worker => {
    const worker = startWorker(stale, next);
    workers.push(worker);
    return worker;
  };
  return {
    progress: left,
    run: (task) =>
      new Promise((resolve, reject) => {
        const done = (result: Done): void => {
          left.done(task.kind, (performance.now() - waiting.since) / 1000);
          resolve(result);
        };
        const waiting: Waiting = { task, since: 0, resolve: done, reject };
        queue.push(waiting);
        next();
      }),
    close: () => {
      for (const { process: child } of workers) child.disconnect();
    },
  };
}

interface Worker {
  process: ChildProcess;
  busy: Waiting | null;
}

function give(worker: Worker, waiting: Waiting): void {
  worker.busy = waiting;
  waiting.since = performance.now();
  const question: Question = { id: worker.process.pid ?? 0, task: waiting.task };
  worker.process.send(question);
}

function startWorker(stale: boolean, onIdle: () => void): Worker {
  // Compiled it is JavaScript; in tests and under tsx it is as written.
  const file = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? 'worker.ts' : 'worker.js', import.meta.url));
  const child = fork(file, stale ? ['--stale'] : [], { serialization: 'advanced' });
  const worker: Worker = { process: child, busy: null };
  child.on('message', (answer: Answer) => {
    const { busy } = worker;
    worker.busy = null;
    if ('error' in answer) busy?.reject(answer.isTrouble ? new Trouble(answer.error) : new Error(answer.error));
    else busy?.resolve(answer);
    onIdle();
  });
  child.on('exit', (code, signal) => {
    worker.busy?.reject(new Error(`a process of the bench ended in the middle of its work (${signal ?? code})`));
  });
  return worker;
}
