import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const LINE = 1.6;
const popup = {
  backgroundColor: 'var(--surface)',
  border: '1px solid var(--line-strong)',
  borderRadius: 'var(--radius)',
};

/** The look of the editor out of the variables of the page, so that it follows light, dark and print by itself. */
const look = EditorView.theme({
  '&': {
    border: '1px solid var(--control-line)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    fontSize: 'var(--editor-size, 12.5px)',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '2px' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    lineHeight: String(LINE),
    maxHeight: `${40 * LINE}em`,
    overflow: 'auto',
  },
  '.cm-content, .cm-gutter': { minHeight: `${12 * LINE}em` },
  '.cm-content': { caretColor: 'var(--text)', padding: '6px 0' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--text-3)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--text)', fontWeight: '650' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: '1px solid var(--accent)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--critical-soft)' },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--text-2)' },
  '.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.hint': { padding: '4px 10px', fontSize: '12px', fontFamily: 'var(--font)', lineHeight: '1.5' },
  '.cm-tooltip': { ...popup, color: 'var(--text)', fontSize: '13px', maxWidth: 'min(460px, calc(100vw - 32px))' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '14em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px', lineHeight: '1.6' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-tooltip.cm-completionInfo': { ...popup, fontFamily: 'var(--font)', padding: '6px 10px', lineHeight: '1.5' },
  '.cm-diagnostic': { borderLeft: '3px solid var(--critical)', padding: '6px 10px', overflowWrap: 'anywhere' },
  '.cm-diagnosticAction': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
    font: 'inherit',
    padding: '3px 10px',
    minHeight: '26px',
    borderRadius: 'var(--radius)',
  },
  '.cm-diagnosticSource': { fontSize: '12px', opacity: '1', color: 'var(--text-2)', fontFamily: 'var(--mono)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline 2px var(--critical)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-active': { backgroundColor: 'var(--critical-soft)' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 2px' },
  '.cm-lint-marker': { height: '1.6em', width: '1em' },
  // The mark of what is critical everywhere else, instead of the library's picture.
  '.cm-lint-marker-error': { content: 'none', color: 'var(--critical)' },
  '.cm-lint-marker-error::before': { content: '"▲"', fontSize: '10px', verticalAlign: '1px' },
});

const words = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string), tags.attributeValue], color: 'var(--ok)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--text-3)' },
  { tag: [tags.separator, tags.punctuation, tags.brace, tags.squareBracket], color: 'var(--text-2)' },
  { tag: tags.invalid, color: 'var(--critical)' },
]);

export const editorTheme: Extension = [look, syntaxHighlighting(words)];
