import type { CheckContext } from './check.ts';
import type { Hooks } from './hooks/probe-hooks.ts';
import { NotApplicable, NotTestable } from './outcome.ts';
import type { Need } from './requirement.ts';

/** @throws {NotTestable} where the target lacks a hook, {NotApplicable} where it is configured otherwise */
export const requireNeed = async (need: Need, context: CheckContext): Promise<void> => {
  const { hooks, actors, provision } = context;
  if ((need === 'clock' && !hooks.clock) || (need === 'outbox' && !hooks.outbox)) throw missingHook(need, hooks);
  if (need === 'members' && !hooks.outbox && actors === 0)
    throw new NotTestable(
      'it takes several members of a workspace: either the outbox hook (CONFORMANCE_HOOK_SECRET) or an actor pack (--actors)',
    );
  if (need === 'mailed-sign-up' && (await provision.signUpMode()) !== 'mailed')
    throw new NotApplicable('people sign up without a mail here');
  if (need === 'mailed-sign-up' && !hooks.outbox) throw missingHook('outbox', hooks);
};

export const missingHook = (hook: 'clock' | 'outbox', { secret }: Pick<Hooks, 'secret'>): NotTestable =>
  new NotTestable(
    secret === undefined
      ? `it takes the ${hook} hook: set CONFORMANCE_HOOK_SECRET to the secret of the target's test hooks`
      : `it takes the ${hook} hook, and the target does not react to the secret in CONFORMANCE_HOOK_SECRET: is it the one of its test hooks?`,
  );
