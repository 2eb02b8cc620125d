import type { DatasetName, ExternalVerdict } from '../../checks/index.ts';
import type { ExternalContext } from '../store/external-results.ts';
import type { LockedDataset } from '../store/receive.ts';
import type { Sql } from '../store/sql.ts';
import type { ReceiveContext } from './receive-context.ts';
import type { CompiledRules } from './rules-cache.ts';

/** A verdict whose dataset is known, and the key that its post carries. */
export interface PostedVerdict extends Omit<ExternalVerdict, 'dataset'> {
  dataset: DatasetName;
  key: string | null;
}

/** One verdict in its transaction: what was posted, what was read under the lock, and the rules. */
export interface ResultsPlace {
  context: ReceiveContext & { sql: Sql };
  rules: CompiledRules;
  dataset: LockedDataset;
  drawn: ExternalContext;
  posted: PostedVerdict;
  now: Date;
}
