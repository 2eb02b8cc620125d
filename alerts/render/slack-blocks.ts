/** The blocks of Slack's Block Kit that we write, as its Web API takes them. */
export type SlackBlock =
  | { type: 'header'; text: PlainText }
  | { type: 'section'; text?: Mrkdwn; fields?: Mrkdwn[] }
  | { type: 'context'; elements: Mrkdwn[] }
  | { type: 'actions'; elements: LinkButton[] };

export interface PlainText {
  type: 'plain_text';
  text: string;
  emoji: boolean;
}

/** `verbatim`: Slack makes no links or mentions of what stands in it. */
export interface Mrkdwn {
  type: 'mrkdwn';
  text: string;
  verbatim: true;
}

/** A button that opens a page: it changes nothing by itself. */
export interface LinkButton {
  type: 'button';
  action_id: string;
  text: PlainText;
  url: string;
  style?: 'primary';
}

export const plain = (text: string): PlainText => ({ type: 'plain_text', text, emoji: true });
export const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true });

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Text that Slack shows as it is: nothing in it can become a link, a mention or `<!channel>`. At most `longest`
 * characters once escaped, an ellipsis where it was cut and never half an entity.
 */
export function escapeSlack(text: string, longest: number): string {
  const parts = [...text].map((character) => ENTITIES[character] ?? character);
  const whole = parts.join('');
  if (whole.length <= longest) return whole;
  let kept = '';
  for (const part of parts) {
    if (kept.length + part.length > longest - 1) break;
    kept += part;
  }
  return `${kept}…`;
}
