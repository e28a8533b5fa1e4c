import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(join(packageFolder, file), 'utf8');

/** What the examples take for granted: the reader's own values, and the client of the example before. */
const readersOwn = {
  baseUrl: 'declare const baseUrl: string;',
  email: 'declare const email: string;',
  password: 'declare const password: string;',
  serviceKey: 'declare const serviceKey: string;',
  client: "declare const client: import('@latchkey/sdk').Client;",
  app: "declare const app: import('koa');",
  createClient: "import { createClient } from '@latchkey/sdk';",
  createKoaGuard: "import { createKoaGuard } from '@latchkey/sdk/guard/koa';",
};

const examples = [
  ...[...read('README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ''], index) => ({
    name: `readme-${index + 1}`,
    code,
  })),
  ...['client', 'guard/koa'].map((file) => ({
    name: file.replace('/', '-'),
    code: docExample(read(`src/${file}.ts`)),
  })),
];

test('every example of the README and of the doc comments compiles under the strictest settings', () => {
  assert.equal(examples.length, 5);
  const files = new Map(
    examples.map(({ name, code }) => [join(packageFolder, 'test', `${name}.example.ts`), complete(code)]),
  );
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(packageFolder, '..', 'tsconfig.json'), ts.sys.readFile).config,
    { ...ts.sys, readDirectory: () => [] },
    packageFolder,
  );
  // An example shows what can be had, not what is done with it.
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false });
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getSourceFile = (file, version) => {
    const text = files.get(file);
    return text === undefined ? getSourceFile(file, version) : ts.createSourceFile(file, text, version);
  };

  const program = ts.createProgram([...files.keys()], { ...options, noUnusedLocals: false }, host);
  const problems = [...files.keys()].flatMap((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map((problem) => `${file}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`),
  );

  assert.deepEqual(problems, []);
});

function docExample(source: string): string {
  const [, block = ''] = /@example\n([\s\S]*?)\n \*(?:\/| @)/.exec(source) ?? [];
  return block.replaceAll(/^ \* ?/gm, '');
}

function complete(code: string): string {
  const given = Object.entries(readersOwn)
    .filter(([name]) => code.includes(name) && !new RegExp(`(const|import) (\\{[^}]*)?\\b${name}\\b`).test(code))
    .map(([, declaration]) => declaration);
  return [...given, code, 'export {};'].join('\n');
}
