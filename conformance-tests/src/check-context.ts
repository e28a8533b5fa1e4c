import { buildCall } from './call.ts';
import type { CheckContext, ObservedFinding } from './check.ts';
import type { Oracle } from './contract/oracle.ts';
import { requestComplaints } from './contract/request-complaints.ts';
import type { SchemaValidation } from './contract/schema-validation.ts';
import { type Control, controlOf, createExpect } from './expect.ts';
import { HarnessError, NotTestable, Violation } from './outcome.ts';
import { type Sleep, sendPolitely } from './polite-sending.ts';
import { createProvision } from './provision.ts';
import type { SecretLedger } from './secret-ledger.ts';
import type { Target } from './target.ts';
import { type Tour, walkThroughEveryOperation } from './tour.ts';
import type { Exchange, WireRequest } from './wire/exchange.ts';
import type { Wire } from './wire/send.ts';

/** What all checks of a run have in common. */
export interface Shared {
  readonly runId: string;
  readonly target: Target;
  readonly wire: Wire;
  readonly secrets: SecretLedger;
  readonly validation: SchemaValidation;
  readonly oracle: Oracle;
  readonly findings: ObservedFinding[];
  readonly pool: Map<string, Promise<unknown>>;
  readonly counters: { names: number; requests: number };
  readonly sleep: Sleep;
}

const longestWaitMilliseconds = 15_000;

/** The world as one check sees it. Everything it exchanges is judged by the oracle and kept in `exchanges`. */
export const createCheckContext = (shared: Shared, exchanges: Exchange[], random: () => number): CheckContext => {
  const { target, validation, secrets, oracle, findings } = shared;
  const { contract } = target;

  const send = async (request: WireRequest): Promise<Exchange> => {
    shared.counters.requests += 1;
    const exchange = await sendPolitely(shared.wire, shared.sleep, request);
    exchanges.push(exchange);
    findings.push(...oracle.judge(exchange).map((found) => ({ ...found, exchange })));
    return exchange;
  };
  const succeeds = async (request: WireRequest): Promise<Control> => {
    const complaints = requestComplaints(contract, validation, request);
    if (complaints.length > 0)
      throw new HarnessError(`invalid by accident: ${request.method} ${request.path}: ${complaints.join('; ')}`);
    const exchange = await send(request);
    const { status } = exchange.answer;
    if (status < 200 || status > 299) throw new Violation('success of a valid request', String(status), exchange);
    return controlOf(exchange);
  };
  const call: CheckContext['call'] = (operationId, input) => {
    if (!contract.has(operationId)) throw new NotTestable(`the contract has no operation ${operationId}`);
    return buildCall(contract, operationId, input);
  };
  const provision = createProvision({
    runId: shared.runId,
    nextNumber: () => {
      shared.counters.names += 1;
      return shared.counters.names;
    },
    pool: shared.pool,
    secrets,
    operator: target.operator,
    call,
    succeeds,
  });

  const context: CheckContext = {
    contract,
    validation,
    secrets,
    call,
    send,
    given: { succeeds },
    expect: createExpect(send),
    provision,
    operator: { session: target.operator },
    tour: () => {
      const known = shared.pool.get('tour') as Promise<Tour> | undefined;
      const made = known ?? walkThroughEveryOperation(context);
      if (known === undefined) shared.pool.set('tour', made);
      return made;
    },
    findings: (requirement) => findings.filter((found) => found.requirement === requirement),
    random,
    wait: async (milliseconds) => {
      if (milliseconds > longestWaitMilliseconds)
        throw new NotTestable(`it would take a wait of ${Math.ceil(milliseconds / 1_000)} s`);
      await shared.sleep(milliseconds);
    },
  };
  return context;
};
