import { OperatorError } from '../operator-error.ts';

/** One thing wrong with the configuration: where it was said and what is the matter. */
export type ConfigProblem = { place: string; message: string };

/** Everything wrong with the configuration at once; the message lists it all and prints no secret. */
export class ConfigError extends OperatorError {
  override name = 'ConfigError';
  readonly problems: ConfigProblem[];

  constructor(problems: ConfigProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super([`The configuration has ${count}:`, ...problems.map((p) => `  ${p.place}: ${p.message}`)].join('\n'));
    this.problems = problems;
  }
}
