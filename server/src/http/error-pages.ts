import { type ErrorCode, errorRegistry } from '../errors/registry.gen.ts';
import type { Wire } from '../operation/operation.ts';
import { escapeHtml, frame, proseHtml } from './page-frame.ts';

type Definition = Wire<'getOpenapi', 200>;

/** The page of every code: what it means, what usually lies behind it, what to do, and who answers with it. */
export const errorPaths: ReadonlyMap<string, ErrorCode> = new Map(
  (Object.keys(errorRegistry) as ErrorCode[]).map((code) => [`/docs/errors/${code}`, code]),
);

export function errorPage(code: ErrorCode, definition: Definition): string {
  const { status, title, meaning, causes, remedy } = errorRegistry[code];
  const uses = usesOf(code, definition);
  return frame(
    `${code} · Latchkey errors`,
    `<main class="plain">
<p><a href="/docs/errors">All errors</a> · <a href="/docs">All operations</a></p>
<h1><code>${code}</code> <span class="status">${status}</span></h1>
<p><b>${escapeHtml(title)}.</b> ${proseHtml(meaning)}</p>
<h2>What usually lies behind it</h2>
<ul>${causes.map((cause) => `<li>${proseHtml(cause)}</li>`).join('\n')}</ul>
<h2>What to do</h2>
<p>${proseHtml(remedy)}</p>
${uses.example === undefined ? '' : `<h2>As it arrives</h2>\n<pre>${escapeHtml(JSON.stringify(uses.example, null, 2))}</pre>`}
${uses.operations.length === 0 ? '' : `<h2>Operations that answer with it</h2>\n<ul>${uses.operations.join('\n')}</ul>`}
</main>`,
  );
}

export const errorIndexPage = (): string =>
  frame(
    'Latchkey errors',
    `<main class="plain">
<p><a href="/docs">All operations</a></p>
<h1>Errors</h1>
<p>Every refusal is <code>application/problem+json</code> (RFC 9457). Decide by <code>code</code>; its <code>type</code> links to a page of its own.</p>
<table>${[...errorPaths]
      .map(([path, code]) => {
        const { status, title } = errorRegistry[code];
        return `<tr><td>${status}</td><td><a href="${path}"><code>${code}</code></a></td><td>${escapeHtml(title)}</td></tr>`;
      })
      .join('\n')}</table>
</main>`,
  );

interface Uses {
  readonly example: unknown;
  /** List items with a link to the operation's place on `/docs`. */
  readonly operations: readonly string[];
}

interface Response {
  readonly $ref?: string;
  readonly content?: {
    readonly [type: string]: { readonly examples?: { readonly [code: string]: { value: unknown } } };
  };
}

/** The contract gives every refusal an example named by its code (a lint rule), so the examples say which code is where. */
function usesOf(code: ErrorCode, definition: Definition): Uses {
  const { paths, components } = definition as unknown as {
    paths: Record<string, Record<string, { summary: string; tags: string[]; responses: Record<string, Response> }>>;
    components: { responses: Record<string, Response> };
  };
  let example: unknown;
  const operations: string[] = [];
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { summary, tags, responses }] of Object.entries(methods)) {
      const found = Object.values(responses)
        .map(({ $ref, ...inline }) =>
          $ref === undefined ? inline : components.responses[$ref.split('/').at(-1) ?? ''],
        )
        .flatMap((response) => Object.values(response?.content ?? {}))
        .find(({ examples }) => examples !== undefined && Object.hasOwn(examples, code))?.examples?.[code];
      if (found === undefined) continue;
      example ??= found.value;
      const anchor = `/docs#tag/${tags[0]}/${method.toUpperCase()}${path}`;
      operations.push(`<li><a href="${escapeHtml(anchor)}">${escapeHtml(summary)}</a></li>`);
    }
  }
  return { example, operations };
}
