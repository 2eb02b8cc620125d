import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findInconsistencies } from '../../checks/index.ts';
import { profileProblems } from '../api/profile-validator.ts';
import { packageRoot } from '../config/package-root.ts';
import { profilesOf, readEvent, warningsOf } from './index.ts';

const folder = join(packageRoot(), 'test', 'data', 'openlineage', 'producers');
const recordings = readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz') && !name.startsWith('flink'));
const eventsOf = (name: string) =>
  gunzipSync(readFileSync(join(folder, name)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('what real producers sent', () => {
  it.each(recordings)('%s is read whole, and each profile in it is one', (name) => {
    const events = eventsOf(name);
    expect(events.length).toBeGreaterThan(3);
    for (const value of events) {
      const read = readEvent(value);
      if ('errors' in read) throw new Error(JSON.stringify(read.errors));
      for (const profile of profilesOf(read.event)) {
        expect(profileProblems(profile)).toEqual([]);
        expect(findInconsistencies(profile)).toEqual([]);
      }
    }
  });

  it('flink.jsonl.gz names SQL tables without a namespace: they stand in that of the job, and each place is warned of', () => {
    const [event] = eventsOf('flink.jsonl.gz');
    const read = readEvent(event);
    if ('errors' in read) throw new Error(JSON.stringify(read.errors));
    const { job, inputs, outputs } = read.event;
    expect([...inputs, ...outputs].map(({ namespace }) => namespace)).toEqual([job?.namespace, job?.namespace]);
    const empty = warningsOf(event as Record<string, unknown>).filter(({ message }) => message.startsWith('is empty'));
    expect(empty.map(({ pointer }) => pointer)).toEqual(['/inputs/0/namespace', '/outputs/0/namespace']);
  });

  it.each([...recordings, 'flink.jsonl.gz'])(
    '%s names neither folders nor addresses of the machine it was recorded on',
    (name) => {
      const text = JSON.stringify(eventsOf(name));
      expect(text).not.toMatch(/"\/(root|work|tmp)\/|127\.0\.0\.1:\d|Bearer/);
    },
  );
});
