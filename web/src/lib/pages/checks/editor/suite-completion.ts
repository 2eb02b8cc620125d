import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
} from '@codemirror/autocomplete';
import { type JsonSchema, wordsAt } from './schema-words.ts';
import { placeAt } from './yaml-place.ts';

/** Offers the keys, kinds and values that the schema of suites knows at the cursor; nothing where it cannot be had. */
export function completeSuites(schema: () => Promise<JsonSchema>): CompletionSource {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const text = context.state.doc.toString();
    const place = placeAt(text, context.pos);
    if (place === null || (place.from === context.pos && !context.explicit)) return null;
    const known = await schema().catch(() => null);
    if (known === null || context.aborted) return null;
    const hasColon = /^[\w-]*\s*:/.test(text.slice(context.pos));
    const after = place.writes === 'key' && !hasColon ? ': ' : '';
    const options = wordsAt(known, place).map(({ word, about }, index): Completion => {
      const type = place.writes === 'key' ? 'property' : 'constant';
      return {
        label: word,
        sortText: String(index).padStart(4, '0'),
        type,
        apply: word + after,
        ...(about !== '' && { info: about }),
      };
    });
    return options.length === 0 ? null : { from: place.from, options, validFor: /^[\w-]*$/ };
  };
}

let known: Promise<JsonSchema> | undefined;

/** The schema of suites as the server gives it, asked for once; after a failure it is asked for again. */
export function suiteSchema(): Promise<JsonSchema> {
  known ??= fetch('/schema/suite.json').then((answer) => {
    if (!answer.ok) throw new Error(`the schema of suites answered ${answer.status}`);
    return answer.json() as Promise<JsonSchema>;
  });
  known.catch(() => (known = undefined));
  return known;
}
