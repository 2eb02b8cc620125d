import { readdirSync, readFileSync } from 'node:fs';

/** The process and its direct children (Linux), which with a postmaster are all of its server. */
function family(pid: number): number[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = numbers.map(Number).filter((child) => parentOf(child) === pid);
  return [pid, ...children];
}

function parentOf(pid: number): number | undefined {
  try {
    // The name of the program is in brackets and may hold anything; state and parent follow it.
    return Number(/\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended meanwhile, as backends do.
  }
}

/** Stops a Postgres without ending it: it holds every connection and answers none. Answers what lets it go on. */
export function freeze(postmaster: number): () => void {
  // The postmaster first, so that it makes no more children.
  signal(postmaster, 'SIGSTOP');
  const frozen = family(postmaster);
  for (const pid of frozen) signal(pid, 'SIGSTOP');
  return () => {
    for (const pid of frozen.reverse()) signal(pid, 'SIGCONT');
  };
}
