import type { Schema } from './document.ts';
import { html, prose, type Markup } from './html.ts';

const deepest = 6;

/** A schema as nested rows that open: name, type, limits, description. */
export function schemaView(schema: Schema, schemas: Record<string, Schema>, depth = 0): Markup {
  const whole = resolved(schema, schemas);
  const choices = whole.anyOf ?? whole.oneOf;
  if (choices && !isNullable(choices)) {
    const views = choices.map((choice) => html`<li>${schemaView(choice, schemas, depth + 1)}</li>`);
    return html`<p class="type">one of</p>
      <ul class="choices">
        ${views}
      </ul>`;
  }
  const inner = innerOf(whole, schemas);
  const fields = Object.entries(inner.properties ?? {});
  if (fields.length === 0 || depth > deepest) return html`<p class="type">${typeOf(whole, schemas)}</p>`;
  const required = new Set(inner.required);
  const place = { schemas, depth };
  return html`<p class="type">${typeOf(whole, schemas)}</p>
    <dl>${fields.map(([name, field]) => fieldView({ name, required: required.has(name) }, field, place))}</dl>`;
}

function fieldView(
  { name, required }: { name: string; required: boolean },
  field: Schema,
  { schemas, depth }: { schemas: Record<string, Schema>; depth: number },
): Markup {
  const whole = resolved(field, schemas);
  const deep = Object.keys(innerOf(whole, schemas).properties ?? {}).length > 0 && depth < deepest;
  const head = html`<code>${name}</code>
    <span class="type">${typeOf(field, schemas)}</span
    >${required ? html` <span class="required">required</span>` : ''}`;
  const says = whole.description ? prose(whole.description) : '';
  if (!deep)
    return html`<dt>${head}</dt>
      <dd>${says}</dd>`;
  const nested = schemaView(innerOf(whole, schemas), schemas, depth + 1);
  return html`<dt>${head}</dt>
    <dd>
      ${says}
      <details>
        <summary>fields</summary>
        ${nested}
      </details>
    </dd>`;
}

const nameOf = (reference: string) => reference.replace('#/components/schemas/', '');

function resolved(schema: Schema, schemas: Record<string, Schema>): Schema {
  return schema.$ref ? (schemas[nameOf(schema.$ref)] ?? {}) : schema;
}

const isNull = (schema: Schema) => schema.type === 'null';
const isNullable = (choices: readonly Schema[]) => choices.length === 2 && choices.some(isNull);

/** What a list holds, a map holds, or the one choice beside null: where the fields are. */
function innerOf(schema: Schema, schemas: Record<string, Schema>): Schema {
  const whole = resolved(schema, schemas);
  const choice = whole.anyOf && isNullable(whole.anyOf) ? whole.anyOf.find((one) => !isNull(one)) : undefined;
  const next =
    choice ?? whole.items ?? (typeof whole.additionalProperties === 'object' ? whole.additionalProperties : null);
  return next && !whole.properties ? innerOf(next, schemas) : whole;
}

function typeOf(schema: Schema, schemas: Record<string, Schema>): string {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((choice) => typeOf(choice, schemas)).join(' | ');
  if (schema.items) return `list of ${typeOf(schema.items, schemas)}${limits(schema.minItems, schema.maxItems)}`;
  const { additionalProperties: values } = schema;
  if (typeof values === 'object' && !schema.properties) return `map of ${typeOf(values, schemas) || 'anything'}`;
  const name = [schema.type ?? 'anything'].flat().join(' | ');
  const range = limits(schema.minLength ?? schema.minimum, schema.maxLength ?? schema.maximum);
  return `${name}${schema.format ? ` (${schema.format})` : ''}${range}`;
}

function limits(low: number | undefined, high: number | undefined): string {
  const most = high === undefined || high >= Number.MAX_SAFE_INTEGER ? undefined : high;
  const least = low === undefined || low <= Number.MIN_SAFE_INTEGER ? undefined : low;
  if (least === undefined && most === undefined) return '';
  return most === undefined ? `, ${least} or more` : least === undefined ? `, up to ${most}` : `, ${least} to ${most}`;
}
