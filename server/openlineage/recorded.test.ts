import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findInconsistencies } from '../../checks/index.ts';
import { profileProblems } from '../api/profile-validator.ts';
import { packageRoot } from '../config/package-root.ts';
import { profilesOf, readEvent } from './index.ts';

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

  it('flink.jsonl.gz names SQL tables without a namespace: it is refused, and each place is said', () => {
    const places = ['/inputs/0/namespace', '/outputs/0/namespace'];
    const errors = places.map((pointer) => ({ pointer, message: 'must be a text of 1 to 200 characters' }));
    expect(eventsOf('flink.jsonl.gz').map(readEvent)).toEqual([{ errors }]);
  });

  it.each([...recordings, 'flink.jsonl.gz'])(
    '%s names neither folders nor addresses of the machine it was recorded on',
    (name) => {
      const text = JSON.stringify(eventsOf(name));
      expect(text).not.toMatch(/"\/(root|work|tmp)\/|127\.0\.0\.1:\d|Bearer/);
    },
  );
});
