import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from '../authorization/random-world.ts';
import { createServiceKey, type Person, setUpOperator, signUpOwner, type Workspace } from '../support/actors.ts';
import type { Deployment, Member } from '../support/deployment.ts';
import type { Answer } from '../support/http-client.ts';
import type { TrailReader } from '../support/read-trail.ts';
import { outcomeOf, verify } from '../support/token-actors.ts';

/**
 * A race: the scene is set up once, and again every `roundsPerScene` rounds, so that no limit of the service is met. A round
 * lets requests go together, holds what came of it against the invariants, and names the outcome in a word.
 * What is broken is thrown.
 */
export interface Race {
  readonly title: string;
  setUp(track: Track): Promise<() => Promise<string>>;
}

export const roundsPerScene = 25;

/** What races run on: two processes of a deployment that is set up, or the one that there is twice. */
export interface Track {
  /** The two sides. They change places at random from round to round. */
  readonly here: Member;
  readonly there: Member;
  readonly both: readonly Member[];
  readonly operator: Person;
  /** The streams that have to verify at the end. */
  readonly trails: TrailReader[];
  readonly dice: Dice;
  /** Lets all go at once, or one a little ahead of another, so that each order is met. */
  together<Results extends readonly unknown[]>(
    ...starts: { readonly [Index in keyof Results]: () => Promise<Results[Index]> }
  ): Promise<Results>;
  /** What a process says of a credential to a guard that asks. */
  verdictOf(side: Member, credential: string, question?: Readonly<Record<string, unknown>>): Promise<string>;
  /** What each process says. */
  verdicts(credential: string, question?: Readonly<Record<string, unknown>>): Promise<string[]>;
}

/** Longer than an operation takes on an idle machine, so that even the slower of two can come first. */
const longestLeadMilliseconds = 30;

export async function openTrack(deployment: Deployment, processes: 1 | 2, dice: Dice): Promise<Track> {
  const first = await deployment.start();
  const operator = await setUpOperator(first);
  const guard = await createServiceKey(first, operator);
  const both = processes === 1 ? [first] : [first, await deployment.start()];
  const verdictOf: Track['verdictOf'] = async (side, credential, question = {}) =>
    outcomeOf(await verify(side, guard, { credential, ...question }));
  const sides = (): [Member, Member] => [dice.oneOf(both), dice.oneOf(both)];
  let here = first;
  let there = first;
  const changeSides = (): void => {
    do [here, there] = sides();
    while (processes === 2 && here === there);
  };
  changeSides();

  return {
    get here() {
      return here;
    },
    get there() {
      return there;
    },
    both,
    operator,
    trails: [{ as: operator.session }],
    dice,
    together: async <Results extends readonly unknown[]>(
      ...starts: { readonly [Index in keyof Results]: () => Promise<Results[Index]> }
    ) => {
      const leads = starts.map(() => (dice.chance(0.4) ? 0 : dice.roll() ** 2 * longestLeadMilliseconds));
      const results = await Promise.all(
        starts.map(async (start, index) => {
          await delay(leads[index]);
          return start();
        }),
      );
      changeSides();
      return results as unknown as Results;
    },
    verdictOf,
    verdicts: (credential, question) => Promise.all(both.map((side) => verdictOf(side, credential, question))),
  };
}

/** `201 409`: what came back, in an order that does not depend on who was first. */
export const statusesOf = (answers: readonly Answer[]): string =>
  answers
    .map(({ status }) => status)
    .sort()
    .join(' ');

export const successesOf = (answers: readonly Answer[]): Answer[] => answers.filter(({ status }) => status < 300);

/** A person with a workspace of their own. */
export interface Scene {
  readonly owner: Person;
  readonly workspace: Workspace;
}

export async function newScene({ here, trails }: Track): Promise<Scene> {
  const scene = await signUpOwner(here);
  trails.push({ as: scene.owner.session, workspace: scene.workspace.id });
  return scene;
}
