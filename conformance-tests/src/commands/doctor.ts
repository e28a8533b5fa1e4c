import type { Console } from '../console.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { RunOptions } from '../options.ts';
import type { SignUpMode } from '../provision.ts';
import { needs, type Requirement } from '../requirement.ts';
import { createSecretLedger } from '../secret-ledger.ts';
import { findSignUpMode } from '../target/sign-up-mode.ts';
import type { Target } from '../target/target.ts';
import { header } from '../wire/exchange.ts';
import { openWire, type Wire } from '../wire/send.ts';
import { reach } from './run-against-target.ts';

const samples = 5;

/** Says before a run what the suite can look at, what it cannot, and what to set so that it can. Ready is exit code 0. */
export const examineTarget = async (
  options: RunOptions,
  { requirements, console }: { readonly requirements: readonly Requirement[]; readonly console: Console },
): Promise<ExitCode> => {
  const secrets = createSecretLedger();
  const wire = openWire(options.url, options.requestTimeoutSeconds * 1_000, options.isInsecure);
  try {
    const target = await reach(wire, options, secrets, console);
    if (target === undefined) return exitCodes.targetNotReady;
    const { roundTripMilliseconds, skewSeconds } = await measure(wire);
    const signUp = await findSignUpMode(wire, target);
    const lines = [
      line(true, 'address', `${options.url.href} answers in ${Math.round(roundTripMilliseconds)} ms`),
      line(
        true,
        'contract',
        `${target.contract.operations.length} operations, SHA-256 ${target.contractDigest.slice(0, 16)}`,
      ),
      ...(target.leftOut.length === 0 ? [] : [line(false, 'the rest', `left out: ${target.leftOut.join(', ')}`)]),
      line(Math.abs(skewSeconds) < target.times.marginSeconds, 'clock', `${skewSeconds} s apart from this machine's`),
      line(target.operator !== undefined, 'operator', operatorSentence(target)),
      line(target.actors.length > 0, 'actor pack', `${target.actors.length} workspaces`),
      line(target.hooks.clock, 'clock hook', hookSentence(target.hooks.clock, options)),
      line(target.hooks.outbox, 'outbox hook', hookSentence(target.hooks.outbox, options)),
      line(canMakePeople(target, signUp), 'new people', signUpSentence(target, signUp)),
      ...unmet(target, signUp, requirements),
    ];
    console.out(`${lines.join('\n')}\n`);
    return exitCodes.allRequiredPassed;
  } finally {
    wire.close();
  }
};

const line = (isThere: boolean, name: string, sentence: string): string =>
  `${isThere ? 'yes' : 'no '}  ${name.padEnd(12)} ${sentence}`;

const operatorSentence = ({ operator }: Target): string =>
  operator === undefined ? 'none: the people of the actor pack stand in' : `signed in as ${operator.email}`;

const hookSentence = (works: boolean, { hookSecret }: RunOptions): string => {
  if (works) return 'works';
  return hookSecret === undefined
    ? 'set CONFORMANCE_HOOK_SECRET to the secret of the test hooks, if the target has any'
    : 'CONFORMANCE_HOOK_SECRET is set, and the target does not react to it';
};

const canMakePeople = ({ hooks, operator }: Target, mode: SignUpMode | undefined): boolean =>
  mode === 'open' || (hooks.outbox && (mode === 'mailed' || (mode === 'closed' && operator !== undefined)));

const signUpSentence = (target: Target, mode: SignUpMode | undefined): string => {
  if (mode === 'open') return 'sign up at once';
  if (mode === undefined) return 'cannot sign up';
  const way = mode === 'mailed' ? 'sign up by mail' : 'are made by an operator, and get a mail';
  if (canMakePeople(target, mode)) return way;
  const stand =
    target.actors.length > 0 ? 'only what the pack can do is testable' : 'nearly everything is not testable';
  return `${way}: without ${mode === 'closed' && target.operator === undefined ? 'operator and outbox hook' : 'the outbox hook'} ${stand}`;
};

/** Which requirements wait for something that this target lacks. */
const unmet = (
  { hooks, actors }: Target,
  signUp: SignUpMode | undefined,
  requirements: readonly Requirement[],
): readonly string[] => {
  const isMet = {
    clock: hooks.clock,
    outbox: hooks.outbox,
    members: hooks.outbox || actors.length > 0,
    'mailed-sign-up': hooks.outbox || signUp !== 'mailed',
  };
  return needs
    .filter((need) => !isMet[need])
    .map((need) => {
      const ids = requirements.filter((row) => row.needs?.includes(need)).map(({ id }) => id);
      return `     not testable without ${need}: ${ids.join(', ')}`;
    });
};

const measure = async (wire: Wire): Promise<{ roundTripMilliseconds: number; skewSeconds: number }> => {
  const durations: number[] = [];
  let skewSeconds = 0;
  for (let count = 0; count < samples; count += 1) {
    const { answer, durationMilliseconds } = await wire.send({ method: 'GET', path: '/health/live', headers: [] });
    durations.push(durationMilliseconds);
    skewSeconds = Math.round((Date.parse(header(answer, 'date') ?? '') - Date.now()) / 1_000) || 0;
  }
  return {
    roundTripMilliseconds: durations.sort((left, right) => left - right)[Math.floor(samples / 2)] ?? 0,
    skewSeconds,
  };
};
