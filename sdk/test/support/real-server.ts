import { type ServiceProcess, startServiceProcess } from '../../src/testing/service-process.ts';

export interface RealServer extends ServiceProcess {
  readonly setupToken: string;
}

const setupToken = 'setup-token-of-this-test';

/** The service itself, as a process of its own with an empty store, and nothing before it. */
export async function startRealServer(environment: Readonly<Record<string, string>> = {}): Promise<RealServer> {
  const server = await startServiceProcess({
    environment: { LOG_LEVEL: 'silent', SETUP_TOKEN: setupToken, EMAIL_VERIFICATION: 'off', ...environment },
  });
  return { ...server, setupToken };
}
