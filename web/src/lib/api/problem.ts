import type { ProblemShape } from './types.ts';

/** A refused or failed request, carrying the server's problem details. */
export class Problem extends Error {
  static readonly unreachable: ProblemShape = {
    type: 'about:blank',
    title: 'The server cannot be reached',
    status: 0,
    detail: 'No answer came back. Is Plumbline running, and are you online?',
  };

  readonly shape: ProblemShape;

  constructor(shape: ProblemShape) {
    super(shape.detail === '' ? shape.title : shape.detail);
    this.name = 'Problem';
    this.shape = shape;
  }

  get status(): number {
    return this.shape.status;
  }
}
