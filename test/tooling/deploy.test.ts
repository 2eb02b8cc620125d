import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { textOf } from './package-root.ts';

interface Service {
  image?: string;
  environment: Record<string, string>;
  secrets: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  read_only?: boolean;
  cap_drop?: string[];
}
const compose = parse(textOf('deploy/compose.yaml')) as {
  services: { plumbline: Service; postgres: Service };
  secrets: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
};
const { plumbline, postgres } = compose.services;
const dockerfile = textOf('deploy/Dockerfile').replaceAll(/\\\n\s*/g, '');
const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
const instructions = (name: string, text = dockerfile) =>
  [...text.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map((found) => found[1] ?? '');

describe('compose.yaml', () => {
  it('starts Plumbline after Postgres is healthy', () => {
    expect(plumbline.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(postgres.healthcheck?.test).toContain('pg_isready');
  });

  it('keeps secrets in files that git does not keep', () => {
    expect(Object.keys(compose.secrets).toSorted()).toEqual([...plumbline.secrets, ...postgres.secrets].toSorted());
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
    expect(textOf('.gitignore').split('\n')).toContain('deploy/secrets/');
    for (const [name, value] of [...Object.entries(plumbline.environment), ...Object.entries(postgres.environment)])
      if (/PASSWORD|SECRET|DATABASE_URL/.test(name)) expect(`${name}: ${value}`).toMatch(/_FILE: \/run\/secrets\//);
  });

  it('is reached from this machine only and runs with nothing to spare', () => {
    expect(plumbline.ports).toEqual(['127.0.0.1:8080:8080']);
    expect(postgres.ports).toBeUndefined();
    expect(plumbline).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  it('keeps the data in a named volume, with a Postgres that Plumbline supports', () => {
    expect(Object.keys(compose.volumes)).toEqual(['postgres-data']);
    expect(Number(/^postgres:(\d+)/.exec(postgres.image ?? '')?.[1])).toBeGreaterThanOrEqual(15);
  });
});

describe('the Dockerfile', () => {
  it('needs no shell: every command is in exec form', () => {
    for (const command of [...instructions('RUN'), ...instructions('ENTRYPOINT'), ...instructions('CMD')])
      expect(JSON.parse(command)).toBeInstanceOf(Array);
    expect(instructions('HEALTHCHECK')[0]).toMatch(/CMD \["\/nodejs\/bin\/node", "deploy\/health-check\.js"\]$/);
  });

  it('runs no install scripts and ships no development dependency', () => {
    const installs = instructions('RUN').filter((command) => command.includes('"ci"'));
    expect(installs).toHaveLength(2);
    for (const command of installs) expect(command).toContain('--ignore-scripts');
    expect(last).toContain('--from=libraries /build/node_modules');
  });

  it('ends as a user without rights and copies only what is built', () => {
    expect(instructions('USER', last)).toEqual(['65532:65532']);
    for (const copied of instructions('COPY', last)) expect(copied).toMatch(/^--from=(build|libraries) \/build\//);
    expect(last).not.toContain('build-when-stale');
  });
});
