import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(new URL('../../', import.meta.url));
const guideFolder = fileURLToPath(new URL('../../../docs/sdk/', import.meta.url));

export interface Snippet {
  /** `signing-in-1` */
  readonly name: string;
  readonly code: string;
}

const fenced = (name: string, text: string): Snippet[] =>
  [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ''], index) => ({ name: `${name}-${index + 1}`, code }));

/** Every piece of TypeScript in the README and the guides. */
export const readSnippets = (): Snippet[] => [
  ...fenced('readme', readFileSync(`${packageFolder}README.md`, 'utf8')),
  ...readdirSync(guideFolder)
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) => fenced(page.replace(/\.md$/, ''), readFileSync(`${guideFolder}${page}`, 'utf8'))),
];

/** Every example of a doc comment. */
export const readDocExamples = (): Snippet[] =>
  readdirSync(`${packageFolder}src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
    .flatMap((file) =>
      [...readFileSync(`${packageFolder}src/${file}`, 'utf8').matchAll(/@example\n([\s\S]*?)\n \*(?:\/| @)/g)].map(
        ([, block = ''], index) => ({
          name: `${file.replaceAll(/[/\\]/g, '-').replace(/\.ts$/, '')}-${index + 1}`,
          code: block.replaceAll(/^ \* ?/gm, ''),
        }),
      ),
    );

/** A snippet with what it takes for granted, from what there is for each name: declarations or values. */
export function completed(code: string, readersOwn: Readonly<Record<string, string>>): string {
  const given = Object.entries(readersOwn)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code))
    .filter(([name]) => !new RegExp(`(?:const|let|import|function) (?:\\{[^}]*)?\\b${name}\\b`).test(code))
    .map(([, source]) => source);
  // Twice needed is once given.
  return [...new Set(given), code, 'export {};'].join('\n');
}
