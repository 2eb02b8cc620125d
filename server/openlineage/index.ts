export type { ColumnEdge } from './columns.ts';
export { graphOf, type EventGraph } from './graph.ts';
export { defaultEventPrivacy, redacted, storable, type EventPrivacy } from './redact.ts';
export { warningsOf } from './warnings.ts';
export { readEvent, type LineageEvent, type LineageName } from './read-event.ts';
export { isTelling } from './telling.ts';
export { addedTo, profilesOf, schemasRead } from './to-profile.ts';
