import type { ErrorRegistry } from '../error-registry.ts';

/** `docs/errors.md`: one section per code. A running server has a page for each, which the `type` of a problem links to. */
export function errorsPage(registry: ErrorRegistry): string {
  const rows = [...registry].map(([code, { status, title }]) => `- [\`${code}\`](#${code}) · ${status} · ${title}`);
  const sections = [...registry].map(
    ([code, { status, title, meaning, causes, remedy }]) =>
      `## ${code}\n\n**${status} · ${title}**\n\n${meaning}\n\n${causes.map((cause) => `- ${cause}\n`).join('')}\nWhat to do: ${remedy}\n`,
  );
  return [
    '<!-- Generated from openapi/errors.yaml by `npm run generate`. Do not edit. -->',
    '',
    '# Errors',
    '',
    'Every refusal is an `application/problem+json` document (RFC 9457). Decide by `code`, which never changes its meaning;',
    'show `detail` to people; give `trace_id` to the operator when you ask for help. New codes may be added, so treat an unknown',
    'one by its HTTP status.',
    '',
    ...rows,
    '',
    ...sections,
  ].join('\n');
}
