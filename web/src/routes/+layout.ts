/** A single-page application: our binary serves one page for every address and the API beside it. */
export const ssr = false;
export const prerender = false;
export const trailingSlash = 'never';
