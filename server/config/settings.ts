import { configSchema } from './schema.ts';

/** How a value is written: decides how the text of an environment variable is read. */
export type SettingKind = 'text' | 'number' | 'boolean' | 'choice' | 'list' | 'boolean or list';

/** One leaf of the schema, under all its names. */
export type Setting = {
  path: string[];
  /** In the environment: `PLUMBLINE_SMTP__HOST`. */
  variable: string;
  /** In the file, from the top: `smtp.start_tls`. */
  key: string;
  kind: SettingKind;
  choices: string[];
  description: string;
  defaultValue: unknown;
  secret: boolean;
};

type Node = {
  def: {
    type: string;
    innerType?: Node;
    in?: Node;
    shape?: Record<string, Node>;
    entries?: object;
    defaultValue?: unknown;
  };
  meta?: () => Record<string, unknown> | undefined;
};

const kinds: Record<string, SettingKind> = {
  string: 'text',
  number: 'number',
  boolean: 'boolean',
  enum: 'choice',
  array: 'list',
  union: 'boolean or list',
};

/** Every setting in the order of the schema. */
export const settings: Setting[] = settingsOf(configSchema as unknown as Node, []);

function settingsOf(node: Node, path: string[]): Setting[] {
  const inner = unwrap(node);
  if (inner.def.type === 'object')
    return Object.entries(inner.def.shape ?? {}).flatMap(([name, child]) => settingsOf(child, [...path, name]));
  const meta = node.meta?.() ?? {};
  return [
    {
      path,
      variable: `PLUMBLINE_${path.map((name) => snakeCase(name).toUpperCase()).join('__')}`,
      key: path.map(snakeCase).join('.'),
      kind: kinds[inner.def.type] ?? 'text',
      choices: Object.values(inner.def.entries ?? {}),
      description: String(meta['description'] ?? ''),
      defaultValue: defaultOf(node),
      secret: meta['secret'] === true,
    },
  ];
}

function unwrap(node: Node): Node {
  const next = node.def.innerType ?? node.def.in;
  return next ? unwrap(next) : node;
}

function defaultOf(node: Node): unknown {
  if (node.def.type === 'default') return node.def.defaultValue;
  return node.def.innerType ? defaultOf(node.def.innerType) : undefined;
}

/** `groupWaitSeconds` as `group_wait_seconds`, the way keys are written in YAML. */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
