import { availableParallelism } from 'node:os';
import { atATime } from '../at-a-time.ts';
import type { Console } from '../console.ts';
import { type Contract, readContract } from '../contract/contract.ts';
import { objectOf } from '../contract/document.ts';
import { schemaValidation } from '../contract/schema-validation.ts';
import { seededRandom, shuffled } from '../seeded-random.ts';
import { bodyJson, type Exchange } from '../wire/exchange.ts';
import { brokenBy, isNoticed } from './judge-wire-fault.ts';
import { fullestExchanges, recordingWire } from './recorded-exchanges.ts';
import { startReferenceServer } from './reference-server.ts';
import { type SpoiltFlow, spoilingWire, spoiltFlowsOf } from './spoilt-flows.ts';
import { type Question, verdictsAt } from './verdicts-at.ts';
import { wireFaultsOf } from './wire-faults.ts';

export interface WireTest extends Pick<Question, 'checks' | 'requirements' | 'seed'> {
  /** How many spoilt answers, and how many spoilt flows, are tried; undefined = all there are. */
  readonly sample: { readonly answers: number; readonly flows: number } | undefined;
  readonly console: Console;
}

export interface WireOutcome {
  readonly name: string;
  readonly requirements: readonly string[];
  readonly isKilled: boolean;
}

/** What one complete run against the server as it is has heard. */
const record = async ({ checks, requirements, seed }: WireTest): Promise<readonly Exchange[]> => {
  await using server = await startReferenceServer();
  let heard: readonly Exchange[] = [];
  const over: Question['over'] = (wire) => {
    const recording = recordingWire(wire);
    heard = recording.heard;
    return recording.wire;
  };
  await verdictsAt(server, { checks, requirements, only: [], seed, over });
  return heard;
};

const servedContract = (heard: readonly Exchange[]): Contract => {
  const served = heard.find(({ request, answer }) => request.path === '/openapi.json' && answer.status === 200);
  if (served === undefined) throw new TypeError('a run that has not read the contract');
  return readContract(objectOf(bodyJson(served.answer)));
};

/** Undefined where no such answer came, as a 403 does not where every role may. */
const tryFlow = async (flow: SpoiltFlow, contract: Contract, test: WireTest): Promise<WireOutcome | undefined> => {
  await using server = await startReferenceServer();
  let isSpoilt = false;
  const over = spoilingWire(flow, contract, () => {
    isSpoilt = true;
  });
  const verdicts = await verdictsAt(server, { ...test, only: [flow.requirement], over });
  const isKilled = verdicts.some(({ requirement, verdict }) => requirement === flow.requirement && verdict === 'fail');
  return isSpoilt ? { name: flow.name, requirements: [flow.requirement], isKilled } : undefined;
};

/**
 * Spoils what a run against the true server has heard, one thing at a time. What one answer shows is judged without asking
 * again; what takes a conversation is asked anew, with the answers of one operation spoilt on their way.
 */
export const testOnTheWire = async (test: WireTest): Promise<readonly WireOutcome[]> => {
  const { sample, seed, console, requirements } = test;
  const heard = await record(test);
  const contract = servedContract(heard);
  const validation = schemaValidation(contract.document);
  const chosen = <Item>(items: readonly Item[], count: number | undefined): readonly Item[] =>
    count === undefined ? items : shuffled(items, seededRandom(seed)).slice(0, count);

  const exchanges = fullestExchanges(heard, contract);
  const right = exchanges.filter((exchange) => brokenBy(exchange, contract, validation).length === 0);
  const faults = right.flatMap((exchange) => wireFaultsOf(exchange, contract, validation));
  const flows = spoiltFlowsOf(contract, requirements);
  console.out(
    `${heard.length} answers heard, ${right.length} of ${exchanges.length} kinds used: ${faults.length} spoilt answers, ${flows.length} spoilt flows\n`,
  );

  const outcomes: WireOutcome[] = chosen(faults, sample?.answers).map((fault) => ({
    name: fault.name,
    requirements: fault.requirements,
    isKilled: isNoticed(fault, contract, validation),
  }));
  await atATime(chosen(flows, sample?.flows), Math.max(2, availableParallelism()), async (flow) => {
    const outcome = await tryFlow(flow, contract, test);
    if (outcome !== undefined) outcomes.push(outcome);
  });
  return outcomes;
};
