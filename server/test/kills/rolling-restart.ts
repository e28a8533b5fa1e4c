import assert from 'node:assert/strict';
import { type CreatedKey, createServiceKey, setUpOperator, signUpOwner, unique } from '../support/actors.ts';
import { type Member, newDeployment, newStore } from '../support/deployment.ts';
import { outcomeOf, type Verification } from '../support/token-actors.ts';
import { type Balancer, startBalancer } from './balancer.ts';

export interface RestartReport {
  readonly restarts: number;
  readonly requests: number;
  readonly rotations: number;
  /** From the signal to the end of the process, the slowest. */
  readonly longestDrainMilliseconds: number;
}

const clientsAtOnce = 6;

/**
 * Two processes over MongoDB behind a balancer are ended by SIGTERM and replaced, one after the other and so many times, while
 * clients with kept-alive connections ask without a pause, write, and verify a key that is rotated in between. No request
 * fails; every secret whose overlap was ended is refused afterwards, by the processes of then and by new ones.
 */
export async function restartUnderLoad(restarts: number): Promise<RestartReport> {
  await using deployment = newDeployment(newStore('mongodb'));
  const processes = [await deployment.start(), await deployment.start()];
  const balancer = startBalancer(processes);
  try {
    const load = await startLoad(processes[0] as Member, balancer);
    const ended: string[] = [];
    let slowest = 0;
    for (let restart = 0; restart < restarts; restart += 1) {
      ended.push(await load.rotate());
      const leaving = processes[0] as Member;
      const drained = await drainUnder(balancer, leaving);
      processes.shift();
      slowest = Math.max(slowest, drained);
      const next = await deployment.start();
      balancer.add(next);
      processes.push(next);
    }
    await load.stop();
    for (const process of processes) for (const secret of ended) await load.requireRefused(process, secret);
    return { restarts, requests: load.requests(), rotations: ended.length, longestDrainMilliseconds: slowest };
  } catch (error) {
    // A refusal tells its caller nothing of its cause, which the process has logged.
    const printed = processes.map(({ process }) => process.printed()).join('');
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${printed}`, { cause: error });
  } finally {
    await balancer.stop();
  }
}

async function drainUnder(balancer: Balancer, member: Member): Promise<number> {
  const startedAt = performance.now();
  const [exitCode] = await Promise.all([member.end('SIGTERM'), balancer.untilWithdrawn(member)]);
  assert.equal(exitCode, 0, 'it ends by itself');
  return performance.now() - startedAt;
}

/** Clients that ask without a pause. Whatever is not the answer they came for counts as failed, and is thrown by `stop`. */
async function startLoad(first: Member, balancer: Balancer) {
  const operator = await setUpOperator(first);
  const guard = await createServiceKey(first, operator);
  const { owner, workspace } = await signUpOwner(first);
  const inWorkspace = { as: owner.session, path: { workspace: workspace.id } };
  const body = { name: 'rotated', environment: 'live', permission: { kind: 'scopes', scopes: ['full_access'] } };
  const { body: key } = await first.succeed('createWorkspaceKey', { ...inWorkspace, body });
  let secret = key.secret;
  let requests = 0;
  let isOver = false;

  const ask = async (...asked: Parameters<Balancer['ask']>) => {
    const answer = await balancer.ask(...asked);
    requests += 1;
    assert.ok(answer.status < 300, `${asked[0]} → ${answer.status} ${answer.text}`);
    return answer.text === '' ? undefined : JSON.parse(answer.text);
  };
  const verify = async (credential: string): Promise<string> => {
    const question = { credential, workspace: workspace.id, action: 'invoices.read', resource: 'invoices:1' };
    return outcomeOf((await ask('verifyCredential', { as: guard, body: question })) as Verification);
  };
  const ofKey = (id: string) => ({ ...inWorkspace, path: { workspace: workspace.id, token_id: id } });
  /** How often each client has begun anew, with the secret of that moment. */
  const turns = Array<number>(clientsAtOnce).fill(0);
  const client = async (number: number): Promise<void> => {
    while (!isOver) {
      turns[number] = (turns[number] ?? 0) + 1;
      assert.equal(await verify(secret), 'allowed');
      await ask('getMe', { as: owner.session });
      const made: CreatedKey = await ask('createWorkspaceKey', {
        ...inWorkspace,
        body: { ...body, name: unique('key') },
      });
      assert.equal(await verify(made.secret), 'allowed');
      await ask('revokeWorkspaceKey', ofKey(made.id));
      assert.equal(await verify(made.secret), 'invalid invalid_api_key');
    }
  };
  const clients = Promise.all(turns.map((_, number) => client(number)));
  // It is awaited by `stop`; until then nobody listens.
  clients.catch(() => {});

  return {
    requests: () => requests,
    /** Rotates the key, lets every client go over to the new secret, and ends the old one. @returns the ended one */
    rotate: async (): Promise<string> => {
      const old = secret;
      const rotated: CreatedKey = await ask('rotateWorkspaceKey', { ...ofKey(key.id), body: {} });
      secret = rotated.secret;
      const before = [...turns];
      while (turns.some((turn, number) => turn === before[number]))
        await Promise.race([new Promise(setImmediate), clients]);
      await ask('endWorkspaceKeyOverlap', ofKey(key.id));
      return old;
    },
    stop: async (): Promise<void> => {
      isOver = true;
      await clients;
    },
    requireRefused: async (process: Member, credential: string): Promise<void> => {
      const answer = await process.succeed('verifyCredential', { as: guard, body: { credential } });
      assert.equal(answer.body.outcome, 'invalid', 'a secret whose end was acknowledged');
    },
  };
}
