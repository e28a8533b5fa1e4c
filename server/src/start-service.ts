import { hkdfSync, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { sealingStore } from './audit/sealing-store.ts';
import { recordSystemEvent } from './audit/system-event.ts';
import { loadCatalog } from './authorization/preset-file.ts';
import { admitBackup } from './backup/admit-backup.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Config, isLoopback } from './config.ts';
import { deploymentStream, storeFormat } from './deployment/deployment.ts';
import { deploymentStore } from './deployment/deployment-store.ts';
import { createApp } from './http/app.ts';
import { unreadableRequest } from './http/unreadable-request.ts';
import type { Logger } from './logger.ts';
import { createMailWorker, type MailWorker } from './mail/mail-worker.ts';
import type { Metrics } from './metrics.ts';
import { migrations } from './migrations/migrations.ts';
import { upgradeStore } from './migrations/upgrade-store.ts';
import { createPasswordHasher, type PasswordHasher } from './passwords/password-hasher.ts';
import { createPurge } from './purge/purge.ts';
import { readContract } from './service/read-contract.ts';
import { createServices, type Services } from './service.ts';
import { setupTokenFile } from './setup/setup-token-file.ts';
import { resealSigningKeys } from './signing-keys/reseal-signing-keys.ts';
import type { DeploymentSecrets } from './signing-keys/sealed-box.ts';
import { createSigningKey } from './signing-keys/signing-key.ts';
import { openEmbedded } from './storage/embedded/open-embedded.ts';
import type { Store } from './storage/port.ts';
import { unmeasured } from './unmeasured.ts';
import { startWorkers } from './workers.ts';

export interface StartOptions {
  /** The port that was given to us, which the issuer's default is made of. */
  readonly port: number;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly hasher?: PasswordHasher;
  /** An open store to use in place of the one that the configuration names. It is closed with the service. */
  readonly store?: Store;
  /** Whether this process also does what no request asks for (`workers.ts`). */
  readonly hasWorkers?: boolean;
  /** The store was restored from a backup: what was revoked since must not come back. */
  readonly afterRestore?: boolean;
}

export interface RunningService {
  readonly services: Services;
  readonly engine: Store['engine'];
  readonly address: string;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Answers what Node could not read as HTTP, which no operation ever sees. */
  readonly refuseUnreadable: (error: Error, socket: Duplex) => void;
  readonly close: () => Promise<void>;
}

/** Opens the store, founds the deployment if it is empty, and wires the application to it. */
export async function startService(
  config: Config,
  {
    port,
    logger,
    clock = systemClock,
    hasher = createPasswordHasher(),
    store: given,
    hasWorkers = false,
    afterRestore = false,
  }: StartOptions,
): Promise<RunningService> {
  const address = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  const issuer = config.issuer ?? address;
  const catalog = await loadCatalog(config.preset);
  const secrets = await deploymentSecrets(config);
  const metrics = await metricsOf(config);
  metrics.watchHasher(hasher);
  const store = sealingStore(metrics.metered(given ?? (await openStore(config))));
  try {
    await foundOnce(store, secrets, clock);
    await upgradeStore({ store, clock, format: storeFormat, migrations });
    await admitBackup(store, clock, afterRestore);
    await resealSigningKeys(store, secrets, clock);
    const services = createServices({
      config: {
        issuer,
        audience: config.audience ?? issuer,
        registration: config.registration,
        emailVerification: config.emailVerification,
        workspaceCreation: config.workspaceCreation,
        corsOrigins: config.corsOrigins,
        trustedProxies: config.trustedProxies,
        requestsPerMinute: config.requestsPerMinute,
        attemptsPerAddress: config.attemptsPerAddress,
        refreshGraceSeconds: config.refreshGraceSeconds,
        auditRetentionDays: config.auditRetentionDays,
        testHooksSecret: config.testHooksSecret,
      },
      clock,
      logger,
      metrics,
      store,
      catalog,
      readContract,
      hasher,
      secrets,
      setupToken: config.setupToken ?? derivedSetupToken(secrets),
    });
    const app = await createApp(services);
    const tokenFile = setupTokenFile(config.dataFolder);
    const head = await services.deployment.head();
    const isWaitingForSetup = head?.is_set_up !== true;
    // A foreign secret is found now, and not by whoever asks for the first token.
    await services.signingKeys.keySet(head?.signing_keys_version ?? 0);
    // Beside the key that it is derived from, and nowhere else: whoever can read one can read the other.
    if (isWaitingForSetup && config.setupToken === undefined && config.secretKey === undefined)
      await tokenFile.write(services.setupToken);
    else await tokenFile.remove();
    const workers = hasWorkers
      ? startWorkers({
          services,
          purge: createPurge({ ...services, store }),
          mail: await mailWorker(config, services, logger),
          clock,
          logger,
        })
      : undefined;
    return {
      services,
      engine: store.engine,
      address,
      handle: app.callback(),
      refuseUnreadable: unreadableRequest(services),
      close: async () => {
        await workers?.stop();
        await services.lastUse.settled();
        await services.auditRefusals.settled();
        await tokenFile.remove();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function mailWorker(
  { mail }: Config,
  { outbox, config }: Services,
  logger: Logger,
): Promise<MailWorker | undefined> {
  if (mail === undefined) return undefined;
  const { smtpTransport } = await import('./mail/smtp-transport.ts');
  const transport = smtpTransport(mail.smtpUrl, {
    from: mail.from,
    isLocal: isLoopback(new URL(mail.smtpUrl).hostname),
  });
  return createMailWorker({ outbox, transport, issuer: config.issuer, clock: systemClock, logger });
}

async function openStore({ mongodbUri, dataFolder }: Config): Promise<Store> {
  if (mongodbUri === undefined) return openEmbedded({ folder: dataFolder });
  // The driver takes a tenth of a second and 20 MiB, which the embedded engine need not pay for.
  const { connectMongodb } = await import('./storage/mongodb/connect-mongodb.ts');
  return connectMongodb({ uri: mongodbUri });
}

async function metricsOf({ metricsPort }: Config): Promise<Metrics> {
  if (metricsPort === undefined) return unmeasured;
  const { createMetrics } = await import('./metrics.ts');
  return createMetrics();
}

/** In an empty store there is no signing key yet, and nothing to be set up. */
async function foundOnce(store: Store, secrets: DeploymentSecrets, clock: Clock): Promise<void> {
  const deployment = deploymentStore(store);
  const head = await deployment.head();
  if (head !== undefined) return;
  const now = clock.now();
  const key = await createSigningKey({ state: 'active', secrets, now });
  const event = recordSystemEvent(
    {
      action: 'signing_key.rotated',
      stream: deploymentStream,
      target: { type: 'signing_key', id: key._id, name: null },
    },
    now,
  );
  await deployment.found(event, key);
}

/**
 * The secret that signing keys and kept answers are encrypted under. Beside a loopback issuer it is made once and kept in
 * the data folder; anywhere else the configuration has refused to start without one.
 */
async function deploymentSecrets(config: Config): Promise<DeploymentSecrets> {
  const current = config.secretKey ?? (await keptSecretKey(config.dataFolder));
  return config.secretKeyPrevious === undefined ? { current } : { current, previous: config.secretKeyPrevious };
}

async function keptSecretKey(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'secret-key');
  const fresh = randomBytes(32).toString('base64url');
  try {
    await writeFile(path, `${fresh}\n`, { flag: 'wx', mode: 0o600 });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await chmod(path, 0o600);
    return (await readFile(path, 'utf8')).trim();
  }
}

/** Derived, so that it need not be stored, every process knows the same one, and a lost print-out can be printed again. */
const derivedSetupToken = (secrets: DeploymentSecrets): string =>
  Buffer.from(hkdfSync('sha256', secrets.current, '', 'latchkey setup token', 24)).toString('base64url');
