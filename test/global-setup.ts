import { startTestServer } from '../server/database/testing.ts';

/** Vitest calls this once before the tests that need a database and what it answers once after them. */
export default startTestServer;
