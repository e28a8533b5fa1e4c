import { hkdfSync } from 'node:crypto';
import { RememberedTokens } from './access-tokens/remembered-tokens.ts';
import { type AccountStore, accountStore } from './account/account-store.ts';
import { type ApiTokenStore, apiTokenStore } from './api-tokens/api-token-store.ts';
import { createLastUse, type LastUse } from './api-tokens/last-use.ts';
import { createTokenSubjects } from './api-tokens/token-subject.ts';
import { type AuditStore, auditStore } from './audit/audit-store.ts';
import { type Authentication, createAuthentication } from './authentication/authenticate.ts';
import type { Catalog } from './authorization/catalog.ts';
import type { LiveRole } from './authorization/decide.ts';
import { presentCatalog, type WireCatalog } from './authorization/present-catalog.ts';
import type { Clock } from './clock.ts';
import { type IdempotencyStore, idempotencyStore } from './idempotency/idempotency-store.ts';
import type { Logger } from './logger.ts';
import { type MailQuotaStore, mailQuotaStore } from './mail/mail-quota-store.ts';
import { mailSeal } from './mail/mail-seal.ts';
import { type OutboxStore, outboxStore } from './mail/outbox-store.ts';
import type { Metrics } from './metrics.ts';
import { type OneTimeCodeStore, oneTimeCodeStore } from './one-time-codes/one-time-code-store.ts';
import type { Wire } from './operation/operation.ts';
import { type AttemptStore, attemptStore } from './passwords/attempt-store.ts';
import type { PasswordHasher } from './passwords/password-hasher.ts';
import { createLiveRoles } from './roles/live-roles.ts';
import { createRefreshTokens, type RefreshTokens } from './sessions/refresh-tokens.ts';
import { type SessionCookie, sessionCookie } from './sessions/session-cookie.ts';
import { type SessionStore, sessionStore } from './sessions/session-store.ts';
import { type DeploymentStore, deploymentStore } from './setup/deployment-store.ts';
import type { DeploymentSecrets } from './signing-keys/sealed-box.ts';
import { type SigningKeyStore, signingKeyStore } from './signing-keys/signing-key-store.ts';
import { HeadReader } from './storage/head-reader.ts';
import { createPageCursors, cursorsWithPrevious, type PageCursors } from './storage/page-cursor.ts';
import type { Store } from './storage/port.ts';
import { type UserStore, userStore } from './users/user-store.ts';
import { type WorkspaceStore, workspaceStore } from './workspaces/workspace-store.ts';

/** What operations may know of the configuration. */
export interface ServiceConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly registration: 'open' | 'invited' | 'closed';
  readonly emailVerification: 'off' | 'required';
  readonly workspaceCreation: 'anyone' | 'operators';
  readonly corsOrigins: readonly string[];
  readonly requestsPerMinute: number;
  readonly refreshGraceSeconds: number;
  readonly testHooksSecret: string | undefined;
}

export interface ServiceParts {
  readonly config: ServiceConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly catalog: Catalog;
  readonly definition: Wire<'getOpenapi', 200>;
  readonly hasher: PasswordHasher;
  readonly secrets: DeploymentSecrets;
  readonly setupToken: string;
}

/** Everything that a request may use. Operations read through the stores; only the pipeline commits. */
export interface Services {
  readonly config: ServiceConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Set once the process is to end: it finishes what it has, and asks for nothing more. */
  readonly readiness: { isDraining: boolean };
  readonly catalog: Catalog;
  readonly presentedCatalog: WireCatalog;
  readonly definition: Wire<'getOpenapi', 200>;
  readonly setupToken: string;
  readonly cookie: SessionCookie;
  readonly hasher: PasswordHasher;
  readonly cursors: PageCursors;
  readonly authentication: Authentication;
  readonly lastUse: LastUse;
  readonly roleOf: (roleId: string) => LiveRole | undefined;
  readonly users: UserStore;
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly refreshTokens: RefreshTokens;
  readonly workspaces: WorkspaceStore;
  readonly apiTokens: ApiTokenStore;
  readonly signingKeys: SigningKeyStore;
  readonly deployment: DeploymentStore;
  readonly attempts: AttemptStore;
  readonly audit: AuditStore;
  readonly codes: OneTimeCodeStore;
  readonly outbox: OutboxStore;
  readonly mailQuota: MailQuotaStore;
  /** Opens the page that shows the mails on a plain-http loopback issuer. */
  readonly outboxCode: string;
  readonly idempotency: IdempotencyStore;
  readonly readHeads: () => HeadReader;
  readonly commit: Store['commit'];
  readonly ping: Store['ping'];
}

/** The composition root: what depends on what, and no logic. */
export function createServices(parts: ServiceParts): Services {
  const { config, clock, logger, metrics, store, catalog, definition, hasher, secrets, setupToken } = parts;
  const users = userStore(store);
  const apiTokens = apiTokenStore(store);
  const signingKeys = signingKeyStore(store, secrets);
  const cursorsUnder = (secret: string): PageCursors =>
    createPageCursors(new Uint8Array(hkdfSync('sha256', secret, '', 'latchkey page cursors', 32)));

  return {
    config,
    clock,
    logger,
    metrics,
    readiness: { isDraining: false },
    catalog,
    definition,
    hasher,
    setupToken,
    presentedCatalog: presentCatalog(catalog),
    cookie: sessionCookie(config.issuer),
    cursors: cursorsWithPrevious(
      cursorsUnder(secrets.current),
      secrets.previous === undefined ? undefined : cursorsUnder(secrets.previous),
    ),
    authentication: createAuthentication({
      brand: catalog.tokenBrand,
      issuer: config.issuer,
      audience: config.audience,
      users,
      apiTokens,
      signingKeys,
      rememberedTokens: new RememberedTokens(),
      subjectOf: createTokenSubjects(catalog),
    }),
    lastUse: createLastUse(apiTokens, logger),
    roleOf: createLiveRoles(catalog),
    users,
    accounts: accountStore(store),
    sessions: sessionStore(store),
    refreshTokens: createRefreshTokens(secrets, catalog.tokenBrand),
    workspaces: workspaceStore(store),
    apiTokens,
    signingKeys,
    deployment: deploymentStore(store),
    attempts: attemptStore(store),
    audit: auditStore(store),
    codes: oneTimeCodeStore(store),
    outbox: outboxStore(store, mailSeal(secrets)),
    mailQuota: mailQuotaStore(store),
    outboxCode: Buffer.from(hkdfSync('sha256', secrets.current, '', 'latchkey outbox code', 18)).toString('base64url'),
    idempotency: idempotencyStore(store, secrets),
    readHeads: () => new HeadReader(store),
    commit: (events, changes) => store.commit(events, changes),
    ping: () => store.ping(),
  };
}
