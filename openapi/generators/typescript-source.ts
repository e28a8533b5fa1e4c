/** First line of every generated file, so that nobody edits it by hand. */
export const generatedNotice = (source: string): string =>
  `// Generated from ${source} by \`npm run generate\`. Do not edit.`;

/** A single-quoted TypeScript string literal. */
export const literal = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
