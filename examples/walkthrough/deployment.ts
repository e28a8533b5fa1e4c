import { type Client, createClient } from '@latchkey/sdk';
import { startTestService } from '@latchkey/sdk/testing';

/** A Latchkey of its own for one story. */
export interface Deployment extends AsyncDisposable {
  readonly url: string;
  /** The one person of the story. */
  readonly account: { readonly email: string; readonly password: string };
  /** Speaks as that person. */
  readonly client: Client;
  /** Speaks as the operator of the deployment. */
  readonly operator: Client;
  /** Speaks as an API that verifies the credentials of its callers. */
  readonly guard: Client;
}

/** Starts the server as a process of its own with a preset, as your tests may. Its data is removed at the end. */
export async function startDeployment(preset: string): Promise<Deployment> {
  const service = await startTestService({ preset });
  try {
    const { email, password, client } = await service.signIn({ email: 'quinn@example.com', name: 'Quinn' });
    const guard = createClient({ baseUrl: service.url, credentials: { apiToken: await service.mintServiceKey() } });
    return {
      url: service.url,
      account: { email, password },
      client,
      operator: service.operator,
      guard,
      [Symbol.asyncDispose]: service.stop,
    };
  } catch (error) {
    await service.stop();
    throw error;
  }
}
