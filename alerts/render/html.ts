import type { Message } from '../types.ts';
import { upperFirst, whyHere, whyItCame } from './text.ts';

/** The tokens of the dashboard, light; `DARK` holds what a client that knows dark mode puts in their place. */
const LIGHT = {
  page: '#f5f7f9',
  surface: '#ffffff',
  line: '#d9dee4',
  text: '#16202b',
  quiet: '#475467',
  accent: '#2f35c4',
};
const DARK = {
  page: '#0f1419',
  surface: '#171d24',
  line: '#2a333d',
  text: '#e8edf2',
  quiet: '#a9b4c0',
  accent: '#8ea9f3',
};
const BANDS = {
  critical: { colour: '#9b1c10', dark: '#ff5a6b', shape: '▲' },
  error: { colour: '#9b1c10', dark: '#ff5a6b', shape: '▲' },
  warn: { colour: '#966700', dark: '#f7d58b', shape: '△' },
  info: { colour: '#2f35c4', dark: '#7196ef', shape: '●' },
  resolved: { colour: '#0f7686', dark: '#45d3dc', shape: '✓' },
} as const;
const FONT = `font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif`;

/**
 * The message as a complete HTML document for mail: inline styles, no scripts, no remote anything, every value escaped,
 * far below 100 KB. Colour is never alone: a shape and a word stand with it.
 */
export function renderHtml(message: Message): string {
  const band = BANDS[message.kind.endsWith('resolved') ? 'resolved' : message.severity];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(message.heading)}</title>
<style>${darkStyles(band.dark)}</style></head>
<body class="page" style="margin:0;padding:24px 12px;background:${LIGHT.page};color:${LIGHT.text};${FONT}">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;margin:0 auto;\
background:${LIGHT.surface};border:1px solid ${LIGHT.line};border-radius:6px;border-left:4px solid ${band.colour}">
<tr><td style="padding:20px 24px">
<h1 class="band" style="margin:0 0 16px;font-size:18px;line-height:1.4;color:${band.colour};overflow-wrap:anywhere">\
${band.shape} ${escapeHtml(message.heading)}</h1>
${fallbackNote(message)}${factsTable(message)}${failureTable(message)}
<p style="margin:20px 0 0"><a class="link" href="${escapeHtml(safeLink(message.url))}" style="color:${LIGHT.accent};\
font-weight:600">Open ${escapeHtml(message.incidentId)}</a></p>
</td></tr></table>
<p class="quiet" style="max-width:600px;margin:12px auto 0;font-size:12px;color:${LIGHT.quiet}">\
${escapeHtml(whyItCame(message))}</p>
</body></html>
`;
}

/** Text that may stand between tags or in a quoted attribute. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A link is followed only to http and https; anything else (javascript:, data:) leads nowhere. */
function safeLink(url: string): string {
  return /^https?:\/\//i.test(url) ? url : '#';
}

function fallbackNote({ insteadOf }: Message): string {
  if (insteadOf === null) return '';
  const why = escapeHtml(upperFirst(whyHere(insteadOf)));
  return `<p class="text" style="margin:0 0 16px;font-size:14px;color:${LIGHT.text}">${why}</p>\n`;
}

function factsTable(message: Message): string {
  const rows = message.facts.map(({ name, value }) => {
    const isLink = /^https?:\/\/[!-~]+$/i.test(value);
    const shown = escapeHtml(value);
    const cell = isLink ? `<a class="link" href="${shown}" style="color:${LIGHT.accent}">${shown}</a>` : shown;
    return `<tr><th class="quiet" scope="row" align="left" valign="top" style="padding:3px 16px 3px 0;font-weight:400;\
white-space:nowrap;color:${LIGHT.quiet}">${escapeHtml(name)}</th><td style="padding:3px 0;overflow-wrap:anywhere">${cell}</td></tr>`;
  });
  return `<table class="text" cellpadding="0" cellspacing="0" style="font-size:14px;line-height:1.45;color:${LIGHT.text}">
${rows.join('\n')}
</table>`;
}

function failureTable(message: Message): string {
  if (message.failures.length + message.more < 2) return '';
  const cell = `padding:6px 12px 6px 0;border-top:1px solid ${LIGHT.line}`;
  const rows = message.failures.map(
    (failure) =>
      `<tr>${[
        `${failure.healed ? '✓ passes again: ' : ''}${failure.title}`,
        failure.observed,
        failure.expected,
        failure.since,
      ]
        .map((text, column) => {
          // Names may break anywhere, for they may be long; an instant (the last column) only between date and time.
          const isInstant = column === 3;
          const shown = isInstant ? escapeHtml(text).replace(' ', '<br>') : escapeHtml(text);
          const breaks = isInstant ? 'white-space:nowrap' : 'overflow-wrap:anywhere';
          return `<td class="cell" valign="top" style="${cell};${breaks}">${shown}</td>`;
        })
        .join('')}</tr>`,
  );
  const heads = ['What', 'Observed', 'Expected', 'Since'].map(
    (name) => `<th class="quiet" scope="col" align="left" style="padding:6px 12px 6px 0;font-weight:400;\
color:${LIGHT.quiet}">${name}</th>`,
  );
  const more =
    message.more > 0 ? `<p class="quiet" style="margin:8px 0 0;color:${LIGHT.quiet}">and ${message.more} more</p>` : '';
  return `<table class="text" width="100%" cellpadding="0" cellspacing="0" style="margin-top:16px;font-size:13px;\
color:${LIGHT.text}">
<tr>${heads.join('')}</tr>
${rows.join('\n')}
</table>${more}`;
}

function darkStyles(band: string): string {
  return `@media (prefers-color-scheme: dark){.page{background:${DARK.page} !important;color:${DARK.text} !important}\
.card{background:${DARK.surface} !important;border-color:${DARK.line} !important;border-left-color:${band} !important}\
.text,.text td{color:${DARK.text} !important}.quiet{color:${DARK.quiet} !important}.cell{border-color:${DARK.line} !important}\
.link{color:${DARK.accent} !important}.band{color:${band} !important}}`;
}
