import { vi } from 'vitest';
import type { TestApp } from '../../../api/testing.ts';
import type { ClockContext } from '../../watch-clock.ts';

/** The clock of a test's app, which goes by the app's own time. */
export const clockOf = ({ receive }: TestApp): ClockContext => ({
  receive,
  now: async () => receive.clock(),
  log: { warn: vi.fn(), error: vi.fn() },
  leaseSeconds: 30,
  lostAfterSeconds: 86_400,
});
