import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Annotation, EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import type { SuiteFault } from '../suite-problems.ts';
import { editorTheme } from './editor-theme.ts';
import { type FaultMark, marksOf } from './fault-marks.ts';
import { HINT_ID, leaveByTab } from './leave-by-tab.ts';
import { completeSuites, suiteSchema } from './suite-completion.ts';

export interface EditorOptions {
  /** Where it stands; it gets a shadow root. */
  host: HTMLElement;
  text: string;
  label: string;
  readOnly: boolean;
  /** Told after each change by whoever writes, not after `show`. */
  write: (text: string) => void;
  /** Asked first about each key; it prevents the default of those that it takes. */
  onkeydown: (event: KeyboardEvent) => void;
}

export interface CodeEditor {
  /** Puts another text in its place. */
  show(text: string): void;
  mark(faults: readonly SuiteFault[]): void;
  focusAt(from: number, to?: number): void;
  close(): void;
}

const fromOutside = Annotation.define<boolean>();

/**
 * An editor for the YAML of suites. It lives in a shadow root: there CodeMirror adds its rules as constructed style sheets,
 * so that the policy of the page stays `style-src 'self'` without a nonce.
 */
export function openEditor(options: EditorOptions): CodeEditor {
  const root = options.host.shadowRoot ?? options.host.attachShadow({ mode: 'open' });
  const state = EditorState.create({ doc: options.text, extensions: extensionsOf(options) });
  const view = new EditorView({ state, root, parent: root });
  return {
    show(text) {
      const { doc } = view.state;
      if (view.state.toText(text).eq(doc)) return;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: text }, annotations: fromOutside.of(true) });
    },
    mark(faults) {
      const marks = marksOf(view.state.doc.toString(), faults);
      view.dispatch(setDiagnostics(view.state, marks.map(diagnosticOf)));
    },
    focusAt(from, to = from) {
      const { length } = view.state.doc;
      const selection = { anchor: Math.min(from, length), head: Math.min(to, length) };
      view.dispatch({ selection, scrollIntoView: true });
      view.focus();
    },
    close: () => view.destroy(),
  };
}

function extensionsOf({ label, readOnly, write, onkeydown }: EditorOptions): Extension[] {
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    lintGutter(),
    history(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    yaml(),
    autocompletion({ override: [completeSuites(suiteSchema)], icons: false }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
    leaveByTab(),
    editorTheme,
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, 'aria-describedby': HINT_ID }),
    Prec.highest(EditorView.domEventHandlers({ keydown: (event) => (onkeydown(event), event.defaultPrevented) })),
    EditorView.updateListener.of((update) => {
      const isOurs = update.transactions.some((one) => one.annotation(fromOutside));
      if (update.docChanged && !isOurs) write(update.state.doc.toString());
    }),
  ];
}

function diagnosticOf({ from, to, code, message, instead }: FaultMark): Diagnostic {
  const apply = (view: EditorView, start: number, end: number): void =>
    view.dispatch({ changes: { from: start, to: end, insert: instead ?? '' } });
  const actions = instead === null ? [] : [{ name: `Write ${instead}`, apply }];
  return { from, to, severity: 'error', source: code, message, actions };
}
