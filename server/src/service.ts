import { RememberedTokens } from './access-tokens/remembered-tokens.ts';
import { type AccountStore, accountStore } from './account/account-store.ts';
import { type AddressQuotaStore, addressQuotaStore } from './addresses/address-quota-store.ts';
import { type TrustedProxies, trustedProxies } from './addresses/trusted-proxies.ts';
import { type ApiTokenStore, apiTokenStore } from './api-tokens/api-token-store.ts';
import { type ExpiryWarningStore, expiryWarningStore } from './api-tokens/expiry-warning-store.ts';
import { createLastUse, type LastUse } from './api-tokens/last-use.ts';
import { createTokenQuota, type TokenQuota } from './api-tokens/token-quota.ts';
import { createTokenSubjects } from './api-tokens/token-subject.ts';
import { type AuditKeyStore, auditKeyStore } from './audit/audit-key-store.ts';
import { type AuditStore, auditStore } from './audit/audit-store.ts';
import { type AuditWork, createAuditWork } from './audit/audit-work.ts';
import { type ChainStore, chainStore } from './audit/chain-store.ts';
import { type PersonalStore, personalStore } from './audit/personal-store.ts';
import { refusalStore } from './audit/refusal-store.ts';
import { createRefusals, type Refusals } from './audit/refusals.ts';
import { type ReportStore, reportStore } from './audit/report-store.ts';
import { type Authentication, createAuthentication } from './authentication/authenticate.ts';
import type { Catalog } from './authorization/catalog.ts';
import { presentCatalog, type WireCatalog } from './authorization/present-catalog.ts';
import type { Clock } from './clock.ts';
import { type DeploymentStore, deploymentStore } from './deployment/deployment-store.ts';
import { type IdempotencyStore, idempotencyStore } from './idempotency/idempotency-store.ts';
import type { Logger } from './logger.ts';
import { type MailQuotaStore, mailQuotaStore } from './mail/mail-quota-store.ts';
import { mailSeal } from './mail/mail-seal.ts';
import { outboxCode } from './mail/outbox-code.ts';
import { type OutboxStore, outboxStore } from './mail/outbox-store.ts';
import { type InvitationStore, invitationStore } from './members/invitation-store.ts';
import { type MemberStore, memberStore } from './members/member-store.ts';
import type { Metrics } from './metrics.ts';
import { type OneTimeCodeStore, oneTimeCodeStore } from './one-time-codes/one-time-code-store.ts';
import type { Wire } from './operation/operation.ts';
import { type AttemptStore, attemptStore } from './passwords/attempt-store.ts';
import type { PasswordHasher } from './passwords/password-hasher.ts';
import { createLiveRoles, type LiveRoles } from './roles/live-roles.ts';
import { type RoleStore, roleStore } from './roles/role-store.ts';
import { createRefreshTokens, type RefreshTokens } from './sessions/refresh-tokens.ts';
import { type SessionCookie, sessionCookie } from './sessions/session-cookie.ts';
import { type SessionStore, sessionStore } from './sessions/session-store.ts';
import type { DeploymentSecrets } from './signing-keys/sealed-box.ts';
import { type SigningKeyStore, signingKeyStore } from './signing-keys/signing-key-store.ts';
import { HeadReader } from './storage/head-reader.ts';
import { cursorsOf, type PageCursors } from './storage/page-cursor.ts';
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
  readonly trustedProxies: readonly string[];
  readonly requestsPerMinute: number;
  readonly attemptsPerAddress: number;
  readonly refreshGraceSeconds: number;
  readonly auditRetentionDays: number;
  readonly testHooksSecret: string | undefined;
}

export interface ServiceParts {
  readonly config: ServiceConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly catalog: Catalog;
  /** The whole contract, which is read when it is first asked for. */
  readonly readContract: () => Promise<Wire<'getOpenapi', 200>>;
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
  readonly readContract: () => Promise<Wire<'getOpenapi', 200>>;
  readonly setupToken: string;
  readonly cookie: SessionCookie;
  readonly proxies: TrustedProxies;
  readonly hasher: PasswordHasher;
  readonly cursors: PageCursors;
  readonly authentication: Authentication;
  readonly lastUse: LastUse;
  readonly roleOf: LiveRoles;
  readonly tokenQuota: TokenQuota;
  readonly users: UserStore;
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly refreshTokens: RefreshTokens;
  readonly workspaces: WorkspaceStore;
  readonly members: MemberStore;
  readonly invitations: InvitationStore;
  readonly roles: RoleStore;
  readonly apiTokens: ApiTokenStore;
  readonly expiryWarnings: ExpiryWarningStore;
  readonly signingKeys: SigningKeyStore;
  readonly deployment: DeploymentStore;
  readonly addressQuota: AddressQuotaStore;
  readonly attempts: AttemptStore;
  readonly audit: AuditStore;
  readonly auditChains: ChainStore;
  readonly auditKeys: AuditKeyStore;
  readonly auditPersonal: PersonalStore;
  readonly auditRefusals: Refusals;
  readonly auditReports: ReportStore;
  readonly auditWork: AuditWork;
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
  const { config, clock, logger, metrics, store, catalog, readContract, hasher, secrets, setupToken } = parts;
  const users = userStore(store);
  const apiTokens = apiTokenStore(store);
  const addressQuota = addressQuotaStore(store, config.attemptsPerAddress);
  const signingKeys = signingKeyStore(store, secrets);
  const roles = roleStore(store);
  const roleOf = createLiveRoles(catalog, roles);
  const auditChains = chainStore(store);
  const auditKeys = auditKeyStore(store, secrets);
  const auditPersonal = personalStore(store);
  const audit = auditStore(store, auditPersonal);
  const auditRefusals = createRefusals(refusalStore(store), audit, logger);
  const auditReports = reportStore(store);

  return {
    config,
    clock,
    logger,
    metrics,
    readiness: { isDraining: false },
    catalog,
    readContract,
    hasher,
    setupToken,
    presentedCatalog: presentCatalog(catalog),
    cookie: sessionCookie(config.issuer),
    proxies: trustedProxies(config.trustedProxies),
    cursors: cursorsOf(secrets),
    authentication: createAuthentication({
      brand: catalog.tokenBrand,
      issuer: config.issuer,
      audience: config.audience,
      users,
      apiTokens,
      signingKeys,
      rememberedTokens: new RememberedTokens(),
      subjectOf: createTokenSubjects(catalog),
      roleOf,
    }),
    lastUse: createLastUse(apiTokens, logger),
    roleOf,
    tokenQuota: createTokenQuota(),
    users,
    accounts: accountStore(store),
    sessions: sessionStore(store),
    refreshTokens: createRefreshTokens(secrets, catalog.tokenBrand),
    workspaces: workspaceStore(store),
    members: memberStore(store),
    invitations: invitationStore(store),
    roles,
    apiTokens,
    expiryWarnings: expiryWarningStore(store),
    signingKeys,
    deployment: deploymentStore(store),
    addressQuota,
    attempts: attemptStore(store, addressQuota, hasher),
    audit,
    auditChains,
    auditKeys,
    auditPersonal,
    auditRefusals,
    auditReports,
    auditWork: createAuditWork({
      audit,
      chains: auditChains,
      keys: auditKeys,
      personal: auditPersonal,
      refusals: auditRefusals,
      reports: auditReports,
      logger,
      retentionDays: config.auditRetentionDays,
    }),
    codes: oneTimeCodeStore(store),
    outbox: outboxStore(store, mailSeal(secrets)),
    mailQuota: mailQuotaStore(store, addressQuota),
    outboxCode: outboxCode(secrets),
    idempotency: idempotencyStore(store, secrets),
    readHeads: () => new HeadReader(store),
    commit: (events, changes) => store.commit(events, changes),
    ping: () => store.ping(),
  };
}
