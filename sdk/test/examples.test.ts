import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { completed, readDocExamples, readSnippets } from './support/snippets.ts';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** What the examples take for granted: the reader's own values, and the client of the example before. */
const readersOwn = {
  baseUrl: 'declare const baseUrl: string;',
  email: 'declare const email: string;',
  password: 'declare const password: string;',
  apiToken: 'declare const apiToken: string;',
  serviceKey: 'declare const serviceKey: string;',
  request: 'declare const request: Request;',
  client: "declare const client: import('@latchkey/sdk').Client;",
  app: "declare const app: import('koa');",
  createClient: "import { createClient } from '@latchkey/sdk';",
  etagOf: "import { etagOf } from '@latchkey/sdk';",
  readOnlyStorage: "import { readOnlyStorage } from '@latchkey/sdk';",
  parseToken: "import { parseToken } from '@latchkey/sdk/token-format';",
  requireToken: "import { requireToken } from '@latchkey/sdk/token-format';",
  findTokens: "import { findTokens } from '@latchkey/sdk/token-format';",
  createKoaGuard: "import { createKoaGuard } from '@latchkey/sdk/guard/koa';",
};

test('every example of the README, the guides and the doc comments compiles under the strictest settings', () => {
  const examples = [...readSnippets(), ...readDocExamples()];
  assert.ok(examples.length > 20, `${examples.length} examples`);
  const files = new Map(
    examples.map(({ name, code }) => [join(packageFolder, 'test', `${name}.example.ts`), completed(code, readersOwn)]),
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
