import type { GuardedRequest } from './presented-credential.ts';

/** What the frameworks on Node's own server have in common. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly rawHeaders: readonly string[];
}

/** Node keeps only the first of two Authorization headers; the raw list shows them all. */
export const guardedNodeRequest = ({ method = 'GET', rawHeaders }: NodeRequest): GuardedRequest => ({
  method,
  headerValues: (name) =>
    rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name),
});
