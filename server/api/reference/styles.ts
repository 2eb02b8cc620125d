/** The look of the reference, light and dark as the reader's system is. */
export const styles = `
:root { color-scheme: light dark; --ink: #1a1f26; --soft: #565e69; --page: #fff; --card: #f5f6f8; --line: #d9dde3; --link: #1857b8; --warm: #8a3b00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7eaee; --soft: #a4adb8; --page: #14171b; --card: #1d2126; --line: #363c44; --link: #8ab4f8; --warm: #f0a868; }
}
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 20rem minmax(0, 1fr); color: var(--ink); background: var(--page);
  font: 15px/1.5 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1rem; border-right: 1px solid var(--line); font-size: 13px; }
nav h2 { margin: 1rem 0 0.25rem; font-size: 13px; color: var(--soft); }
nav ul, .choices { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: 2px 0; overflow-wrap: anywhere; text-decoration: none; }
main { max-width: 60rem; padding: 1.5rem 2rem 6rem; }
a { color: var(--link); }
code { font: 0.92em ui-monospace, monospace; overflow-wrap: anywhere; }
article { margin: 1rem 0; padding: 0.75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; scroll-margin-top: 1rem; }
h3 { margin: 0; font-size: 16px; font-weight: 400; }
h4 { margin: 0.75rem 0 0.25rem; font-size: 13px; color: var(--soft); }
p { margin: 0.25rem 0; }
small, .type { color: var(--soft); font-weight: 400; }
.type { font-size: 13px; }
.required { color: var(--warm); font-size: 12px; }
.answer p { display: inline; }
.answer > .type { display: block; }
.choices > li { padding-left: 1rem; border-left: 2px solid var(--line); margin: 0.5rem 0; }
dl { margin: 0.25rem 0; padding-left: 0.75rem; border-left: 2px solid var(--line); }
dt { margin-top: 0.4rem; }
dd { margin: 0 0 0 1rem; color: var(--soft); }
summary { cursor: pointer; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; max-height: 40vh; } main { padding: 1rem; } }
`;
