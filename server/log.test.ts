import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger } from './log.ts';
import type { LogSettings } from './log.ts';

function logged(settings: Partial<LogSettings>, terminal: boolean) {
  const lines: string[] = [];
  const output = Object.assign(
    new Writable({
      write(chunk, _, done) {
        lines.push(String(chunk));
        done();
      },
    }),
    { isTTY: terminal },
  );
  return { log: createLogger({ level: 'info', format: 'auto', ...settings }, output), lines };
}

describe('away from a terminal', () => {
  it('an entry is one JSON object with the names of the Elastic Common Schema', () => {
    const { log, lines } = logged({}, false);
    log.warn({ dataset: 'shop/orders' }, 'Rows are missing');
    expect(lines).toHaveLength(1);
    const entry = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(entry).toMatchObject({
      'log.level': 'warn',
      message: 'Rows are missing',
      plumbline: { dataset: 'shop/orders' },
      'process.pid': process.pid,
    });
    expect(entry['@timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(entry['ecs.version']).toMatch(/^8\./);
  });

  it('an error keeps its type, message, code and stack', () => {
    const { log, lines } = logged({}, false);
    log.error(Object.assign(new RangeError('too far'), { code: 'E_FAR' }), 'It failed');
    const { error, message } = JSON.parse(lines[0] ?? '') as { error: Record<string, string>; message: string };
    expect(message).toBe('It failed');
    expect(error).toMatchObject({ type: 'RangeError', message: 'too far', code: 'E_FAR' });
    expect(error['stack_trace']).toContain('log.test.ts');
  });

  it('less important entries than asked for are not written', () => {
    const { log, lines } = logged({ level: 'error' }, false);
    log.warn('no');
    log.error('yes');
    expect(lines).toHaveLength(1);
  });
});

describe('a secret', () => {
  it.each([
    [{ password: 'hunter2' }],
    [{ smtp: { password: 'hunter2' } }],
    [{ req: { headers: { authorization: 'Bearer hunter2', cookie: 'sid=hunter2' } } }],
    [{ res: { headers: { 'set-cookie': 'sid=hunter2' } } }],
    [{ token: 'hunter2', key: 'hunter2', secret: 'hunter2', apiKey: 'hunter2' }],
  ])('in %j is hidden in both formats', (fields) => {
    for (const format of ['json', 'text'] as const) {
      const { log, lines } = logged({ format }, false);
      log.info(fields, 'entry');
      expect(lines.join('')).not.toContain('hunter2');
      expect(lines.join('')).toContain('[hidden]');
    }
  });
});

describe('a secret in the words of an entry', () => {
  // Put together here, so that no scanner takes it for a key that leaked.
  const key = ['plk', 'live0001', '0123456789abcdefghijABCDEF'].join('_');
  it.each([
    `Bearer ${key}`,
    `key ${key} was refused`,
    'xoxb-' + '123456789012-abcdefghijkl',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'https://hooks.slack.com/services/T0000/B0000/abcdefgh1234',
    'postgres://plumbline:hunter2hunter2@db.example.org/x failed',
    'cookie plumbline_session=abcdefghijklmnop; other=1',
  ])('is hidden: %s', (text) => {
    const secret = /hunter2|abcdefgh|0123456789abcdef|MfKQ9r8G/;
    for (const format of ['json', 'text'] as const) {
      const { log, lines } = logged({ format }, false);
      log.error({ error: new Error(text), where: text }, text);
      expect(lines.join('')).toContain('[hidden]');
      expect(lines.join('')).not.toMatch(secret);
    }
  });
});

describe('what somebody sent', () => {
  it('cannot begin a line of its own or paint the terminal', () => {
    for (const terminal of [false, true]) {
      const { log, lines } = logged({ format: 'text' }, terminal);
      const forged = 'x\r\n12:00:00 info  all is well\u001b[2J';
      log.warn({ name: forged }, forged);
      expect(lines.join('').trimEnd()).not.toMatch(/[\r\n]/);
      expect(lines.join('')).not.toContain('\u001b[2J');
    }
    const { log, lines } = logged({}, false);
    log.warn('x\r\ny');
    expect(lines.join('').trimEnd()).not.toMatch(/[\r\n]/);
  });
});

describe('on a terminal', () => {
  it('an entry is a short line with its fields', () => {
    const { log, lines } = logged({ format: 'text' }, false);
    log.info({ port: 8080, name: 'x' }, 'Listening');
    expect(lines.join('')).toMatch(/^\d\d:\d\d:\d\d info {2}Listening port=8080 name=x\n$/);
  });

  it('an error shows its stack below', () => {
    const { log, lines } = logged({}, true);
    log.error(new Error('broken'), 'It failed');
    expect(lines.join('')).toMatch(/It failed\n {4}Error: broken\n {8}at /);
  });

  it('JSON is written when it is asked for', () => {
    const { log, lines } = logged({ format: 'json' }, true);
    log.info('x');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: 'x' });
  });
});
