import { createHash } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountedRoutes, type RouteSpec } from './mount.ts';
import type { ApiDocument, Schema } from './reference/document.ts';
import { createTestApp, type TestApp } from './testing.ts';
import { checkAnswers } from './testing/described-answers.ts';

let test: TestApp;
let document: ApiDocument;
beforeAll(async () => {
  test = await createTestApp();
  document = (await (await test.app.request('/openapi.json')).json()) as ApiDocument;
});
afterAll(() => test.drop());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation, name: `${method} ${path}` })),
  );

describe('/openapi.json', () => {
  it('is a valid document of OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone({ ...document }));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('names every route, each with an id of its own, a tag and what it needs', () => {
    const nameOf = ({ method, path }: RouteSpec) => `${method} ${path}`;
    expect(
      operations()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(mountedRoutes().map(nameOf).toSorted());
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operation, name } of operations()) {
      expect(operation.tags, name).toHaveLength(1);
      expect(operation.summary, name).not.toBe('');
      expect(operation.security, name).toBeDefined();
    }
  });

  it('says of every answer what is in it', () => {
    for (const { operation, name } of operations()) {
      const statuses = Object.keys(operation.responses);
      expect(
        statuses.some((status) => status.startsWith('2')),
        name,
      ).toBe(true);
      expect(statuses, name).not.toContain('default');
      for (const [status, { content, description }] of Object.entries(operation.responses)) {
        expect(description, `${name} ${status}`).not.toBe('');
        const schemas = Object.values(content ?? {}).map(({ schema }) => schema);
        // Clients of OpenLineage expect an empty answer.
        const isEmpty = status === '204' || status === '304' || (name === 'post /api/v1/lineage' && status === '201');
        expect(schemas.length > 0, `${name} ${status}`).toBe(!isEmpty);
        for (const schema of schemas) expect(Object.keys(schema ?? {}), `${name} ${status}`).not.toEqual([]);
      }
    }
  });

  it('gives the limits of every text that is sent', () => {
    const bare = operations().flatMap(({ operation, name }) =>
      (operation.parameters ?? [])
        .filter(({ in: where, schema }) => where !== 'header' && !isBounded(schema ?? {}))
        .map((parameter) => `${name} ${parameter.name}`),
    );
    expect(bare).toEqual([]);
  });

  it('asks for a body where nothing will not do, and there alone', async () => {
    const required = (path: string, method: string) =>
      (document.paths[path]?.[method]?.requestBody as { required?: boolean } | undefined)?.required ?? false;
    expect(required('/api/v1/keys', 'post')).toBe(true);
    expect(required('/api/v1/incidents/{id}/acknowledge', 'post')).toBe(false);
    const headers = { authorization: `Bearer ${await test.key('admin')}` };
    const ask = async (path: string) => (await test.app.request(path, { method: 'POST', headers })).status;
    expect([await ask('/api/v1/keys'), await ask('/api/v1/incidents/INC-99/acknowledge')]).toEqual([422, 404]);
  });

  it('describes the bodies that a handler reads itself: profiles and runs', () => {
    const bodyOf = (path: string) => document.paths[path]?.['post']?.requestBody?.content['application/json']?.schema;
    expect(bodyOf('/api/v1/profiles')?.oneOf).toHaveLength(2);
    expect(document.components.schemas['Profile']?.required).toEqual(['dataset']);
    expect(bodyOf('/api/v1/runs')?.required).toEqual(['state', 'eventTime', 'run']);
  });
});

const isBounded = ({ type, anyOf, maxLength, pattern, format, enum: names }: Schema): boolean =>
  anyOf
    ? anyOf.every((one) => isBounded(one.items ?? one))
    : type !== 'string' || [maxLength, pattern, format, names].some((limit) => limit !== undefined);

describe('the check of answers that every test of the API runs', () => {
  const answer = { method: 'GET', path: '/api/v1/setup', status: 200, contentType: 'application/json', body: '' };
  it.each([
    ['a field of another type', { body: '{"needed":"yes"}' }],
    ['a field that is missing', { body: '{}' }],
    ['a status that is not described', { status: 418, body: '{}' }],
    ['another media type', { contentType: 'text/plain', body: '{"needed":true}' }],
    ['a method that there is not, answered as if it were', { method: 'PATCH', body: '{"needed":true}' }],
    ['a body where none is described', { method: 'DELETE', path: '/api/v1/session', status: 204, body: 'x' }],
  ])('sees %s', (_claim, more) => expect(checkAnswers(document)({ ...answer, ...more })).toBeTypeOf('string'));

  it('is content with what is as described', () => {
    expect(checkAnswers(document)({ ...answer, body: '{"needed":true}' })).toBeNull();
    const refused = { title: 'x', status: 401, type: '/problems#not-signed-in', detail: 'x' };
    const problem = { status: 401, contentType: 'application/problem+json', body: JSON.stringify(refused) };
    expect(checkAnswers(document)({ ...answer, ...problem })).toBeNull();
  });
});

describe('the page of the interface', () => {
  it('has every operation with its answers, and fetches and runs nothing', async () => {
    const answer = await test.app.request('/docs/api');
    const page = await answer.text();
    for (const { operation, path } of operations()) {
      expect(page).toContain(`<article id="${operation.operationId}">`);
      expect(page).toContain(path);
    }
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(| on\w+=| style=/i);
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; /);
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy')).toContain(`'sha256-${hash}'`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  });
});

describe('an address that is there for other methods', () => {
  it.each([
    ['PATCH', '/api/v1/datasets', 'GET, HEAD'],
    ['DELETE', '/api/v1/datasets/x', 'GET, HEAD'],
    ['POST', '/livez', 'GET, HEAD'],
    ['PUT', '/api/v1/session', 'DELETE, GET, HEAD, POST'],
  ])('answers %s %s with 405 and those that there are', async (method, path, allow) => {
    const headers = { authorization: `Bearer ${await test.key('viewer')}`, 'x-plumbline-request': '1' };
    const answer = await test.app.request(path, { method, headers });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(await answer.json()).toMatchObject({ type: '/problems#method-not-allowed' });
  });

  it('is no change from another site: TRACE changes nothing and is told what there is', async () => {
    const answer = await test.app.fetch(new Request('http://localhost/api/v1/datasets', { method: 'OPTIONS' }));
    expect(answer.status).toBe(405);
    expect((await test.app.request('/api/v1/setup', { method: 'OPTIONS' })).status).toBe(405);
  });

  it('is 404 where there is nothing at all', async () => {
    const headers = { authorization: `Bearer ${await test.key('viewer')}` };
    expect((await test.app.request('/api/v1/nothing', { method: 'PATCH', headers })).status).toBe(404);
  });
});
