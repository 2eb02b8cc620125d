const LONGEST = 2_048;

/** What a text must be to be of a semantic type. Each looks at every letter once or twice; no expression backtracks. */
const TYPES = {
  email: isEmail,
  url: isUrl,
  uuid: (text: string) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text),
  ipv4: isIpv4,
  ipv6: isIpv6,
  credit_card: isCreditCard,
  us_ssn: isSocialSecurityNumber,
  iban: isIban,
  phone: (text: string) => /^\+[1-9][0-9]{6,14}$/.test(text),
} as const;

export type SemanticType = keyof typeof TYPES;
/** Their names. */
export const SEMANTIC_TYPES = Object.keys(TYPES) as SemanticType[];

/** Is a text of the type, by its form and check digits? Whether the mailbox or account exists is not asked. */
export function isOfSemanticType(type: SemanticType, text: string): boolean {
  return text.length <= LONGEST && TYPES[type](text);
}

/** Local part of RFC 5321's unquoted form, and a host name with at least one dot. */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (at < 1 || at > 64 || text.length > 254) return false;
  const isLocal = local.split('.').every((atom) => /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/.test(atom));
  return isLocal && isHostName(text.slice(at + 1)) && text.slice(at).includes('.');
}

function isHostName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => /^(?!-)[\p{L}\p{N}-]{1,63}(?<!-)$/u.test(label));
}

/** `http`, `https` or `ftp`, a host (name, IPv4 or IPv6 in brackets), maybe user and port, then no white space. */
function isUrl(text: string): boolean {
  const scheme = /^(?:https?|ftp):\/\//i.exec(text)?.[0];
  if (scheme === undefined || /\s/.test(text)) return false;
  const authority = text.slice(scheme.length).split(/[/?#]/, 1)[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]*)\]|([^:[\]]*))(?::\d{1,5})?$/i.exec(host) ?? [];
  return bracketed === undefined ? plain !== undefined && isHostName(plain) : isIpv6(bracketed);
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255);
}

/** RFC 4291: eight groups, one run of zeros shortened to `::`, the last two perhaps written as IPv4. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || text.length > 45) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const last = all[all.length - 1];
  const hasIpv4 = last !== undefined && last.includes('.');
  if (hasIpv4 && (!isIpv4(last) || text.endsWith('::'))) return false;
  const size = all.length + (hasIpv4 ? 1 : 0);
  const isHex = (hasIpv4 ? all.slice(0, -1) : all).every((group) => /^[0-9a-f]{1,4}$/i.test(group));
  return isHex && (halves.length === 2 ? size <= 7 : size === 8);
}

/** 12 to 19 digits, perhaps with single spaces or hyphens, whose Luhn sum (ISO/IEC 7812-1) fits. */
function isCreditCard(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  if (!/^[0-9]{12,19}$/.test(digits) || !/^[0-9](?:[ -]?[0-9])+$/.test(text)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** Three, two and four digits; numbers that the United States never give (000, 666, 9xx, 00, 0000) are none. */
function isSocialSecurityNumber(text: string): boolean {
  const parts = /^([0-9]{3})(-?)([0-9]{2})\2([0-9]{4})$/.exec(text);
  if (parts === null) return false;
  const [, area = '', , group, serial] = parts;
  return area !== '000' && area !== '666' && !area.startsWith('9') && group !== '00' && serial !== '0000';
}

/** ISO 13616: country, check digits, up to 30 characters, remainder 1 by 97; spaces are left out. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '').toUpperCase();
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(plain)) return false;
  let remainder = 0;
  for (const letter of plain.slice(4) + plain.slice(0, 4)) {
    const value = parseInt(letter, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
