import type { Profile } from '../profile.ts';

/** What some programs put before the first character of a file; readers that do not know it take it for a part of the first name. */
export const BYTE_ORDER_MARK = '\ufeff';

const profiles = new WeakMap<Profile, Profile>();

/**
 * The profile with its first column called as it is meant, and the byte order mark that was read as a part of the name told as what it is:
 * the column is the same with the mark and without. One without a mark comes back as it is; the same profile always gives the same.
 */
export function unmarked(profile: Profile): Profile {
  const { schema, columnMetrics, fileForm } = profile;
  const names = schema?.fields.map(({ name }) => name) ?? Object.keys(columnMetrics ?? {});
  if (!hasMark(names)) return profile;
  const found = profiles.get(profile);
  if (found !== undefined) return found;
  const plain: Profile = {
    ...profile,
    fileForm: { ...fileForm, byteOrderMark: true },
    ...(schema && { schema: { fields: schema.fields.map((field) => ({ ...field, name: plainName(field.name) })) } }),
    ...(columnMetrics && {
      columnMetrics: Object.fromEntries(
        Object.entries(columnMetrics).map(([name, metrics]) => [plainName(name), metrics]),
      ),
    }),
  };
  profiles.set(profile, plain);
  return plain;
}

/** Does the first of these names begin with the mark? */
export const hasMark = (names: readonly string[]): boolean => names[0]?.startsWith(BYTE_ORDER_MARK) === true;

export function withoutMark(names: readonly string[]): string[] {
  const [first, ...rest] = names;
  return first === undefined ? [] : [plainName(first), ...rest];
}

const plainName = (name: string): string => (name.startsWith(BYTE_ORDER_MARK) ? name.slice(1) : name);
