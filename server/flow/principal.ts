import type { Actor } from '../store/audit.ts';

export type Role = 'viewer' | 'editor' | 'on-call' | 'auditor' | 'admin' | 'ingest';
export const roles: readonly Role[] = ['viewer', 'editor', 'on-call', 'auditor', 'admin', 'ingest'];

/** Who makes a request, and where they may act. */
export interface Principal {
  kind: 'user' | 'key';
  id: string;
  /** E-mail of a user, name of a key. */
  name: string;
  role: Role;
  /** `*`, a namespace, or a prefix ending in `*`. */
  namespaces: string[];
}

/** Every permission and the roles that have it: the one table of who may do what. */
export const permissions = {
  'catalogue.read': ['viewer', 'editor', 'on-call', 'auditor', 'admin'],
  'datasets.write': ['editor', 'admin'],
  'incidents.read': ['viewer', 'editor', 'on-call', 'auditor', 'admin'],
  'incidents.act': ['editor', 'on-call', 'admin'],
  'silences.read': ['viewer', 'editor', 'on-call', 'auditor', 'admin'],
  'silences.write': ['editor', 'on-call', 'admin'],
  'gate.ask': ['ingest', 'editor', 'admin'],
  'gate.request': ['ingest', 'editor', 'on-call', 'admin'],
  'gate.override': ['editor', 'on-call', 'admin'],
  'gate.overrides.read': ['viewer', 'editor', 'on-call', 'auditor', 'admin'],
  'suites.read': ['viewer', 'editor', 'on-call', 'auditor', 'admin'],
  'suites.write': ['editor', 'admin'],
  'routing.read': ['viewer', 'editor', 'on-call', 'auditor', 'admin'],
  'routing.write': ['admin'],
  'receivers.test': ['on-call', 'admin'],
  'lineage.replay': ['admin'],
  'notifications.replay': ['on-call', 'admin'],
  'profiles.write': ['ingest'],
  'runs.write': ['ingest'],
  'sample.write': ['editor', 'admin'],
  'privacy.read': ['viewer', 'editor', 'on-call', 'auditor', 'admin'],
  'privacy.write': ['admin'],
  'keys.manage': ['admin'],
  'users.manage': ['admin'],
  'audit.read': ['auditor', 'admin'],
  'session.self': ['viewer', 'editor', 'on-call', 'auditor', 'admin', 'ingest'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

export const hasPermission = (role: Role, permission: Permission) =>
  (permissions[permission] as readonly Role[]).includes(role);

/** Does one of the patterns cover this namespace? */
export const coversNamespace = (patterns: readonly string[], namespace: string) =>
  patterns.some((p) => p === '*' || p === namespace || (p.endsWith('*') && namespace.startsWith(p.slice(0, -1))));

/** Admins and auditors see every namespace; everybody else those that were granted. */
export const namespacesOf = (principal: Principal): readonly string[] =>
  principal.role === 'admin' || principal.role === 'auditor' ? ['*'] : principal.namespaces;

/** The same patterns for SQL's `like any`; null means all. */
export function namespaceLikes(principal: Principal): string[] | null {
  const patterns = namespacesOf(principal);
  if (patterns.includes('*')) return null;
  const escape = (text: string) => text.replace(/[\\%_]/g, '\\$&');
  return patterns.map((p) => (p.endsWith('*') ? `${escape(p.slice(0, -1))}%` : escape(p)));
}

/** The principal as the audit log names it. */
export const actorOf = (principal: Principal, more: Omit<Actor, 'name'>): Actor => ({
  name: `${principal.kind}:${principal.name}`,
  ...more,
});
