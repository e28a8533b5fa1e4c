import type { Principal, UserPrincipal } from '../authentication/principal.ts';

/** The contract gives these operations to people alone, so anything else here is a defect. */
export function requirePerson(caller: Principal): asserts caller is UserPrincipal {
  if (caller.type !== 'user') throw new TypeError('only a person has an account');
}

/** A person as the target of their own event. */
export const personTarget = (id: string, name: string | null) => ({ type: 'user', id, name }) as const;
