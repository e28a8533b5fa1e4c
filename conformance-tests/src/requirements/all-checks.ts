import type { Check } from '../check.ts';
import { accessTokens } from './access-tokens/access-tokens.ts';
import { forgeries } from './access-tokens/forgeries.ts';
import { chain as auditChain } from './audit/chain.ts';
import { everyOperation } from './audit/every-operation.ts';
import { persons as auditedPersons } from './audit/persons.ts';
import { queries as auditQueries } from './audit/queries.ts';
import { readers as auditReaders } from './audit/readers.ts';
import { recorded } from './audit/recorded.ts';
import { reports as auditReports } from './audit/reports.ts';
import { lackingPermission } from './credential-matrix/lacking-permission.ts';
import { refusedCredentials } from './credential-matrix/refused-credentials.ts';
import { wrongCallers } from './credential-matrix/wrong-callers.ts';
import { grantVectors } from './decisions/grant-vectors.ts';
import { documents } from './documents/documents.ts';
import { generatedInput } from './errors/generated-input.ts';
import { problems } from './errors/problems.ts';
import { generatedBodies } from './fuzz/bodies.ts';
import { keyStates } from './fuzz/key-states.ts';
import { texts } from './fuzz/texts.ts';
import { hooks } from './hooks/hooks.ts';
import { bodies } from './http/bodies.ts';
import { contentTypes } from './http/content-types.ts';
import { paths } from './http/paths.ts';
import { protocol } from './http/protocol.ts';
import { everyCreation } from './idempotency/every-creation.ts';
import { idempotencyVectors } from './idempotency/vectors.ts';
import { foreignObjects } from './isolation/foreign-objects.ts';
import { foreignWorkspace } from './isolation/foreign-workspace.ts';
import { lists } from './isolation/lists.ts';
import { passwordAttempts } from './limits/password-attempts.ts';
import { requestQuota } from './limits/request-quota.ts';
import { observedOnEveryResponse } from './observed.ts';
import { cookies } from './sessions/cookies.ts';
import { credentials } from './sessions/credentials.ts';
import { signIn } from './sessions/sign-in.ts';
import { signOut } from './sessions/sign-out.ts';
import { issuedTokens } from './token-format/issued.ts';
import { keys } from './workspace-keys/keys.ts';
import { verification } from './workspace-keys/verification.ts';

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
  ...foreignObjects,
  ...lists,
  ...documents,
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
  ...everyOperation,
  ...recorded,
  ...passwordAttempts,
  ...requestQuota,
  ...auditReaders,
  ...auditChain,
  ...auditedPersons,
  ...auditReports,
  ...auditQueries,
];
