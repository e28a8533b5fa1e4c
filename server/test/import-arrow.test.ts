import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/**
 * The arrow of imports. A folder may use the values of the folders below it, and of those beside it in the same line. Types
 * are not held to it: `import type` leaves nothing behind when the program runs, and operations are typed by the services
 * and principals that the pipeline hands down to them.
 */
const arrow: readonly (readonly string[])[] = [
  ['main', 'welcome', 'drain'],
  ['start-service'],
  // What a start does before there is a service, and what watches it from outside.
  ['backup', 'migrations', 'metrics', 'unmeasured', 'workers', 'purge'],
  ['service'],
  ['http'],
  ['authentication'],
  [
    'access-tokens',
    'account',
    'api-tokens',
    'audit',
    'decisions',
    'idempotency',
    'mail',
    'members',
    'one-time-codes',
    'personal-tokens',
    'roles',
    'service-endpoints',
    'service-keys',
    'sessions',
    'setup',
    // Beside what uses the keys, because operators' operations on them live there too.
    'signing-keys',
    'users',
    'workspace-keys',
    'workspaces',
  ],
  ['operation'],
  ['authorization', 'deployment'],
  ['storage', 'passwords'],
  [
    'errors',
    'clock',
    'addresses',
    'config',
    'logger',
    'identifier',
    'bounded-map',
    'request-meter',
    'request-metrics',
    'generated',
    'repeat',
  ],
  // A program of its own, which shares nothing with the server whose exports it judges.
  ['audit-verifier'],
];

/** Who may use a package that stands for a decision: replacing it is work in one room. */
const packages: { readonly [name: string]: readonly RegExp[] } = {
  mongodb: [/^storage\/mongodb\//],
  mingo: [/^storage\/embedded\//],
  'node:sqlite': [/^storage\/embedded\//],
  koa: [/^http\//],
  '@koa/router': [/^http\//],
  'openapi-backend': [/^http\//],
  argon2: [/^passwords\//],
  jose: [/^signing-keys\//, /^access-tokens\//],
  nodemailer: [/^mail\//],
  pino: [/^logger\.ts$/],
  'prom-client': [/^metrics\.ts$/],
  yaml: [/^authorization\//],
};

/**
 * The port is for stores; whoever composes and starts the server opens it, and the pipeline knows its two failures. Before
 * there is a service, its starting has the port itself; metrics time what goes through it. Naming its type `Store` counts, since
 * whoever names it can be handed one.
 */
const portUsers = [
  /-store\.ts$/,
  /^storage\//,
  /^service\.ts$/,
  /^start-service\.ts$/,
  /(?:^|\/)main\.ts$/,
  /^http\//,
  /^backup\//,
  // Removes what is over in every room's collections, a little at a time, and asks each room's store how.
  /^purge\//,
  /^migrations\//,
  /^signing-keys\/reseal-signing-keys\.ts$/,
  /^metrics\.ts$/,
];

interface Import {
  readonly file: string;
  readonly specifier: string;
  /** The imported file below `src/`, or undefined for a package. */
  readonly target: string | undefined;
  readonly isType: boolean;
  /** Whether it brings the type `Store` of the port: whoever can name the store can be handed it. */
  readonly namesStore: boolean;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const statement = /^(?:import|export)\s+(type\s+)?([^'"]*?\s*from\s+)?['"]([^'"]+)['"]/gm;

function importsOf(folder: string): Import[] {
  return globSync('**/*.ts', { cwd: join(root, folder) }).flatMap((file) =>
    [...readFileSync(join(root, folder, file), 'utf8').matchAll(statement)].map(
      ([, type, names = '', specifier = '']) => ({
        file,
        specifier,
        target: specifier.startsWith('.') ? relative('.', join(dirname(file), specifier)) : undefined,
        isType: type !== undefined || hasOnlyTypes(names),
        namesStore: specifier.endsWith('storage/port.ts') && /(?<!\w)Store(?!\w)/.test(names),
      }),
    ),
  );
}

/** `import { type A, type B } from …` leaves only the loading of the file. */
const hasOnlyTypes = (names: string): boolean => {
  const listed = /^\{([^}]*)\}/
    .exec(names.trim())?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return listed?.every((name) => name.startsWith('type ')) ?? false;
};

/**
 * The folder below `src/`, or the name of a file that stands there itself. The folder `service` is not the file, and a program
 * that lives in a room is above it.
 */
function roomOf(file: string): string {
  const [first = '', second] = file.split('/');
  if (second === 'main.ts' && first !== 'audit-verifier') return 'main';
  if (second === undefined) return first.replace(/\.ts$/, '');
  return first === 'service' ? 'service-endpoints' : first;
}

const heightOf = (file: string): number => arrow.findIndex((rooms) => rooms.includes(roomOf(file)));
const show = ({ file, specifier }: Import): string => `${file} imports ${specifier}`;

const imports = importsOf('server/src');
const values = imports.filter(({ isType }) => !isType);

type Edge = readonly [from: string, to: string];

/** Takes away what leads to nothing and what nothing leads to, until only cycles, and ways from one to another, are left. */
function cyclesAmong(edges: readonly Edge[]): Edge[] {
  const from = new Set(edges.map(([file]) => file));
  const to = new Set(edges.map(([, target]) => target));
  const left = edges.filter(([file, target]) => to.has(file) && from.has(target));
  return left.length === edges.length ? left : cyclesAmong(left);
}

test('every room of the server has its place in the arrow of imports', () => {
  const rooms = new Set(imports.map(({ file }) => roomOf(file)));
  assert.deepEqual(
    [...rooms].filter((room) => !arrow.flat().includes(room)),
    [],
  );
});

test('values are imported downwards only', () => {
  const upwards = values.filter(({ file, target }) => target !== undefined && heightOf(target) < heightOf(file));
  assert.deepEqual(upwards.map(show), []);
});

test('no file imports a value from itself by a detour, though resource folders may use one another', () => {
  const circle: Edge[] = [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
  ];
  assert.deepEqual(cyclesAmong([['main', 'a'], ...circle, ['c', 'leaf']]), circle);
  assert.deepEqual(
    cyclesAmong(values.flatMap(({ file, target }) => (target === undefined ? [] : [[file, target]]))),
    [],
  );
});

test('only stores, the composition, the pipeline and the purge use the storage port, by value or by its type', () => {
  const uses = imports.filter(
    ({ target, isType, namesStore }) => target?.startsWith('storage/') === true && (!isType || namesStore),
  );
  const strangers = uses.filter(({ file }) => !portUsers.some((user) => user.test(file)));
  assert.deepEqual(strangers.map(show), []);
});

test('each engine is known to the composition alone', () => {
  const strangers = imports.filter(
    ({ file, target = '' }) =>
      /^storage\/(?:mongodb|embedded)\//.test(target) && !/^storage\/|^start-service\.ts$|(?:^|\/)main\.ts$/.test(file),
  );
  assert.deepEqual(strangers.map(show), []);
});

test('a package that stands for a decision is used in its room only', () => {
  const strangers = imports.filter(({ file, specifier }) => {
    const name = Object.keys(packages).find((known) => specifier === known || specifier.startsWith(`${known}/`));
    return name !== undefined && !packages[name]?.some((room) => room.test(file));
  });
  assert.deepEqual(strangers.map(show), []);
});

test('the verifier of the audit trail imports nothing of the server', () => {
  const foreign = importsOf('server/src/audit-verifier').filter(
    ({ specifier }) => !/^node:|^\.\/[\w-]+\.ts$/.test(specifier),
  );
  assert.deepEqual(foreign.map(show), []);
});

test('the client and the conformance suite import nothing of the server, and the suite nothing of the client', () => {
  const of = (folder: string, foreign: RegExp): string[] =>
    importsOf(folder)
      .filter(({ specifier }) => foreign.test(specifier))
      .map(show);
  assert.deepEqual(of('sdk/src', /server\/|@latchkey\/server/), []);
  assert.deepEqual(of('conformance-tests/src', /server\/|sdk\/|@latchkey\/(?:server|client|sdk)/), []);
});

test('the system’s time is read by the clock alone', () => {
  const readers = globSync('**/*.ts', { cwd: join(root, 'server/src') }).filter(
    (file) =>
      file !== 'clock.ts' &&
      /Date\.now\(|new Date\(\s*\)|performance\.timeOrigin/.test(readFileSync(join(root, 'server/src', file), 'utf8')),
  );
  assert.deepEqual(readers, []);
});

test('the environment and the process are touched by the entries of the programs alone', () => {
  const users = globSync('**/*.ts', { cwd: join(root, 'server/src') }).filter(
    (file) =>
      !/(?:^|\/)main\.ts$/.test(file) &&
      /\bprocess\.(?:env|exit|on|argv|stdout|stderr)\b/.test(readFileSync(join(root, 'server/src', file), 'utf8')),
  );
  assert.deepEqual(users, []);
});

test('what only some configurations need is not loaded by the start: the drivers, and all of undici through node:http', () => {
  const optional = /^(?:mongodb|nodemailer|prom-client|(?:node:)?https?)$/;
  const reached = new Set(['main.ts', 'start-service.ts']);
  for (const file of reached) {
    for (const { target } of values.filter((one) => one.file === file)) if (target !== undefined) reached.add(target);
  }
  assert.ok(reached.size > 200, `${reached.size} files are reached`);
  const loaded = values.filter(({ file, specifier }) => reached.has(file) && optional.test(specifier));
  assert.deepEqual(loaded.map(show), []);
});
