import type { ProblemShape } from '$lib/api/types.ts';

declare global {
  namespace App {
    interface Error {
      message: string;
      problem?: ProblemShape;
    }
  }
}

export {};
