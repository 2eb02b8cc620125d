import type { WebClient } from '@slack/web-api';
import type { ChannelReference } from '../../alerts/index.ts';
import { slackErrorCode } from './slack-answer.ts';

interface Posted {
  ts?: string;
  metadata?: { event_payload?: { notification_id?: unknown } };
}

const NEWEST = 200;

/**
 * Did this notification arrive although we were never told so? Looks through the newest messages of the channel, or of the
 * incident's thread, for its id. Null when it is not there, and when we may not look (no such scope, no id of the
 * channel): then it may come twice. A rate limit and a network that fails are thrown.
 */
export async function arrivedEarlier(
  client: WebClient,
  wanted: { channel: string; notificationId: string; reference: ChannelReference | null },
): Promise<ChannelReference | null> {
  const { channel, notificationId, reference } = wanted;
  if (!/^[CDG]/.test(channel)) return null;
  const common = { channel, limit: NEWEST, include_all_metadata: true };
  try {
    const answer =
      reference === null
        ? await client.conversations.history(common)
        : await client.conversations.replies({ ...common, ts: reference['ts'] ?? '' });
    const parent = reference?.['ts'];
    const found = ((answer.messages ?? []) as Posted[]).find(
      ({ ts, metadata }) => ts !== parent && metadata?.event_payload?.notification_id === notificationId,
    );
    return found?.ts === undefined ? null : { channel, ts: found.ts };
  } catch (error) {
    const code = slackErrorCode(error);
    if (code === null || /^rate_?limited$/.test(code)) throw error;
    return null;
  }
}
