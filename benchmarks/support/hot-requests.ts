import type { Credentials } from './latchkey.ts';
import type { LoadRequest } from './load.ts';

/** A guard's question: may this workspace key update this page? */
export const verifyRequest = ({ serviceKey, workspaceKey }: Credentials): LoadRequest => ({
  method: 'POST',
  path: '/v1/verify',
  headers: { authorization: `Bearer ${serviceKey}` },
  body: JSON.stringify({ credential: workspaceKey, action: 'content.update', resource: 'content:posts:homepage' }),
});

export const getMeRequest = ({ accessToken }: Credentials): LoadRequest => ({
  method: 'GET',
  path: '/v1/me',
  headers: { authorization: `Bearer ${accessToken}` },
});

/** The answer to a request, as text. @throws {Error} it is none of success, or does not say what was expected */
export async function answerTo(address: string, { method, path, headers, body }: LoadRequest, expected: string) {
  const response = await fetch(address + path, {
    signal: AbortSignal.timeout(30_000),
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body }),
  });
  const answer = await response.text();
  if (!response.ok || !answer.includes(expected))
    throw new Error(`${method} ${path} answered ${response.status} without ${expected}: ${answer}`);
  return answer;
}
