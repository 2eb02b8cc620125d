import { loadPage } from '$lib/api/load.ts';
import { loadSuggestion } from '$lib/pages/checks/load-suggestion.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ url }) => loadPage(url, () => loadSuggestion(url));
