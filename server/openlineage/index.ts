export { readEvent, type LineageEvent, type LineageName } from './read-event.ts';
export { addedTo, profilesOf } from './to-profile.ts';
