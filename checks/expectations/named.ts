const MOST_NAMED = 5;
const LONGEST = 60;

/** Characters that nobody sees: a byte order mark, zero-width spaces and joiners, soft hyphens. */
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;

/** A few names of columns or values, what is invisible in them written out, and how many more there are. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).map((name) => name.slice(0, LONGEST).replace(UNSEEN, codePoint));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** `\ufeff`, as a programmer would write it. */
function codePoint(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
