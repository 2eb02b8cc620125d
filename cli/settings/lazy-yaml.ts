import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

/** The YAML library, loaded when a file is there to be read: most commands need none, and it takes longer than they do. */
export function lazyYaml(): typeof Yaml {
  return createRequire(import.meta.url)('yaml') as typeof Yaml;
}
