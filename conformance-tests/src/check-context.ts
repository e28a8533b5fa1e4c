import { buildCall, type Credential } from './call.ts';
import type { CheckContext, ObservedFinding } from './check.ts';
import { stringOf } from './contract/document.ts';
import type { Oracle } from './contract/oracle.ts';
import { requestComplaints } from './contract/request-complaints.ts';
import type { SchemaValidation } from './contract/schema-validation.ts';
import { type Control, controlOf, createExpect } from './expect.ts';
import { longestMailSeconds, type Mail, readOutbox } from './hooks/outbox.ts';
import { testClockHeader } from './hooks/test-clock.ts';
import { missingOperation } from './missing-operation.ts';
import { EnvironmentError, HarnessError, NotTestable, Violation } from './outcome.ts';
import { noAnswerIsEnvironment, type Sleep, sendPolitely, sendTogetherPolitely } from './polite-sending.ts';
import { createProvision } from './provision.ts';
import { missingHook } from './require-need.ts';
import type { SecretLedger } from './secret-ledger.ts';
import { seededRandom } from './seeded-random.ts';
import type { Operator } from './target/operator.ts';
import type { Target } from './target/target.ts';
import { type Tour, walkThroughEveryOperation } from './tour.ts';
import { type Exchange, type WireRequest, withHeader } from './wire/exchange.ts';
import type { Wire } from './wire/send.ts';

/** What all checks of a run have in common. */
export interface Shared {
  readonly runId: string;
  readonly target: Target;
  /** What the run asks for: a target need not offer more. */
  readonly profiles: readonly string[];
  readonly processes: number;
  readonly wire: Wire;
  readonly secrets: SecretLedger;
  readonly validation: SchemaValidation;
  readonly oracle: Oracle;
  readonly findings: ObservedFinding[];
  readonly pool: Map<string, Promise<unknown>>;
  /** The mailed codes that checks have been given. */
  readonly takenCodes: Set<string>;
  readonly counters: { names: number; requests: number };
  readonly sleep: Sleep;
  readonly passwordOf: (name: string) => string;
  /** Told of everybody who signs in, so that they can be removed after the run. */
  readonly onSession: (email: string, session: Credential) => void;
}

const longestWaitMilliseconds = 15_000;

/** The world as one check sees it. Everything it exchanges is judged by the oracle and kept in `exchanges`. */
export const createCheckContext = (
  shared: Shared,
  exchanges: Exchange[],
  { seed, notes }: { readonly seed: number; readonly notes: string[] },
): CheckContext => {
  const { target, validation, secrets, oracle, findings } = shared;
  const { contract, hooks } = target;

  const judged = (exchange: Exchange): Exchange => {
    exchanges.push(exchange);
    findings.push(...oracle.judge(exchange).map((found) => ({ ...found, exchange })));
    return exchange;
  };
  const send = async (request: WireRequest): Promise<Exchange> => {
    shared.counters.requests += 1;
    return judged(await sendPolitely(shared.wire, shared.sleep, request));
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
    if (!contract.has(operationId)) throw missingOperation(operationId, shared.profiles);
    return buildCall(contract, operationId, input);
  };
  const wait: CheckContext['wait'] = async (milliseconds) => {
    if (milliseconds > longestWaitMilliseconds)
      throw new NotTestable(`it would take a wait of ${Math.ceil(milliseconds / 1_000)} s`);
    await shared.sleep(milliseconds);
  };
  const mails = async (to: string): Promise<readonly Mail[]> => {
    if (hooks.secret === undefined || !hooks.outbox) throw missingHook('outbox', hooks);
    const all = await readOutbox(shared.wire, hooks.secret);
    if (all === undefined) throw new EnvironmentError('the outbox, which was there before, is not any more');
    for (const { data } of all) secrets.remember(stringOf(data.code), 'mailed code');
    return all.filter((mail) => mail.to === to);
  };
  const mailedCode: CheckContext['mailedCode'] = async (to, kind) => {
    for (let tries = 0; tries <= longestMailSeconds * 10; tries += 1) {
      const codes = (await mails(to)).filter((mail) => mail.kind === kind).map(({ data }) => stringOf(data.code));
      const code = codes.find((one) => one !== '' && !shared.takenCodes.has(one));
      if (code !== undefined) {
        shared.takenCodes.add(code);
        return code;
      }
      await shared.sleep(100);
    }
    throw new Violation(`a mail ${kind} with a new code`, `none within ${longestMailSeconds} s`);
  };
  const operator = (): Operator => {
    if (target.operator === undefined) throw new NotTestable('it takes an operator, and there is an actor pack alone');
    return target.operator;
  };
  const provision = createProvision({
    runId: shared.runId,
    nextNumber: () => {
      shared.counters.names += 1;
      return shared.counters.names;
    },
    pool: shared.pool,
    secrets,
    operator,
    actors: target.actors,
    passwordOf: shared.passwordOf,
    onSession: shared.onSession,
    call,
    send,
    succeeds,
    mailedCode,
    hasOutbox: hooks.outbox,
    hasOperator: target.operator !== undefined,
  });

  const context: CheckContext = {
    contract,
    validation,
    secrets,
    call,
    send,
    sendOnce: async (request) => {
      shared.counters.requests += 1;
      return judged(await noAnswerIsEnvironment(shared.wire.send(request)));
    },
    together: async (requests, onOpen) => {
      shared.counters.requests += requests.length;
      return (await sendTogetherPolitely(shared.wire, shared.sleep, requests, onOpen)).map(judged);
    },
    given: { succeeds },
    expect: createExpect(send),
    provision,
    get operator() {
      return operator();
    },
    hooks,
    actors: target.actors.length,
    times: target.times,
    processes: shared.processes,
    hookSecret: () => {
      if (hooks.secret === undefined) throw missingHook('clock', hooks);
      return hooks.secret;
    },
    later: (seconds) => {
      const { secret } = hooks;
      if (secret === undefined || !hooks.clock) throw missingHook('clock', hooks);
      return (request) => withHeader(request, ...testClockHeader(seconds, secret));
    },
    mails,
    mailedCode,
    tour: () => {
      const known = shared.pool.get('tour') as Promise<Tour> | undefined;
      const made = known ?? walkThroughEveryOperation(context);
      if (known === undefined) shared.pool.set('tour', made);
      return made;
    },
    findings: (requirement) => findings.filter((found) => found.requirement === requirement),
    note: (text) => notes.push(text),
    random: seededRandom(seed),
    seed,
    wait,
  };
  return context;
};
