import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemCatalogue } from '../../server/problem.ts';
import { keptFiles, packageRoot, textOf } from './package-root.ts';

const kept = keptFiles();
const papers = kept.filter((path) => path.endsWith('.md') && !path.startsWith('docs/story/'));
const withoutCode = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, '');
const exists = (path: string) => existsSync(join(packageRoot, path));
const isIgnored = (path: string) => spawnSync('git', ['check-ignore', '-q', path], { cwd: packageRoot }).status === 0;

/** GitHub's anchor of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
const anchorsIn = (path: string) =>
  [...withoutCode(textOf(path)).matchAll(/^#+ (.+)$/gm)].map((found) => anchorOf(found[1] ?? ''));

describe('papers', () => {
  it.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/decisions'])(
    'name only files that are there: %s',
    (where) => {
      const texts = papers.filter((path) => path.startsWith(where)).map((path) => withoutCode(textOf(path)));
      expect(texts.length).toBeGreaterThan(0);
      const quoted = texts.flatMap((text) => [...text.matchAll(/`([\w.@-]+\/[\w./-]*|[\w-]+\.(?:c?js|ts|json))`/g)]);
      const paths = quoted.map((found) => found[1] ?? '').filter((path) => !path.startsWith('@'));
      expect(paths.filter((path) => !exists(path) && !isIgnored(path))).toEqual([]);
    },
  );

  it.each(papers)('have only links that lead somewhere: %s', (paper) => {
    const links = [...withoutCode(textOf(paper)).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)];
    const internal = links.map((found) => found[1] ?? found[2] ?? '').filter((link) => !/^[a-z]+:/.test(link));
    for (const link of internal) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? paper : normalize(join(dirname(paper), path));
      expect(exists(target), `${paper}: ${link}`).toBe(true);
      if (anchor && target.endsWith('.md')) expect(anchorsIn(target), `${paper}: ${link}`).toContain(anchor);
    }
  });

  it('name only npm scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = papers.flatMap((path) => [...textOf(path).matchAll(/npm run (?:-s |--silent )?([\w:-]+)/g)]);
    expect(named.length).toBeGreaterThan(0);
    expect(named.map((found) => found[1] ?? '').filter((name) => !(name in scripts))).toEqual([]);
  });

  it('give the two commands that continuous integration runs', () => {
    const readme = textOf('README.md');
    expect(readme).toContain('```sh\nnpm ci && npm start\n```');
    expect(readme).toContain('```sh\nnpm ci && npm test\n```');
    expect(textOf('.ci/run')).toContain("'npm ci && npm test'");
  });

  it('have a heading in docs/problems.md for every problem, and no other', () => {
    const headings = [...textOf('docs/problems.md').matchAll(/^## (.+)$/gm)].map((found) => found[1]);
    expect(headings.toSorted()).toEqual(Object.keys(problemCatalogue).toSorted());
  });

  it('give each problem the status that the server answers', () => {
    const sections = textOf('docs/problems.md').split(/^## /m).slice(1);
    const statuses = sections.map((section) => /^(\S+)\n\nStatus (\d+)\./.exec(section)?.slice(1, 3) ?? [section]);
    const expected = Object.entries(problemCatalogue).map(([slug, { status }]) => [slug, String(status)]);
    expect(Object.fromEntries(statuses)).toEqual(Object.fromEntries(expected));
  });
});

describe('what is kept in git', () => {
  const text = (path: string) => execFileSync('git', ['show', `:${path}`], { cwd: packageRoot, maxBuffer: 1e8 });

  it('has no paths of one machine and no address of a registry', () => {
    const forbidden = [
      ['(?<![\\w+/.-])/', '(?:root|work|workspace)', '/[\\w.-]'],
      ['/', '(?:home|Users)', '/(?!ana/|plumbline)[\\w.-]+/'],
      ['https?://', '(?:registry\\.|[\\w.-]*(?:artifactory|nexus|verdaccio))'],
      ['"resolved"', ': ', '"http'],
    ].map((parts) => new RegExp(parts.join('')));
    const self = 'test/tooling/papers.test.ts';
    const binary = /\.(png|parquet|gz|woff2?|ico|jpg)$/;
    const found = kept
      .filter((path) => path !== self && !binary.test(path))
      .flatMap((path) => {
        const content = text(path).toString();
        return forbidden.filter((pattern) => pattern.test(content)).map((pattern) => `${path}: ${pattern.source}`);
      });
    expect(found).toEqual([]);
  });

  it('has no private key and no key of ours', () => {
    const secret = /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bplk_[A-Za-z0-9]{8}_?[A-Za-z0-9_-]{24,}/;
    expect(kept.filter((path) => secret.test(text(path).toString('latin1')))).toEqual([]);
  });
});
