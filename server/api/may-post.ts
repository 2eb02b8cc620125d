import { coversNamespace, type Principal } from '../flow/principal.ts';
import { Problem } from '../problem.ts';

const most = 5;

/** @throws Problem that says which namespaces the key is for, when it may not post to this one. */
export function requireMayPost({ namespaces, kind }: Principal, namespace: string): void {
  if (coversNamespace(namespaces, namespace)) return;
  const named = namespaces.slice(0, most).join(', ') + (namespaces.length > most ? ', …' : '');
  const own = namespaces.length === 0 ? 'no namespace' : `the namespace${namespaces.length > 1 ? 's' : ''} ${named}`;
  const who = kind === 'key' ? 'This key is' : 'You are';
  throw new Problem('not-allowed', `${who} for ${own}; it may not post to ${JSON.stringify(namespace)}.`);
}
