import { expect, it } from 'vitest';
import { configReference } from './reference.ts';
import { settings } from './settings.ts';

it('the committed reference page is the one the schema makes', async () => {
  await expect(configReference()).toMatchFileSnapshot('../../docs/reference/config.md');
});

it('every setting is described in a sentence', () => {
  expect(settings.filter(({ description }) => !/^[A-Z`].*\.$/.test(description)).map(({ key }) => key)).toEqual([]);
});

it('what holds a password is marked secret', () => {
  expect(settings.filter(({ secret }) => secret).map(({ key }) => key)).toEqual([
    'database_url',
    'smtp.password',
    'slack.token',
    'kafka.sasl_password',
    'metrics.token',
  ]);
});
