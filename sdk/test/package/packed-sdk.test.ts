import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import ts from 'typescript';
import { buildServer } from '../../../server/build.ts';
import { buildSdk } from '../../build.ts';
import { createClient } from '../../src/index.ts';
import { type RealServer, startRealServer } from '../support/real-server.ts';
import { completed, readSnippets } from '../support/snippets.ts';

const run = promisify(execFile);
const repository = new URL('../../../', import.meta.url).pathname;
const ownNpm = join(repository, 'node_modules', 'node', 'bin', 'npm');
const npm = existsSync(ownNpm) ? ownNpm : 'npm';

/** An empty project outside the repository, into which the packed SDK is installed, and later the packed server. */
const project = mkdtempSync(join(tmpdir(), 'latchkey-sdk-packed-'));
const built = join(project, 'built');
const installed = join(project, 'node_modules', '@latchkey', 'sdk');
let tarball: string;

before(async () => {
  buildSdk(built);
  tarball = await pack(built);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  // Its one dependency is packed from here as well, so nobody has to be asked for it.
  const ky = await pack(join(repository, 'node_modules', 'ky'));
  await run(npm, ['install', '--offline', '--no-audit', '--no-fund', tarball, ky], { cwd: project });
});
async function pack(folder: string): Promise<string> {
  const to = ['--pack-destination', project];
  const { stdout } = await run(npm, ['pack', '--silent', '--ignore-scripts', ...to], { cwd: folder });
  return join(project, stdout.trim());
}
after(() => rmSync(project, { recursive: true, force: true }));

test('the package holds JavaScript and types, and brings ky and nothing else with it', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  assert.ok(files.includes('index.js') && files.includes('index.d.ts') && files.includes('README.md'));
  assert.ok(!files.some((name) => /(?<!\.d)\.ts$|\.test\./.test(name)));
  assert.deepEqual(
    readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['@latchkey', 'ky'],
  );
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  assert.deepEqual(dependencies, { ky: '1.14.3' });
});

test('the README and the guides are in the package, and every link of theirs leads to a file that is there', () => {
  const pages = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  const links = pages.flatMap((page) =>
    [...readFileSync(join(installed, page), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)/g)].map(([, to = '']) =>
      join(installed, page, '..', to),
    ),
  );

  assert.ok(pages.includes(join('docs', 'sdk', 'guards.md')));
  assert.ok(links.includes(join(installed, 'docs', 'sdk', 'signing-in.md')));
  assert.deepEqual(
    links.filter((file) => !existsSync(file)),
    [],
  );
});

test('publint finds nothing wrong with the package', async () => {
  const { messages } = await publint({ pkgDir: built, pack: false, strict: true });
  assert.deepEqual(messages, []);
});

test('its types are right for whoever imports it, under `node16` and `bundler`', async () => {
  const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
  assert.ok(analysis.types !== false);
  // A module of ECMAScript: `require` gets it from Node 20.19, and Node 10 knew no `exports`.
  const expected = new Set(['CJSResolvesToESM', 'NoResolution']);
  const problems = analysis.problems.filter(
    (problem) =>
      !expected.has(problem.kind) || ('resolutionKind' in problem && /node16-esm|bundler/.test(problem.resolutionKind)),
  );
  assert.deepEqual(problems, []);
});

for (const { name, options } of [
  { name: 'node16', options: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 } },
  { name: 'bundler', options: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler } },
]) {
  test(`a program that uses it compiles under \`${name}\`, and hovering over a call shows the contract’s text`, () => {
    const file = join(project, `uses-${name}.ts`);
    const source = `import { createClient } from '@latchkey/sdk';
import { listRoles } from '@latchkey/sdk/operations';
import { parseToken } from '@latchkey/sdk/token-format';
const client = createClient({ baseUrl: 'https://auth.example.com' });
export const created = client.workspaceKeys.create({ path: { workspace: 'acme' }, body: { name: 'A', environment: 'live' } });
export const secret: Promise<string> = created.then((key) => key.secret);
export const names = async () => (await listRoles(client, { path: { workspace: 'acme' } }).toArray({ limit: 5 })).map((role) => role.name satisfies string);
export const kind = parseToken('x')?.kind satisfies string | undefined;
`;
    writeFileSync(file, source);
    const compilerOptions: ts.CompilerOptions = {
      ...options,
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
      types: [],
      skipLibCheck: false,
    };
    const service = ts.createLanguageService({
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      getCompilationSettings: () => compilerOptions,
      getScriptFileNames: () => [file],
      getScriptVersion: () => '1',
      getScriptSnapshot: (path) =>
        ts.sys.fileExists(path) ? ts.ScriptSnapshot.fromString(ts.sys.readFile(path) ?? '') : undefined,
      getCurrentDirectory: () => project,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
    });

    const problems = ts
      .getPreEmitDiagnostics(service.getProgram() as ts.Program)
      .map((problem) => `${problem.file?.fileName}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`);
    assert.deepEqual(problems, []);
    const hover = service.getQuickInfoAtPosition(file, source.indexOf('create({ path'));
    assert.match(ts.displayPartsToString(hover?.documentation), /^Create a (?:workspace )?key/i);
  });
}

describe('beside the packed server, in that project', () => {
  before(async () => {
    const builtServer = join(project, 'built-server');
    buildServer(builtServer);
    const packed = await pack(builtServer);
    const server = join(project, 'node_modules', '@latchkey', 'server');
    mkdirSync(server);
    await run('tar', ['-xzf', packed, '--strip-components=1', '-C', server]);
    // What the server depends on, and the frameworks that the reader has: at the repository's versions, so that nobody is asked.
    for (const name of readdirSync(join(repository, 'node_modules')))
      if (!/^(?:\..*|@latchkey|node|ky)$/.test(name))
        symlinkSync(join(repository, 'node_modules', name), join(project, 'node_modules', name));
  });

  const runModule = async (name: string, source: string): Promise<string> => {
    const file = join(project, `${name}.js`);
    writeFileSync(
      file,
      ts.transpile(source, {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2022,
        verbatimModuleSyntax: true,
      }),
    );
    return (await run(process.execPath, [file], { cwd: project, timeout: 60_000 })).stdout;
  };

  test('the testing kit starts it, signs in, mints, moves its clock and lets it fail', async () => {
    const printed = await runModule(
      'uses-the-kit',
      `
import { isSessionEndedError } from '@latchkey/sdk';
import { startTestService } from '@latchkey/sdk/testing';
const service = await startTestService();
const { client } = await service.signIn({ kind: 'renewable' });
service.failNext('createWorkspace', 'lost_answer');
const { slug } = await client.workspaces.create({ body: { name: 'Acme', slug: 'acme' } });
service.advance({ minutes: 11 });
const { workspaces } = await client.account.getMe();
const { display } = await service.mintToken({ environment: 'test' });
service.advance({ days: 400 });
const ended = await client.account.getMe().catch(isSessionEndedError);
await service.stop();
console.log(JSON.stringify([slug, workspaces.length, display.prefix, ended]));
`,
    );

    assert.deepEqual(JSON.parse(printed), ['acme', 1, 'zk_test_', true]);
  });

  test('every snippet of the README and the guides runs, against a real service', async (t) => {
    const server = await startRealServer();
    t.after(() => server.stop());
    const values = await readersValues(server);
    const failures: string[] = [];
    for (const { name, code } of readSnippets()) {
      const program = completed(code.replaceAll('http://127.0.0.1:4000', server.url), values);
      await runModule(name, program).catch((error) => {
        failures.push(`${name}: ${error.stderr ?? error}`);
      });
    }

    assert.deepEqual(failures, []);
  });
});

/** What the snippets take for granted, as it is at this service. */
async function readersValues(server: RealServer): Promise<Readonly<Record<string, string>>> {
  const person = { email: 'ada@example.com', password: 'a long enough password for Ada' };
  const operator = createClient({ baseUrl: server.url });
  await operator.setup.complete({ body: { setup_token: server.setupToken, ...person, name: 'Ada' } });
  await operator.workspaces.create({ body: { name: 'Acme', slug: 'acme' } });
  const { secret: serviceKey } = await operator.serviceKeys.create({ body: { name: 'Guard' } });
  const { secret: apiToken } = await operator.workspaceKeys.create({
    path: { workspace: 'acme' },
    body: { name: 'Reader', environment: 'live', permission: { kind: 'role', role_id: 'owner' } },
  });
  const value = (name: string, text: string): string => `const ${name} = ${JSON.stringify(text)};`;
  return {
    baseUrl: value('baseUrl', server.url),
    email: value('email', person.email),
    password: value('password', person.password),
    serviceKey: value('serviceKey', serviceKey),
    apiToken: value('apiToken', apiToken),
    localStorage: `const kept = new Map();
globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };`,
    client: `const client = (await import('@latchkey/sdk')).createClient(${JSON.stringify({ baseUrl: server.url, credentials: person })});`,
  };
}
