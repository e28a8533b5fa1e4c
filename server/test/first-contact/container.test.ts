import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** What the image sets by itself: one ENV line of NAME=value pairs. */
const imageEnvironment = (): Record<string, string> => {
  const [, pairs = ''] = /^ENV (.*)$/m.exec(read('Dockerfile')) ?? [];
  return Object.fromEntries(pairs.split(' ').map((pair) => pair.split('=') as [string, string]));
};

/** `${NAME:-default}`, `${NAME:?complaint}` and `${NAME}` as compose reads them. */
const interpolated = (text: string, given: Record<string, string>): string =>
  text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, rest = '') => {
    if (given[name]) return given[name];
    if (kind === '?') throw new Error(`${name}: ${rest}`);
    return rest;
  });

const composedEnvironment = (given: Record<string, string>): Record<string, string> => {
  const { services } = parse(interpolated(read('compose.yaml'), given));
  return { ...imageEnvironment(), ...services.server.environment };
};

test('compose starts the server with a configuration that it takes', () => {
  const read = readConfig(composedEnvironment({ SECRET_KEY: 'jT0uQ3kzV8bXn5RwLyA2sGfHc7MdEp1i' }));
  assert.deepEqual('problems' in read ? read.problems : [], []);
});

test('compose refuses to start without a secret key', () => {
  assert.throws(() => composedEnvironment({}), /SECRET_KEY: a secret/);
});

test('the image by itself refuses to start until it is told its issuer and its secret key', () => {
  const read = readConfig(imageEnvironment());
  assert.ok('problems' in read);
  assert.match(read.problems.join('\n'), /^ISSUER is required[\s\S]*^SECRET_KEY is required/m);
});

test('the image is made of what is in the repository, and runs built JavaScript, because its user can keep no compiled code', () => {
  const stages = read('Dockerfile').split(/^(?=FROM )/m);
  const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
    sources.split(' '),
  );
  assert.deepEqual(
    copied.filter((path) => !existsSync(new URL(`../../../${path}`, import.meta.url))),
    [],
  );
  const built = stages.find((stage) => stage.includes('RUN node server/build.ts'));
  const [, name = 'none'] = /^FROM \S+ AS (\S+)/.exec(built ?? '') ?? [];
  const image = stages.at(-1) ?? '';
  assert.match(image, new RegExp(`^COPY --from=${name} /app/server/dist \\./$`, 'm'));
  assert.doesNotMatch(image, /^COPY server/m);
  assert.match(image, /^CMD \["node", "server\/bin\/latchkey\.js"\]$/m);
});
