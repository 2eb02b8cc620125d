// node test/run-typescript.mjs FILE.ts ARGUMENT...: runs a TypeScript program of the tests in a process of its own.
import { runnerImport } from 'vite';

await runnerImport(process.argv[2]);
