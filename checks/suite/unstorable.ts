const HALF_PAIR = /\p{Cs}/u;

/** Is it text that no Postgres text or jsonb can hold: with U+0000 or half a surrogate pair? */
export function isUnstorable(text: string): boolean {
  return text.includes('\0') || HALF_PAIR.test(text);
}
