import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiDocument, Operation } from '../reference/document.ts';

export interface Answered {
  method: string;
  path: string;
  status: number;
  contentType: string | null;
  body: string;
}

/** Says what of an answer the OpenAPI document does not say; null when the answer is as described. */
export type AnswerCheck = (answered: Answered) => string | null;

/** A check of answers against one document; schemas are compiled once. */
export function checkAnswers(document: ApiDocument): AnswerCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false });
  ajv.addSchema(document, 'api');
  const kept = new Map<string, ValidateFunction>();
  const validator = (pointer: string) => {
    const known = kept.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
    kept.set(pointer, known);
    return known;
  };
  const templates = Object.keys(document.paths).sort((a, b) => a.split('{').length - b.split('{').length);
  const shapes = templates.map((path) => ({ path, shape: new RegExp(`^${escaped(path)}$`) }));
  return ({ method, path, status, contentType, body }) => {
    const asked = method === 'HEAD' ? 'get' : method.toLowerCase();
    const there = shapes.filter(({ shape }) => shape.test(path));
    if (there.length === 0) return null;
    const template = there.find((one) => document.paths[one.path]?.[asked])?.path;
    if (template === undefined) return [401, 403, 404, 405].includes(status) ? null : `${status} to ${method} ${path}`;
    const operation = document.paths[template]?.[asked] as Operation;
    const described = operation.responses[status];
    if (!described) return `${status} is not described for ${asked} ${template}`;
    if (method === 'HEAD') return null;
    const media = (contentType ?? '').split(';')[0]?.trim() ?? '';
    if (!described.content)
      return body === '' ? null : `${asked} ${template} ${status} has a body that is not described`;
    if (!described.content[media]) return `${asked} ${template} ${status} came as ${media}, which is not described`;
    // Of lines of JSON each is one.
    if (!media.endsWith('json') || media.endsWith('ndjson')) return null;
    const pointer = ['', 'paths', template, asked, 'responses', String(status), 'content', media, 'schema'];
    const validate = validator(
      pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/'),
    );
    if (validate(JSON.parse(body))) return null;
    return `${asked} ${template} ${status}: ${ajv.errorsText(validate.errors)} in ${body.slice(0, 300)}`;
  };
}

const escaped = (path: string) => path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
