// Exit code 0 when the server on this machine says that it is ready, 1 when it does not within two seconds.
const port = process.env.PLUMBLINE_PORT || '8080';

try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) });
  if (!answer.ok) throw new Error(`/readyz answered ${answer.status}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
