import { ServiceError } from '../errors/service-error.ts';
import { type ContainmentScope, isContained } from './contain.ts';
import type { Grant } from './grant.ts';

/**
 * Nobody hands out more than they hold: refuses grants that are not proved to be within the maker's.
 * @param pointerOf where in the request the grant of that index comes from
 * @throws {ServiceError} `permission_exceeds_yours`, pointing at the first grant that failed
 */
export const requireContained = (
  asked: readonly Grant[],
  held: readonly Grant[],
  scope: ContainmentScope,
  pointerOf: (grant: number) => string,
): void => {
  const containment = isContained(asked, held, scope);
  if (containment.contained) return;
  const detail = 'This grant allows something that you may not do yourself.';
  throw new ServiceError('permission_exceeds_yours', {
    errors: [{ pointer: pointerOf(containment.grant), code: 'permission_exceeds_yours', detail }],
  });
};
