import { parseInstant } from '../instant.ts';

/** What a value looks like: `low` when so few such values exist that even a keyed hash is not kept, `high` when a hash may stay. */
export type Personal = 'low' | 'high' | null;

const EMAIL = /[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{2,}/;
const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?$/;
const IPV6 = /^(?=.{0,40}:.{0,40}:)[0-9a-f:]{2,39}$/i;
const IBAN = /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}$/i;
const PHONE = /^(?:\+|00)?\(?\d[\d\s().\-/]{6,20}\d$/;
const NATIONAL_ID =
  /^(?:\d{3}-\d{2}-\d{4}|[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z])$/i;
const MONTH = /^\d{4}-\d\d$/;
const COMPACT_DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:\d\d){0,3}$/;
const DIGITS_INSIDE = /(?:\d[ ().\-/]?){9}/;
const LONGEST_READABLE = 256;
const NUMERAL = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * Does a text look like personal data: an e-mail address, phone, IP or card number (Luhn), IBAN, national id? Plain numerals
 * count from nine digits on, dates never; long text and text with nine digits in a row is taken for personal as well.
 */
export function looksPersonal(text: string): Personal {
  if (text.length < 7 || MONTH.test(text) || parseInstant(text) !== null) return null;
  if (text.length > LONGEST_READABLE || (text.includes('@') && EMAIL.test(text))) return 'high';
  if (COMPACT_DATE.test(text)) return null;
  if (NUMERAL.test(text)) return /^\+?\d{9,}$/.test(text) ? 'low' : null;
  if (PHONE.test(text) || IPV4.test(text) || IPV6.test(text)) return 'low';
  if (IBAN.test(text) || NATIONAL_ID.test(text)) return 'low';
  if (isCardNumber(text.replace(/[ -]/g, ''))) return 'low';
  return DIGITS_INSIDE.test(text) ? 'high' : null;
}

/** Does an integer look like a card number (13 to 19 digits that pass the Luhn check, ISO/IEC 7812-1)? */
function isCardNumber(digits: string): boolean {
  if (!/^\d{13,19}$/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const PERSONAL_WORDS = new Set(
  (
    'email emails mail phone phones mobile telephone tel fax ssn sin nin nino passport iban address addresses street ' +
    'firstname lastname surname fullname forename username nickname birth birthdate birthday dob ip ipaddress card pan ' +
    'creditcard taxid'
  ).split(' '),
);
const PERSONS = new Set(
  (
    'first last full middle given family maiden user customer client person contact employee patient holder owner ' +
    'recipient author member student driver guest'
  ).split(' '),
);
const HARMLESS = new Set(
  'count counts sent flag verified is has enabled opted rate ratio type status domain'.split(' '),
);

/** Does a column's name say that it holds personal data: `email`, `customer_name`, `homeAddress`, but not `email_count`? */
export function isPersonalName(column: string): boolean {
  const words = column
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  if (words.some((word) => HARMLESS.has(word))) return false;
  if (words.some((word) => PERSONAL_WORDS.has(word))) return true;
  const named = words.includes('name') || words.includes('names');
  return named && (words.length === 1 || words.some((word) => PERSONS.has(word)));
}
