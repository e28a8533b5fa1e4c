import { credentialLies } from './credential-lies.ts';
import { httpLies } from './http-lies.ts';
import type { BrokenServer } from './lie.ts';
import { workspaceLies } from './workspace-lies.ts';

/** Every lie, each with the check that must catch it. */
export const allBrokenServers: readonly BrokenServer[] = [...httpLies, ...credentialLies, ...workspaceLies];
