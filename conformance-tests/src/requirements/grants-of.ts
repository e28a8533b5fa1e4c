import type { JsonObject } from '../contract/document.ts';

/** The permission of actions of the service itself on everything of a workspace. */
export const grantsOf = (actions: readonly string[]): JsonObject => ({
  kind: 'grants',
  grants: [{ effect: 'allow', actions, resources: ['latchkey:*'] }],
});
