import { z } from 'zod';
import { judgeOnRequest } from '../flow/judge-on-request.ts';
import { profileNumber } from '../flow/read-past.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { listJudgements, type StoredJudgement } from '../store/judgements.ts';
import { readProfile, readSupersededBy } from '../store/profiles.ts';
import { byOf } from './by.ts';
import { idParams } from './catalogue.ts';
import { mount, requireNamespace, type App } from './mount.ts';
import { instant } from './shapes/common.ts';
import { judgementSchema, judgementsSchema } from './shapes/judgements.ts';
import { answerOf } from './stored-json.ts';
import { text } from './text.ts';

const mostJudgements = 100;
const query = z.object({ asOf: instant.optional() });

/** By which rules: named versions, those of an instant, or with neither those in force now. */
const judgeAgainSchema = z.strictObject({
  suites: z
    .array(z.strictObject({ name: text(200, 1), version: z.number().int().min(1).max(1_000_000_000) }))
    .min(1)
    .max(50)
    .optional(),
  asOf: instant.optional(),
  /** Compare with its own past as it was known when it came (`then`, the default) or as it is known now. */
  history: z.enum(['then', 'now']).optional(),
  /** Let the new verdict speak for the profile; only by the rules in force, and for the newest of its series. */
  record: z.boolean().optional(),
});

/** POST /api/v1/profiles/{id}/judge and GET …/judgements: judge once more and keep both; what was known when. */
export function mountJudgements(app: App, receive: ReceiveContext): void {
  const { pool } = receive;
  const judge = { method: 'post', path: '/api/v1/profiles/{id}/judge', permission: 'suites.write' } as const;
  const judging = {
    params: idParams,
    body: judgeAgainSchema,
    answer: judgementSchema,
    problems: ['conflict'],
  } as const;
  const summary = 'Judge a stored profile once more, by the rules of now, of an instant or of named versions';
  mount(app, { ...judge, ...judging, summary }, async (c, { params, body, principal }) => {
    const asked = { ...byOf(c, principal), profileId: profileNumber(params.id), id: params.id, ...body };
    return c.json(shapeOf(await judgeOnRequest(receive, asked)));
  });
  const list = { method: 'get', path: '/api/v1/profiles/{id}/judgements', permission: 'catalogue.read' } as const;
  const listing = { params: idParams, query, answer: judgementsSchema } as const;
  mount(
    app,
    { ...list, ...listing, summary: 'Every judgement of a profile, and the one that spoke for it' },
    async (c, valid) => {
      const profileId = profileNumber(valid.params.id);
      const profile = await readProfile(pool, profileId);
      requireNamespace(valid.principal, profile?.namespace, `profile ${valid.params.id}`);
      const until = valid.query.asOf === undefined ? null : new Date(valid.query.asOf);
      const items = await listJudgements(pool, { profileId, until, limit: mostJudgements });
      const known = items.find(({ counts }) => counts);
      const supersededBy = await readSupersededBy(pool, profileId, until);
      return c.json({
        profileId: `prf_${profileId}`,
        supersededBy: supersededBy === null ? null : `prf_${supersededBy}`,
        known: known ? shapeOf(known) : null,
        items: items.map(shapeOf),
      });
    },
  );
}

const shapeOf = (one: StoredJudgement) => ({
  id: `jdg_${one.id}`,
  at: one.judgedAt.toISOString(),
  cause: one.cause,
  counts: one.counts,
  rules: one.rules,
  comparedWith: one.partners.map((id) => `prf_${id}`),
  requestedBy: one.requestedBy,
  answer: answerOf(one.answer),
});
