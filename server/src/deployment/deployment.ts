import type { Document } from '../storage/port.ts';

/** `d`: the head of the deployment itself. */
export interface DeploymentHead extends Document {
  readonly format: number;
  readonly is_set_up: boolean;
  /** How many operators there are who can act. */
  readonly operators: number;
  /** Raised when the set of signing keys changes: a remembered access token of an older set is judged again. */
  readonly signing_keys_version: number;
  /** While a migration is under way: the id of the last document that has its new form. */
  readonly migrated_up_to?: string;
  /** Set in a copy that was made as a backup. It starts only once it was told that it is one. */
  readonly is_backup?: boolean;
}

export const deploymentHeadId = 'd';

/** What the stored data looks like. Raised by a migration. */
export const storeFormat = 1;

/** The stream of events that belong to no workspace. */
export const deploymentStream = 'deployment';
