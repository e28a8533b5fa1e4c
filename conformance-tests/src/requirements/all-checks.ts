import type { Check } from '../check.ts';
import { accessTokens } from './access-tokens/access-tokens.ts';
import { forgeries } from './access-tokens/forgeries.ts';
import { serverMetadata } from './access-tokens/metadata.ts';
import { mintedFromKeys } from './access-tokens/minted-from-keys.ts';
import { accessTokenRevocation } from './access-tokens/revocation.ts';
import { signingKeys } from './access-tokens/signing-keys.ts';
import { chain as auditChain } from './audit/chain.ts';
import { everyOperation } from './audit/every-operation.ts';
import { persons as auditedPersons } from './audit/persons.ts';
import { queries as auditQueries } from './audit/queries.ts';
import { readers as auditReaders } from './audit/readers.ts';
import { recorded } from './audit/recorded.ts';
import { reports as auditReports } from './audit/reports.ts';
import { askers } from './authzen/askers.ts';
import { authzenBatches } from './authzen/batches.ts';
import { evaluation } from './authzen/evaluation.ts';
import { catalogChecks } from './catalog/catalog.ts';
import { lackingPermission } from './credential-matrix/lacking-permission.ts';
import { refusedCredentials } from './credential-matrix/refused-credentials.ts';
import { wrongCallers } from './credential-matrix/wrong-callers.ts';
import { explanations } from './decisions/explanations.ts';
import { grantVectors } from './decisions/grant-vectors.ts';
import { layers } from './decisions/layers.ts';
import { deprecated } from './documents/deprecated.ts';
import { documents } from './documents/documents.ts';
import { generatedInput } from './errors/generated-input.ts';
import { problems } from './errors/problems.ts';
import { generatedBodies } from './fuzz/bodies.ts';
import { keyStates } from './fuzz/key-states.ts';
import { memberships } from './fuzz/memberships.ts';
import { texts } from './fuzz/texts.ts';
import { hooks } from './hooks/hooks.ts';
import { bodies } from './http/bodies.ts';
import { contentTypes } from './http/content-types.ts';
import { paths } from './http/paths.ts';
import { protocol } from './http/protocol.ts';
import { everyCreation } from './idempotency/every-creation.ts';
import { idempotentRaces } from './idempotency/races.ts';
import { idempotencyVectors } from './idempotency/vectors.ts';
import { afterLeaving } from './isolation/after-leaving.ts';
import { batches } from './isolation/batches.ts';
import { foreignObjects } from './isolation/foreign-objects.ts';
import { foreignWorkspace } from './isolation/foreign-workspace.ts';
import { lists } from './isolation/lists.ts';
import { account } from './lifecycle/account.ts';
import { passwordReset } from './lifecycle/password-reset.ts';
import { passwordRules } from './lifecycle/passwords.ts';
import { signingUp } from './lifecycle/sign-up.ts';
import { passwordAttempts } from './limits/password-attempts.ts';
import { requestQuota } from './limits/request-quota.ts';
import { pages } from './lists/pages.ts';
import { observedOnEveryResponse } from './observed.ts';
import { operators } from './operators/operators.ts';
import { personalTokenCreation } from './personal-tokens/creation.ts';
import { personalTokenLife } from './personal-tokens/life.ts';
import { personalTokenReach } from './personal-tokens/reach.ts';
import { personalTokenRights } from './personal-tokens/rights.ts';
import { personalTokenScopes } from './personal-tokens/scopes.ts';
import { policies } from './policies/policy.ts';
import { changes } from './preconditions/changes.ts';
import { entityTags } from './preconditions/entity-tags.ts';
import { racesOfPeople } from './races/people.ts';
import { racesForRecords } from './races/records.ts';
import { racesForSecrets } from './races/secrets.ts';
import { refreshBoundaries } from './refresh/boundaries.ts';
import { refreshRotation } from './refresh/rotation.ts';
import { giving } from './roles/giving.ts';
import { invitations } from './roles/invitations.ts';
import { liveGrants } from './roles/live-grants.ts';
import { members } from './roles/members.ts';
import { roleTable } from './roles/role-table.ts';
import { serviceKeys } from './service-keys/service-keys.ts';
import { besideCookies } from './sessions/beside-cookies.ts';
import { cookies } from './sessions/cookies.ts';
import { credentials } from './sessions/credentials.ts';
import { currentWorkspace } from './sessions/current-workspace.ts';
import { endingSessions } from './sessions/ending.ts';
import { reauthentication } from './sessions/reauthentication.ts';
import { signIn } from './sessions/sign-in.ts';
import { signOut } from './sessions/sign-out.ts';
import { sessionTimeLimits } from './sessions/time-limits.ts';
import { signInTiming } from './sessions/timing.ts';
import { issuedTokens } from './token-format/issued.ts';
import { keyRandomness } from './token-format/randomness.ts';
import { keyEndings } from './workspace-keys/endings.ts';
import { keyIntrospection } from './workspace-keys/introspection.ts';
import { keys } from './workspace-keys/keys.ts';
import { keyRights } from './workspace-keys/rights.ts';
import { keyRotation } from './workspace-keys/rotation.ts';
import { verification } from './workspace-keys/verification.ts';
import { workspaces } from './workspaces/workspaces.ts';

/** Every check there is. What is not in this list does not run, and a test compares it with `requirements/*.yaml`. */
export const allChecks: readonly Check[] = [
  ...observedOnEveryResponse,
  ...contentTypes,
  ...bodies,
  ...paths,
  ...protocol,
  ...problems,
  ...generatedInput,
  ...signIn,
  ...signOut,
  ...credentials,
  ...cookies,
  ...accessTokens,
  ...forgeries,
  ...keys,
  ...verification,
  ...keyRotation,
  ...keyEndings,
  ...keyRights,
  ...keyIntrospection,
  ...personalTokenCreation,
  ...personalTokenLife,
  ...personalTokenRights,
  ...personalTokenScopes,
  ...personalTokenReach,
  ...policies,
  ...serviceKeys,
  ...foreignObjects,
  ...lists,
  ...documents,
  ...deprecated,
  ...hooks,
  ...refusedCredentials,
  ...wrongCallers,
  ...lackingPermission,
  ...foreignWorkspace,
  ...generatedBodies,
  ...keyStates,
  ...grantVectors,
  ...everyCreation,
  ...idempotencyVectors,
  ...issuedTokens,
  ...texts,
  ...memberships,
  ...everyOperation,
  ...recorded,
  ...pages,
  ...idempotentRaces,
  ...entityTags,
  ...changes,
  ...passwordAttempts,
  ...requestQuota,
  ...auditReaders,
  ...auditChain,
  ...auditedPersons,
  ...auditReports,
  ...auditQueries,
  ...refreshRotation,
  ...refreshBoundaries,
  ...endingSessions,
  ...sessionTimeLimits,
  ...signInTiming,
  ...reauthentication,
  ...besideCookies,
  ...currentWorkspace,
  ...mintedFromKeys,
  ...accessTokenRevocation,
  ...serverMetadata,
  ...signingKeys,
  ...keyRandomness,
  ...signingUp,
  ...passwordReset,
  ...passwordRules,
  ...account,
  ...racesForSecrets,
  ...racesForRecords,
  ...racesOfPeople,
  ...roleTable,
  ...giving,
  ...members,
  ...invitations,
  ...liveGrants,
  ...layers,
  ...explanations,
  ...afterLeaving,
  ...batches,
  ...evaluation,
  ...askers,
  ...authzenBatches,
  ...catalogChecks,
  ...workspaces,
  ...operators,
];
