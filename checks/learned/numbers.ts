const GROUPED = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 15 });
const FEWEST_DIGITS = 3;
const MOST_DIGITS = 12;

const rounded = (value: number, digits: number): number => Number(value.toPrecision(digits));

function grouped(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-6 || size >= 1e15) ? String(value) : GROUPED.format(value).replace('-', '−');
}

/**
 * A number for a sentence: whole ones in full, others to four significant digits; thousands in groups.
 * @example numberWords(4190) // => '4,190'
 */
export function numberWords(value: number): string {
  return grouped(Number.isInteger(value) ? value : rounded(value, 4));
}

/**
 * Numbers beside each other, to three significant digits, or as many as it takes that different ones look different.
 * @example besideWords([39.812, 44.09]) // => ['39.8', '44.1']
 */
export function besideWords(values: readonly number[], apart: readonly number[] = []): string[] {
  for (let digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
    const told = values.map((value) => rounded(value, digits));
    const isTold = told.every((one, index) => {
      const others = [...values.filter((_, other) => other !== index), ...apart];
      return others.every((other) => other === values[index] || rounded(other, digits) !== one);
    });
    if (isTold) return told.map(grouped);
  }
  return values.map((value) => grouped(rounded(value, MOST_DIGITS)));
}

/**
 * How many times as much, in few digits.
 * @example timesWords(99.8) // => '100'
 */
export function timesWords(ratio: number): string {
  return grouped(rounded(ratio, ratio < 10 ? 2 : ratio < 1000 ? 3 : 2));
}

/** A share as a percentage without its sign: 0.1234 is 12.3. */
export const percent = (share: number): number => rounded(share * 100, 12);
