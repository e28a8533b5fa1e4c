import { buildCall } from '../call.ts';
import type { SignUpMode } from '../provision.ts';
import type { Wire } from '../wire/send.ts';
import { ask } from './ask.ts';
import type { Target } from './target.ts';

/** A known address is refused where anybody gets an account at once, and answered like a new one where it takes a mail. */
const modes: ReadonlyMap<number, SignUpMode> = new Map([
  [409, 'open'],
  [202, 'mailed'],
  [403, 'closed'],
]);

/** How people come to have an account at the target, found out without making one; undefined for any other answer. */
export const findSignUpMode = async (
  wire: Wire,
  { contract, operator, actors }: Target,
): Promise<SignUpMode | undefined> => {
  const email = operator?.email ?? actors[0]?.people.owner.email;
  if (email === undefined || !contract.has('signUp')) return undefined;
  const body = { email, password: crypto.randomUUID(), name: 'Conformance' };
  const { answer } = await ask(wire, buildCall(contract, 'signUp', { body }), 'sign-up');
  return modes.get(answer.status);
};
