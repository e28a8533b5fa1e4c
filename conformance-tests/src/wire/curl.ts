import type { WireRequest } from './exchange.ts';

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A curl line that sends the same request, for whoever has to look into a failure. Redact it before it is shown. */
export const curlLine = (baseUrl: string, request: WireRequest): string => {
  const headers = request.headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const body =
    request.body === undefined ? [] : [`--data-binary ${quote(Buffer.from(request.body as string).toString('utf8'))}`];
  const target = quote(baseUrl.replace(/\/$/, '') + request.path);
  return ['curl', '-isS', '--path-as-is', '-X', request.method, ...headers, ...body, target].join(' ');
};
