const etags = new WeakMap<object, string>();

/** Remembers the `ETag` that an answer came with, as long as the answer is used. */
export function rememberEtag(answer: unknown, etag: string | null): void {
  if (etag !== null && typeof answer === 'object' && answer !== null) etags.set(answer, etag);
}

/**
 * The `ETag` that an answer of the SDK came with, for a change that must not overwrite somebody else's.
 *
 * @example
 * const workspace = await client.workspaces.get({ path: { workspace: 'acme' } });
 * const change = { path: { workspace: 'acme' }, body: { name: `${workspace.name} Ltd` } };
 * await client.workspaces.update({ ...change, ifMatch: etagOf(workspace) });
 * @throws {TypeError} for anything that is no answer of the SDK with an `ETag`, such as a copy of one
 */
export function etagOf(answer: object): string {
  const etag = etags.get(answer);
  if (etag === undefined) throw new TypeError('This is no answer that came with an ETag.');
  return etag;
}
