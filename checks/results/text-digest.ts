/** Eight hexadecimal digits for a text: FNV-1a of 32 bits over its UTF-16 units. Tells names apart; it is no secret. */
export function textDigest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
