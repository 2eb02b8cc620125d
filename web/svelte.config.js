import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';

/** SHA-256 of the start script in app.html, which sets the theme before the first paint and is the only script of ours that is inline. */
function startScriptHash() {
  const page = readFileSync(new URL('./src/app.html', import.meta.url), 'utf8');
  const script = /<script>([\s\S]*?)<\/script>/.exec(page);
  if (script === null) throw new Error('src/app.html has no start script');
  return /** @type {const} */ (
    `sha256-${createHash('sha256')
      .update(script[1] ?? '')
      .digest('base64')}`
  );
}

/**
 * SvelteKit hides its route announcer with a style attribute, which `style-src 'self'` refuses: a class does the same.
 * @type {import('svelte/compiler').PreprocessorGroup}
 */
const announcerByClass = {
  name: 'announcer-by-class',
  markup: ({ content, filename }) =>
    filename?.endsWith('/generated/root.svelte')
      ? { code: content.replace(/(<div id="svelte-announcer"[^>]*?) style="[^"]*"/, '$1 class="visually-hidden"') }
      : undefined,
};

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: [announcerByClass],
  compilerOptions: { runes: true },
  kit: {
    adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html', precompress: false }),
    paths: { relative: false },
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['self'],
        'script-src': ['self', startScriptHash()],
        'style-src': ['self'],
        'img-src': ['self', 'data:'],
        'connect-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['self'],
        'form-action': ['self'],
      },
    },
    typescript: {
      config: (config) => ({ ...config, include: [...config.include, '../playwright.config.ts', '../e2e/**/*.ts'] }),
    },
  },
};
