import { describe, expect, it } from 'vitest';
import { progress } from './progress.ts';

describe('the time that is left of a run', () => {
  it('goes by what parts of the same kind took, and by the speed so far where there was none yet', () => {
    const run = progress(2);
    run.plan('profiles', 3);
    run.plan('trials', 2);
    expect(run.left()).toBe('about 30 s to go in all');
    // Ten times as slow as usual: 2 x 30 s, and 2 x 250 s of the kind that is still to come, by two processes.
    run.done('profiles', 30);
    expect(run.left()).toBe('about 5 min to go in all');
    run.done('profiles', 30);
    run.done('profiles', 30);
    run.done('trials', 40);
    // One part is left, and only one process can do it.
    expect(run.left()).toBe('about 40 s to go in all');
    run.done('trials', 40);
    expect(run.left()).toBe('all done');
  });

  it('is told in hours where it takes hours', () => {
    const run = progress(1);
    run.plan('score', 3);
    run.done('score', 7200);
    expect(run.left()).toBe('about 4.0 h to go in all');
  });
});
