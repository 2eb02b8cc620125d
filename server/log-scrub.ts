const hidden = '[hidden]';

// The shapes of secrets that may hide in the words of an error or a URL, whatever the field is called.
const shapes: [RegExp, string][] = [
  [/\bplk_[A-Za-z0-9]{4,}_[A-Za-z0-9_]{8,}/g, hidden],
  [/\bxox[a-z]-[A-Za-z0-9-]{8,}/g, hidden],
  [/\bxapp-[A-Za-z0-9-]{8,}/g, hidden],
  [/\bwhsec_[A-Za-z0-9+/=_-]{8,}/g, hidden],
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[^\s"'\\]+/g, `$1${hidden}`],
  [/\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/(plumbline_session=)[^\s;"'\\]+/g, `$1${hidden}`],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:/@"'\\]*:)[^\s@"'\\]+(?=@)/gi, `$1${hidden}`],
];

/** A line of the log without anything that looks like a key, token, cookie or password; the rest stays as it is. */
export function scrubbed(line: string): string {
  let clean = line;
  for (const [shape, instead] of shapes) clean = clean.replace(shape, instead);
  return clean;
}
