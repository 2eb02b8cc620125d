import type { SaxesTagPlain } from 'saxes';

const mostCharacters = 64 * 1024 * 1024;

/** One row of an XML file while it is read: its cells by name, in the order in which names appear. */
export class XmlRow {
  readonly #cells = new Map<string, string[]>();
  readonly #open: { path: string; text: string; children: boolean; nil: boolean }[] = [];
  #characters = 0;

  /** The row's own element, or one within it. */
  openTag(tag: SaxesTagPlain): void {
    const parent = this.#open.at(-1);
    if (parent) parent.children = true;
    const path = parent ? below(parent.path, tag.name) : '';
    let nil = false;
    for (const [name, value] of Object.entries(tag.attributes)) {
      if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
      if (name === 'xsi:nil') nil = value === 'true' || value === '1';
      else this.#add(below(path, `@${name}`), value);
    }
    this.#open.push({ path, text: '', children: false, nil });
  }

  text(text: string): void {
    const element = this.#open.at(-1);
    if (!element) return;
    element.text += text;
    this.#characters += text.length;
  }

  /** Is the row complete after this end tag? */
  closeTag(): boolean {
    const element = this.#open.pop();
    if (!element) return true;
    const { path, text, children, nil } = element;
    const own = path === '';
    if (own || children) {
      if (text.trim() !== '') this.#add(below(path, 'text()'), text.trim());
    } else if (!nil) this.#add(path, text);
    return this.#open.length === 0;
  }

  get tooLong(): boolean {
    return this.#characters > mostCharacters;
  }

  /** An element that stands in the row several times is a JSON array of its texts. */
  cells(): [name: string, value: string][] {
    return [...this.#cells].map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? '') : JSON.stringify(values),
    ]);
  }

  #add(name: string, value: string): void {
    this.#characters += value.length;
    const known = this.#cells.get(name);
    if (known) known.push(value);
    else this.#cells.set(name, [value]);
  }
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}
