import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFiles } from '../testing/temporary-folder.ts';
import { clientSettings } from './client-settings.ts';

function place() {
  const write = temporaryFiles();
  const root = dirname(write('x', ''));
  const folder = (...parts: string[]) => {
    mkdirSync(join(root, ...parts), { recursive: true });
    return join(root, ...parts);
  };
  return { write, folder, root };
}
const yaml = (url: string, key?: string) => `client:\n  url: ${url}\n${key === undefined ? '' : `  api_key: ${key}\n`}`;

describe('the settings of the command line', () => {
  it('come from flags, then the environment, then plumbline.yaml, then the file of login, then defaults', () => {
    const { write, folder, root } = place();
    folder('.config', 'plumbline');
    folder('repo', '.git');
    const here = folder('repo', 'deep', 'er');
    const env = { HOME: root };
    const urlOf = (more: Record<string, string> = {}, flags: { url?: string } = {}) =>
      clientSettings(flags, { ...env, ...more }, here).url;
    expect(urlOf()).toEqual({ value: 'http://localhost:8080', origin: 'default' });
    const user = write('.config/plumbline/config.yaml', yaml('http://user'));
    expect(urlOf()).toEqual({ value: 'http://user', origin: user });
    const project = write('repo/plumbline.yaml', `port: 9000\n${yaml('http://project')}`);
    expect(urlOf()).toEqual({ value: 'http://project', origin: project });
    write('repo/deep/er/plumbline.yaml', yaml('http://near'));
    expect(urlOf()).toEqual({ value: 'http://near', origin: 'plumbline.yaml' });
    const other = write('other.yaml', yaml('http://named'));
    expect(urlOf({ PLUMBLINE_CONFIG: other })).toEqual({ value: 'http://named', origin: other });
    expect(urlOf({ PLUMBLINE_URL: 'http://env' })).toEqual({ value: 'http://env', origin: 'PLUMBLINE_URL' });
    expect(urlOf({ PLUMBLINE_URL: 'http://env' }, { url: 'http://flag' })).toEqual({
      value: 'http://flag',
      origin: '--url',
    });
  });

  it('are looked for up to the root of the repository and no further; outside one, only here', () => {
    const { write, folder } = place();
    write('plumbline.yaml', yaml('http://above'));
    folder('repo', '.git');
    expect(clientSettings({}, {}, folder('repo', 'deep')).url.value).toBe('http://localhost:8080');
    expect(clientSettings({}, {}, folder('loose', 'deep')).url.value).toBe('http://localhost:8080');
  });

  it('keep a key from every server but that of its file, and say so', () => {
    const { write, root } = place();
    const file = write('plumbline.yaml', yaml('http://mine', 'plk_mine'));
    const env = { PLUMBLINE_CONFIG: file };
    expect(clientSettings({}, env, root).apiKey).toEqual({ value: 'plk_mine', origin: 'plumbline.yaml' });
    expect(clientSettings({ url: 'http://mine/' }, env, root).apiKey?.value).toBe('plk_mine');
    const elsewhere = clientSettings({ url: 'http://other' }, env, root);
    expect(elsewhere.apiKey).toBeNull();
    expect(elsewhere.warnings).toEqual([
      'the key in plumbline.yaml is for http://mine and is not shown to http://other',
    ]);
    expect(clientSettings({ url: 'http://other', apiKey: 'plk_flag' }, env, root).apiKey?.value).toBe('plk_flag');
  });

  it('take variables and a file for the key, and say which is missing', () => {
    const { write, root } = place();
    write('key', 'plk_kept\n');
    const file = write('plumbline.yaml', 'client: { url: "http://${HOST}", api_key: "file:key" }\n');
    const settings = clientSettings({}, { PLUMBLINE_CONFIG: file, HOST: 'h' }, root);
    expect([settings.url.value, settings.apiKey?.value]).toEqual(['http://h', 'plk_kept']);
    expect(() => clientSettings({}, { PLUMBLINE_CONFIG: file }, root)).toThrow(
      /client\.url: the variable HOST .* is not set/,
    );
  });

  it.each([
    ['client: 7\n', /:1 client: must hold settings of its own: url, api_key/],
    ['client:\n  urll: x\n', /:2 client\.urll: there is no such setting\. Did you mean url\?/],
    ['client: { url: [1] }\n', /must be text/],
    ['client: {\n', /plumbline\.yaml:\d/],
  ])('refuse %j with the place', (text, message) => {
    const { write, root } = place();
    const file = write('plumbline.yaml', text);
    expect(() => clientSettings({}, { PLUMBLINE_CONFIG: file }, root)).toThrow(message);
  });
});
