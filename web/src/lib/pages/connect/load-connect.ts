import { read } from '../../api/client.ts';
import { settle } from '../../api/load.ts';
import type { Fetch } from '../../api/request.ts';
import type { Me } from '../../api/types.ts';
import { oneOf } from '../../api/url-state.ts';
import { LANGUAGES, type Language } from '../../connect/snippets.ts';
import { readStored } from '../../state/stored.ts';

const REMEMBERED = 'connect.language';
export { REMEMBERED as LANGUAGE_STORED };

/** What the address asks for: the language, and the names in its snippet. */
export function connectView(url: URL, namespaces: readonly string[]) {
  const query = url.searchParams;
  const remembered = oneOf<Language>(readStored(REMEMBERED), LANGUAGES, 'curl');
  return {
    language: oneOf<Language>(query.get('lang'), LANGUAGES, remembered),
    namespace: query.get('namespace') || standardNamespace(namespaces),
    dataset: query.get('dataset') || 'orders',
  };
}
export type ConnectView = ReturnType<typeof connectView>;

/** A namespace that this person may use: `demo` for who may use every one, else the first of theirs. */
function standardNamespace(namespaces: readonly string[]): string {
  if (namespaces.includes('*')) return 'demo';
  return (namespaces[0] ?? 'demo').replace(/\*$/, 'demo');
}

/** What was refused lately, how far setting up has come, and what the chosen namespace got last. */
export async function loadConnect(fetch: Fetch, url: URL, me: Me) {
  const api = read(fetch);
  const view = connectView(url, me.namespaces);
  const { namespace } = view;
  const [newest, refusedHere, rejections, steps] = await Promise.all([
    api.datasets({ namespace, sort: '-lastProfileAt', limit: 1 }),
    settle(api.rejections({ namespace, limit: 5 })),
    settle(api.rejections({ limit: 5 })),
    api.firstSteps(),
  ]);
  // What could not be told a namespace may be of this one.
  const unknown = rejections.data?.items.filter((one) => one.namespace === null) ?? [];
  const refused = [...(refusedHere.data?.items ?? []), ...unknown];
  return { view, arrived: { newest: newest.items[0] ?? null, refused }, rejections, steps };
}
export type ConnectData = Awaited<ReturnType<typeof loadConnect>>;
