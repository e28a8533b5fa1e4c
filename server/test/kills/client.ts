import assert from 'node:assert/strict';
import type { Dice } from '../authorization/random-world.ts';
import { createKey, createWorkspace, signUpPerson } from '../support/actors.ts';
import type { Answer } from '../support/http-client.ts';
import type { TestClient } from '../support/test-client.ts';
import { emptyBook, type Step } from './book.ts';
import { nextStep, type Writer } from './steps.ts';

/** Writes one request at a time, and remembers what was acknowledged. */
export interface Client extends Omit<Writer, 'reporter'> {
  next(dice: Dice): Step;
}

/** A person with a workspace of their own, and a key that reports events into its trail. */
export async function newClient(server: TestClient): Promise<Client> {
  const person = await signUpPerson(server);
  const workspace = await createWorkspace(server, person);
  const { body: reporter } = await createKey(server, { owner: person, workspace });
  const book = emptyBook();
  book.events.push(`workspace.created ${workspace.id}`, `workspace_key.created ${reporter.id}`);
  book.keys.push({ id: reporter.id, isRevoked: false, isRotated: false, secrets: [reporter.secret] });
  return { person, workspace, book, next: (dice) => nextStep({ person, workspace, reporter, book }, dice) };
}

/** An answer, or undefined if nobody can know what became of the request: no answer came, or one that says so. */
export async function ask(server: TestClient, { id, asked }: Step): Promise<Answer | undefined> {
  try {
    const answer = await server.ask(id, asked);
    if (answer.status !== 503) return answer;
    assert.match(answer.headers['retry-after'] ?? '', /^\d+$/, 'a 503 says when to come again');
    return undefined;
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return undefined;
  }
}

export function requireSuccess(step: Step, answer: Answer): void {
  assert.ok(answer.status < 300, `${step.id} → ${answer.status} ${answer.text}`);
}
