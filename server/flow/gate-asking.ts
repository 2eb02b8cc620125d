import { closestName } from '../../alerts/index.ts';
import type { Actor } from '../store/audit.ts';
import type { QualifiedName } from '../store/datasets.ts';
import type { GateQuestion } from '../store/gate.ts';
import type { GateRules } from './gate-answer.ts';
import type { ReceiveContext } from './receive-context.ts';
import type { CompiledRules } from './rules-cache.ts';

/** What somebody asks a gate, and who. */
export interface GateAsking {
  /** Null: all that the run of the question wrote. */
  dataset: QualifiedName | null;
  question: GateQuestion;
  consumer: string | null;
  shadow: boolean;
  /** Nobody asks again: what is pending at the end of the wait is decided by the consumer's policy. */
  final: boolean;
  waitSeconds: number;
  covers: (namespace: string) => boolean;
  actor: Actor;
  /** Ends the wait early: nobody listens any more. */
  signal: AbortSignal;
}

export type GateContext = Pick<ReceiveContext, 'pool' | 'publicUrl' | 'rules' | 'clock'>;

/** What holds at a dataset's gate for whoever asks. */
export function gateRules(rules: CompiledRules, dataset: QualifiedName, asking: GateAsking): GateRules {
  const { failOpen, consumers } = rules.of(dataset);
  const { consumer, shadow, final } = asking;
  const policy = (consumer === null ? undefined : consumers.get(consumer)) ?? {};
  return { consumer, failOpen, policy, shadow, final };
}

/** Said when whoever asks is no consumer of the dataset: a mistyped name would count nobody's clauses without a word. */
export function unknownConsumer(rules: CompiledRules, dataset: QualifiedName, consumer: string | null): string[] {
  if (consumer === null) return [];
  const known = [...rules.of(dataset).consumers.keys()];
  if (known.includes(consumer)) return [];
  const near = closestName(consumer, known);
  const hint = near === null ? '' : `; did you mean ${JSON.stringify(near)}?`;
  const { namespace, name } = dataset;
  return [`no suite names ${JSON.stringify(consumer)} as a consumer of ${namespace}/${name}${hint}`];
}
