import type { KeyRow, UserRow } from '../store/access.ts';
import { roles, type Principal, type Role } from './principal.ts';

const roleOf = (text: string): Role => {
  const role = roles.find((known) => known === text);
  if (!role) throw new Error(`unknown role ${text}`);
  return role;
};

/** A stored user as who makes a request. */
export const userPrincipal = (user: Omit<UserRow, 'passwordHash'>): Principal => ({
  kind: 'user',
  id: `usr_${user.id}`,
  name: user.email,
  role: roleOf(user.role),
  namespaces: user.namespaces,
});

/** A stored key as who makes a request. */
export const keyPrincipal = (row: Pick<KeyRow, 'publicId' | 'name' | 'role' | 'namespaces'>): Principal => ({
  kind: 'key',
  id: `key_${row.publicId}`,
  name: row.name,
  role: roleOf(row.role),
  namespaces: row.namespaces,
});
