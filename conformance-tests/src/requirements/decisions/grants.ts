import type { JsonObject } from '../../contract/document.ts';

export const allow = (actions: readonly string[], resources: readonly string[], more: JsonObject = {}): JsonObject => ({
  effect: 'allow',
  actions,
  resources,
  ...more,
});

export const deny = (actions: readonly string[], resources: readonly string[]): JsonObject => ({
  effect: 'deny',
  actions,
  resources,
});

/** The permission of an API token that holds these grants. */
export const permissionOf = (...grants: readonly JsonObject[]): JsonObject => ({ kind: 'grants', grants });

/** What lies beside a resource, with a name that begins alike. */
export const siblingOf = (resource: string): string => `${resource}-beside`;
