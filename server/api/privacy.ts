import { z } from 'zod';
import type { PrivacyRule } from '../../checks/index.ts';
import { applyPrivacyRules } from '../flow/apply-rules.ts';
import { listPrivacyRules } from '../store/rules.ts';
import type { Pool } from '../store/sql.ts';
import { byOf } from './by.ts';
import { mount, type App } from './mount.ts';
import { privacySchema } from './shapes/rules.ts';
import { text } from './text.ts';

const privacyBody = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        datasetPattern: text(700, 1),
        columnPattern: text(500, 1),
        level: z.enum(['full', 'hashed', 'bucketed', 'counts-only']),
      }),
    )
    .max(1000),
});

/** GET and PUT /api/v1/privacy: which level holds for which columns; the first rule that matches decides. */
export function mountPrivacy(app: App, pool: Pool): void {
  mount(
    app,
    {
      method: 'get',
      path: '/api/v1/privacy',
      permission: 'privacy.read',
      summary: 'Privacy rules in force',
      answer: privacySchema,
    },
    async (c) => c.json({ rules: await listPrivacyRules(pool) }),
  );
  mount(
    app,
    {
      method: 'put',
      path: '/api/v1/privacy',
      permission: 'privacy.write',
      summary: 'Replace the privacy rules',
      body: privacyBody,
      answer: privacySchema,
    },
    async (c, { body, principal }) => {
      await applyPrivacyRules(pool, { ...byOf(c, principal), rules: body.rules as PrivacyRule[] });
      return c.json({ rules: await listPrivacyRules(pool) });
    },
  );
}
