export { readEvent, type LineageEvent, type LineageName } from './read-event.ts';
export { profilesOf } from './to-profile.ts';
