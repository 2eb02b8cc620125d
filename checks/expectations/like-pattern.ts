type Piece = { any: 'run' } | { any: 'one' } | { letter: string };

/** Does the whole text match an SQL LIKE pattern? Null where it was not looked at: over 10,000,000 steps for all texts together. */
export type LikePattern = (text: string) => boolean | null;

const MOST_STEPS = 10_000_000;

/**
 * Reads an SQL LIKE pattern: `%` any run of characters, `_` one character, `\` before one of these takes it literally. Letter
 * case counts. The work is at most the lengths of pattern and text multiplied.
 */
export function likePattern(pattern: string): LikePattern {
  const pieces = piecesOf(pattern);
  let left = MOST_STEPS;
  return (text) => {
    left -= (text.length + 1) * (pieces.length + 1);
    return left < 0 ? null : matches(pieces, [...text]);
  };
}

function piecesOf(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  const letters = [...pattern];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? '';
    const next = letters[at + 1];
    if (letter === '\\' && next !== undefined) {
      pieces.push({ letter: next });
      at++;
    } else if (letter === '%') pieces.push({ any: 'run' });
    else pieces.push(letter === '_' ? { any: 'one' } : { letter });
  }
  return pieces;
}

/** Goes back to the newest `%` alone when a letter does not fit, which is enough for patterns of this kind. */
function matches(pieces: readonly Piece[], text: readonly string[]): boolean {
  let [at, piece, run, runAt] = [0, 0, -1, 0];
  while (at < text.length) {
    const wanted = pieces[piece];
    if (wanted !== undefined && fits(wanted, text[at])) {
      at++;
      piece++;
    } else if (wanted !== undefined && 'any' in wanted && wanted.any === 'run') {
      [run, runAt] = [piece++, at];
    } else if (run >= 0) {
      piece = run + 1;
      at = ++runAt;
    } else return false;
  }
  return pieces.slice(piece).every((rest) => 'any' in rest && rest.any === 'run');
}

function fits(piece: Piece, letter: string | undefined): boolean {
  return 'any' in piece ? piece.any === 'one' : piece.letter === letter;
}
