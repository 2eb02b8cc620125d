/** Markup that is safe to send: made only by `html`, which escapes everything that is put into it. */
export interface Markup {
  readonly markup: string;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? '');

type Part = Markup | string | number | null | false | undefined | readonly Part[];

function markupOf(part: Part): string {
  if (part === null || part === false || part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(markupOf).join('');
}

/** A template of HTML; every value in it is escaped unless it is markup itself. */
export function html(texts: TemplateStringsArray, ...parts: Part[]): Markup {
  return { markup: texts.reduce((all, text, index) => all + markupOf(parts[index - 1]) + text) };
}

/** Text with `code` and paragraphs, as descriptions are written. */
export const prose = (text: string): Markup =>
  html`${text.split(/\n\s*\n/).map((paragraph) => html`<p>${paragraph.split(/(`[^`]+`)/).map(codeOrText)}</p>`)}`;

const codeOrText = (part: string) => (/^`.+`$/.test(part) ? html`<code>${part.slice(1, -1)}</code>` : part);
