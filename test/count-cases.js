import { readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Test cases in a report of vitest's json reporter; a file that could not be loaded counts as one failed case. */
export function countVitest(path) {
  const report = read(path);
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/** Test cases in a report of Playwright's json reporter; one that passed only when repeated counts as failed. */
export function countPlaywright(path) {
  const { stats, errors } = read(path);
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}

/** What failed in a report of vitest's json reporter, each with its message; empty when nothing is told there. */
export function failedInVitest(path) {
  const failed = read(path).testResults.flatMap((file) => [
    ...(file.status === 'failed' && file.assertionResults.length === 0 ? [`${file.name}\n${file.message}`] : []),
    ...file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `${file.name}\n${fullName}\n${failureMessages.join('\n')}`),
  ]);
  return failed.map((text) => text.slice(0, 4000)).join('\n\n');
}
