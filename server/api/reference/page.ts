import { createHash } from 'node:crypto';
import type { Answer, ApiDocument, Operation, Parameter } from './document.ts';
import { html, prose, type Markup } from './html.ts';
import { schemaView } from './schema.ts';
import { styles } from './styles.ts';

// Outside the templates, so that nothing is put between the text and its hash in the policy.
const styleElement: Markup = { markup: `<style>${styles}</style>` };

/** The reference as one page without a script: nothing is fetched, nothing of it can run. */
export function referencePage(document: ApiDocument): { html: string; contentSecurityPolicy: string } {
  const { title, version, description } = document.info;
  const groups = operationsByTag(document);
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} API ${version}</title>
        ${styleElement}
      </head>
      <body>
        <nav aria-label="Operations">${[...groups].map(([tag, operations]) => tagLinks(tag, operations))}</nav>
        <main>
          <h1>${title} API <small>${version}</small></h1>
          ${prose(description)}
          <p>
            <a href="/openapi.json">OpenAPI 3.1 document</a> ·
            <a href="/schema/profile.json">JSON Schema of a profile</a> · <a href="/schema/suite.json">of a suite</a> ·
            <a href="/problems">problems</a>
          </p>
          ${[...groups].map(([tag, operations]) => section(document, tag, operations))}
        </main>
      </body>
    </html>`;
  return { html: body.markup, contentSecurityPolicy: policy };
}

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(styles).digest('base64')}'`,
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Placed {
  method: string;
  path: string;
  operation: Operation;
}

function operationsByTag({ paths }: ApiDocument): Map<string, Placed[]> {
  const groups = new Map<string, Placed[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? '';
      groups.set(tag, [...(groups.get(tag) ?? []), { method: method.toUpperCase(), path, operation }]);
    }
  }
  return new Map([...groups].sort(([a], [b]) => a.localeCompare(b)));
}

const tagLinks = (tag: string, operations: readonly Placed[]): Markup =>
  html`<h2>${tag}</h2>
    <ul>
      ${operations.map(
        ({ method, path, operation }) =>
          html`<li>
            <a href="#${operation.operationId}"><b>${method}</b> ${path}</a>
          </li>`,
      )}
    </ul>`;

const section = (document: ApiDocument, tag: string, operations: readonly Placed[]): Markup =>
  html`<section aria-labelledby="tag-${tag}">
    <h2 id="tag-${tag}">${tag}</h2>
    ${operations.map((placed) => operationView(document, placed))}
  </section>`;

function operationView({ components: { schemas } }: ApiDocument, { method, path, operation }: Placed): Markup {
  const body = operation.requestBody?.content['application/json']?.schema;
  const answers = Object.entries(operation.responses);
  const open = (operation.security ?? []).length === 0;
  return html`<article id="${operation.operationId}">
    <h3><b class="method ${method.toLowerCase()}">${method}</b> <code>${path}</code></h3>
    <p>${operation.summary}.${open ? ' Needs no key.' : ''}</p>
    ${operation.description ? prose(operation.description) : ''}
    ${(operation.parameters ?? []).length > 0 ? parametersView(operation.parameters ?? []) : ''}
    ${
      body
        ? html`<details>
            <summary>Body</summary>
            ${schemaView(body, schemas)}
          </details>`
        : ''
    }
    <h4>Answers</h4>
    ${answers.map(([status, answer]) => answerView(status, answer, schemas))}
  </article>`;
}

const parametersView = (parameters: readonly Parameter[]): Markup =>
  html`<h4>Parameters</h4>
    <dl>
      ${parameters.map(
        (one) =>
          html`<dt>
              <code>${one.name}</code>
              <span class="type">${one.in}</span>${one.required ? html` <span class="required">required</span>` : ''}
            </dt>
            <dd>${one.description ? prose(one.description) : ''}${one.schema ? schemaView(one.schema, {}) : ''}</dd>`,
      )}
    </dl>`;

function answerView(
  status: string,
  { description, content }: Answer,
  schemas: ApiDocument['components']['schemas'],
): Markup {
  const [media, shape] = Object.entries(content ?? {})[0] ?? [];
  const head = html`<b class="status">${status}</b> ${prose(description)}`;
  // Every refusal has the one shape, which the introduction names.
  if (!shape?.schema || media === 'application/problem+json') return html`<div class="answer">${head}</div>`;
  return html`<details class="answer">
    <summary>${head}</summary>
    <p class="type">${media}</p>
    ${schemaView(shape.schema, schemas)}
  </details>`;
}
