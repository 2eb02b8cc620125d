import { currentCompletions } from '@codemirror/autocomplete';
import { indentLess, indentMore } from '@codemirror/commands';
import { type Extension, Prec } from '@codemirror/state';
import { type EditorView, keymap, type Panel, showPanel, type ViewUpdate } from '@codemirror/view';

export const HINT_ID = 'editor-hint';
const INDENTS = 'Tab indents; Escape, then Tab, leaves the text. Control+Space completes, F8 goes to the next fault.';
const READS = 'Tab leaves the text.';
const LEAVES = 'Tab leaves the text now.';

/**
 * Tab indents until Escape is pressed; then it leads on, as it does everywhere else, until something is written or the
 * editor is left (WCAG 2.1.2). A line below the text says which of the two it does.
 */
export function leaveByTab(): Extension {
  const escape = (view: EditorView): boolean => {
    if (currentCompletions(view.state).length > 0) return false;
    view.setTabFocusMode(true);
    const hint = view.dom.querySelector(`#${HINT_ID}`);
    if (hint !== null && !view.state.readOnly) hint.textContent = LEAVES;
    return false;
  };
  return [
    // Before the completion sees the key: while it only looks for words, one Escape is enough.
    Prec.highest(keymap.of([{ key: 'Escape', run: escape }])),
    Prec.low(keymap.of([{ key: 'Tab', run: indentMore, shift: indentLess }])),
    showPanel.of(hintPanel),
  ];
}

function hintPanel(view: EditorView): Panel {
  const dom = document.createElement('div');
  dom.className = 'hint';
  dom.id = HINT_ID;
  const usual = view.state.readOnly ? READS : INDENTS;
  dom.textContent = usual;
  const update = ({ docChanged, focusChanged, view: { hasFocus } }: ViewUpdate): void => {
    if (!docChanged && !(focusChanged && !hasFocus)) return;
    view.setTabFocusMode(false);
    dom.textContent = usual;
  };
  return { dom, update };
}
