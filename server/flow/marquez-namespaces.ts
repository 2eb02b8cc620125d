import { appendAudit, type Actor } from '../store/audit.ts';
import { findNamespace, hideNamespace, saveNamespace } from '../store/marquez/namespaces.ts';
import { inTransaction, type Pool } from '../store/sql.ts';

interface Change {
  name: string;
  actor: Actor;
}

/** Makes a namespace or says anew whose it is, with an entry in the audit log; it is hidden no more. */
export async function saveMarquezNamespace(
  pool: Pool,
  { name, owner, description, actor }: Change & { owner: string; description: string | null },
): Promise<void> {
  await inTransaction(pool, async (sql) => {
    const before = await findNamespace(sql, name);
    await saveNamespace(sql, { name, owner, description });
    const after = { owner, description };
    await appendAudit(sql, actor, {
      action: 'namespace.described',
      object: `namespace/${name}`,
      namespace: name,
      before,
      after,
    });
  });
}

/** Hides a namespace from the lists of Marquez's interface, with an entry in the audit log. Nothing is deleted. */
export async function hideMarquezNamespace(pool: Pool, { name, now, actor }: Change & { now: Date }): Promise<void> {
  await inTransaction(pool, async (sql) => {
    await hideNamespace(sql, name, now);
    await appendAudit(sql, actor, { action: 'namespace.hidden', object: `namespace/${name}`, namespace: name });
  });
}
