const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * Is this exactly one plain e-mail address: no display name, list, quotes, comment, space or line end? ASCII only (an
 * international domain is written as xn--); lengths as in RFC 5321.
 */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || text.length > 254 || !LOCAL.test(text.slice(0, at))) return false;
  return text
    .slice(at + 1)
    .split('.')
    .every((label) => LABEL.test(label));
}

/**
 * Has this the form of a webhook's URL: http or https, a host, no user name, printable ASCII? Whether its host may be
 * called is decided where it is dialled.
 */
export function isWebhookUrl(text: string): boolean {
  return text.length <= 2000 && /^https?:\/\/[^\s/?#@\\]+(?:[/?#][!-~]*)?$/i.test(text) && /^[!-~]+$/.test(text);
}

/** Is this a signing secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64? */
export function isWebhookSecret(text: string): boolean {
  const encoded = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(text)?.[1];
  if (encoded === undefined) return false;
  const bytes = (encoded.length / 4) * 3 - (encoded.endsWith('==') ? 2 : encoded.endsWith('=') ? 1 : 0);
  return bytes >= 24 && bytes <= 64;
}
