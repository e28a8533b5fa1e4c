import type { CheckContext } from '../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../contract/document.ts';
import type { Variant } from '../expect.ts';
import { bodyOf } from '../provision.ts';
import { inOneOrder } from './in-one-order.ts';
import { type ManagedToken, useOf } from './managed-token.ts';

export const refusedToken = { status: 401, code: 'invalid_api_key', challenge: 'invalid_token' } as const;

/** What a rotation leaves as it is. */
const keptByRotation = ['id', 'name', 'permission', 'expires_at', 'environment'];

/** Rotates the token and returns its new secret. Everything else of it has to stay. */
export const rotate = async (
  { given, expect }: CheckContext,
  token: ManagedToken,
  body: JsonObject = {},
): Promise<string> => {
  const rotation = await given.succeeds(token.manage('rotate', body));
  const after = bodyOf(rotation);
  for (const member of keptByRotation) {
    const [was, is] = [inOneOrder(token.resource[member]), inOneOrder(after[member])];
    expect.that(is === was, `${member} as before: ${was}`, is ?? 'nothing', rotation.exchange);
  }
  const secret = stringOf(after.secret);
  expect.that(secret !== '' && secret !== token.secret, 'another secret', 'the same or none', rotation.exchange);
  return secret;
};

const overlapSeconds = 1_000;

/** During an overlap both secrets work; once it is over, the old one does not. @throws {NotTestable} without the clock hook */
export const oldSecretEndsWithOverlap = async (context: CheckContext, token: ManagedToken): Promise<void> => {
  const { given, expect, later, times } = context;
  const old = await given.succeeds(useOf(context, token.secret));
  const fresh = useOf(context, await rotate(context, token, { overlap_seconds: overlapSeconds }));
  for (const use of [fresh, old.request]) await given.succeeds(use);
  await given.succeeds(later(overlapSeconds - 100)(old.request));
  const over = later(overlapSeconds + times.marginSeconds);
  await expect.refused(old, refusedToken, over);
  await given.succeeds(over(fresh));
};

/** An overlap that is ended by hand ends the old secret and nothing else. */
export const endedOverlapEndsOldSecret = async (context: CheckContext, token: ManagedToken): Promise<void> => {
  const { given, expect } = context;
  const old = await given.succeeds(useOf(context, token.secret));
  const fresh = useOf(context, await rotate(context, token, { overlap_seconds: overlapSeconds }));
  await given.succeeds(old.request);
  await given.succeeds(token.manage('endOverlap'));
  await expect.refused(old, refusedToken);
  await given.succeeds(fresh);
};

/** A rotation without overlap ends the old secret at once. */
export const oldSecretEndsAtOnce = async (context: CheckContext, token: ManagedToken): Promise<void> => {
  const { given, expect } = context;
  const old = await given.succeeds(useOf(context, token.secret));
  const fresh = useOf(context, await rotate(context, token, { overlap_seconds: 0 }));
  await expect.refused(old, refusedToken);
  await given.succeeds(fresh);
};

/** A suspended token is refused at the next request, shown as suspended, and works again once it is resumed. */
export const suspensionIsReversible = async (context: CheckContext, token: ManagedToken): Promise<void> => {
  const { given, expect } = context;
  const control = await given.succeeds(useOf(context, token.secret));
  // Twice: suspending what is suspended changes nothing.
  for (let times = 0; times < 2; times += 1) await given.succeeds(token.manage('suspend'));
  await expect.refused(control, refusedToken);
  await stateIs(context, token, 'suspended');
  await given.succeeds(token.manage('resume'));
  await given.succeeds(control.request);
  await stateIs(context, token, 'active');
};

/** Revocation is repeatable, and nothing brings the token back. */
export const revocationIsFinal = async (context: CheckContext, token: ManagedToken): Promise<void> => {
  const { given, expect, send } = context;
  const control = await given.succeeds(useOf(context, token.secret));
  await given.succeeds(token.manage('revoke'));
  await expect.refused(control, refusedToken);
  await given.succeeds(token.manage('revoke'));
  for (const request of [token.manage('resume'), token.manage('rotate', {})]) {
    const revival = await send(request);
    expect.that(revival.answer.status === 409, '409 for a revoked one', revival.answer.status, revival);
  }
  await expect.refused(control, refusedToken);
  await stateIs(context, token, 'revoked');
};

const lifeSeconds = 600;

/** What a token that ends so soon is made with. */
export const shortLife = (): JsonObject => ({ expires_at: new Date(Date.now() + lifeSeconds * 1_000).toISOString() });

/** A variant of requests that come when a token of a short life has ended. */
export const afterShortLife = ({ later, times }: CheckContext): Variant => later(lifeSeconds + times.marginSeconds);

/** A token of a short life works until its expiry, and is refused and shown as expired from then on. */
export const expiryEnds = async (context: CheckContext, token: ManagedToken): Promise<void> => {
  const { given, expect, later } = context;
  const control = await given.succeeds(later(lifeSeconds - 60)(useOf(context, token.secret)));
  await expect.refused(control, refusedToken, afterShortLife(context));
  await stateIs(context, token, 'expired', afterShortLife(context));
};

/** Both where the token is read and where it is listed. */
export const stateIs = async (
  { given, expect }: CheckContext,
  token: ManagedToken,
  state: string,
  variant: Variant = (same) => same,
): Promise<void> => {
  const read = await given.succeeds(variant(token.manage('get')));
  expect.that(bodyOf(read).state === state, `state ${state}`, bodyOf(read).state, read.exchange);
  const list = await given.succeeds(variant(token.list()));
  const listed = arrayOf(bodyOf(list).data)
    .map(objectOf)
    .find(({ id }) => id === token.id);
  expect.that(listed?.state === state, `${token.id} listed as ${state}`, listed ?? 'not listed', list.exchange);
};
