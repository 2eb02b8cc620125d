const wellFormed = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * A `traceparent` header as W3C Trace Context reads it: what is not valid is as if it were not there (null), a version
 * that does not exist yet is read as far as version 00 goes.
 */
export function readTraceparent(header: string | undefined): string | null {
  const [, version, traceId = '', parentId = '', flags, more] = wellFormed.exec(header?.trim() ?? '') ?? [];
  if (version === undefined || version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(parentId)) return null;
  return version === '00' && more !== undefined ? null : `00-${traceId}-${parentId}-${flags}`;
}

/** The id of the whole trace, 32 hexadecimal digits; null without a valid header. */
export const traceIdOf = (traceparent: string | null) => traceparent?.slice(3, 35) ?? null;

/** How the header is described where it is kept on a run. */
export const traceHeader = {
  name: 'traceparent',
  description:
    'W3C Trace Context of what ran; kept on the run and shown where the run is. One that is not valid is ignored. ' +
    '`run.traceparent` in the body of a profile or run wins over it.',
} as const;
