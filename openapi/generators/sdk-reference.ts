import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Contract } from '../contract.ts';
import { type PublicExport, publicExports } from './public-exports.ts';
import { operationsOfSdk } from './sdk-operations.ts';
import type { GeneratedFiles } from './wire-code.ts';

const sdk = fileURLToPath(new URL('../../sdk/', import.meta.url));

/** An entry of the SDK, which people import from, with what it exports. */
export interface SdkEntry {
  /** `@latchkey/sdk/guard/koa` */
  readonly specifier: string;
  readonly exports: readonly PublicExport[];
}

/** The entries of the SDK but the one of the operations, which the contract describes. */
export function sdkEntries(): SdkEntry[] {
  const { name, exports } = JSON.parse(readFileSync(`${sdk}package.json`, 'utf8')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, string>>;
  };
  return Object.entries(exports)
    .filter(([entry]) => entry !== './operations')
    .map(([entry, file]) => ({ specifier: entry.replace('.', name), exports: publicExports(`${sdk}${file}`) }));
}

/** `docs/sdk/reference`: a page for each entry of the SDK, from its doc comments, and one for the operations. */
export function sdkReference(contract: Contract): GeneratedFiles {
  const entries = sdkEntries();
  return new Map([
    ['README.md', overview(entries)],
    ['operations.md', operationsPage(contract)],
    ...entries.map((entry) => [pageOf(entry), entryPage(entry)] as const),
  ]);
}

const notice = '<!-- Generated from the doc comments by `npm run generate`. Do not edit. -->';

/** `guard-koa.md`; the package's own entry is `client.md`. */
const pageOf = ({ specifier }: SdkEntry): string => `${specifier.split('/').slice(2).join('-') || 'client'}.md`;

const overview = (entries: readonly SdkEntry[]): string =>
  [
    notice,
    '',
    '# Reference of the SDK',
    '',
    'What each entry exports, from the comments in the source. How to use it is told in the [guides](../../../sdk/README.md).',
    '',
    '- [`@latchkey/sdk/operations`](operations.md), and the same on a client: every operation of the contract',
    ...entries.map((entry) => `- [\`${entry.specifier}\`](${pageOf(entry)}): ${namesOf(entry)}`),
    '',
    'Types of requests and answers have the names of the contract’s schemas, and are exported by `@latchkey/sdk`.',
    '',
  ].join('\n');

const namesOf = ({ exports }: SdkEntry): string =>
  exports
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => `\`${name}\``)
    .join(', ');

const sections = [
  { title: 'Functions', kinds: ['function', 'value'] },
  { title: 'Classes', kinds: ['class'] },
  { title: 'Types', kinds: ['type'] },
] as const;

function entryPage({ specifier, exports }: SdkEntry): string {
  const parts = sections.flatMap(({ title, kinds }) => {
    const found = exports.filter(({ kind }) => kinds.some((one) => one === kind));
    return found.length === 0 ? [] : [`## ${title}`, ...found.map(entryOf)];
  });
  return `${[notice, `# \`${specifier}\``, ...parts].join('\n\n')}\n`;
}

const entryOf = ({ name, doc, signature, throws, example }: PublicExport): string =>
  [
    `### ${name}`,
    ...(doc === '' ? [] : [doc]),
    code(signature),
    ...(throws === undefined ? [] : [`Throws: ${throws.replace(/^\{(\w+)\}/, '`$1`')}`]),
    ...(example === undefined ? [] : ['Example:', code(example)]),
  ].join('\n\n');

const code = (text: string): string => `\`\`\`ts\n${text}\n\`\`\``;

function operationsPage(contract: Contract): string {
  const operations = operationsOfSdk(contract);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return [
    notice,
    '',
    '# Operations',
    '',
    'Each is a call of a client (`client.workspaces.create(input)`) and a function of `@latchkey/sdk/operations` that takes a client or a',
    'connection first (`createWorkspace(connection, input)`). The input has `path`, `query` and `body` as the contract names their',
    'members; everywhere `signal` and `timeoutMs`.',
    '',
    ...tags.flatMap((tag) => [
      `## ${tag}`,
      '',
      ...operations
        .filter((operation) => operation.tag === tag)
        .flatMap(
          ({
            id,
            call,
            doc: [summary = '', description = ''],
            request,
            factory,
            takesIdempotencyKey,
            takesIfMatch,
          }) => [
            `### ${call}`,
            '',
            `**${summary}** · \`${id}\` · \`${request}\`${factory === 'listOperation' ? ' · a [list](../lists.md)' : ''}${takesIdempotencyKey ? ' · `idempotencyKey`' : ''}${takesIfMatch ? ' · [`ifMatch`](../concurrent-changes.md)' : ''}`,
            '',
            description.trim(),
            '',
          ],
        ),
    ]),
  ].join('\n');
}
