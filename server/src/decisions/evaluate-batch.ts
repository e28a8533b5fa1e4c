import { ok } from '../operation/answers.ts';
import { type Operation, type OperationRequest, read } from '../operation/operation.ts';
import { type AccessQuestion, readAccessQuestion, type Unreadable } from './access-question.ts';
import { answerAccess, readExpectedHeads } from './answer-access.ts';
import type { AccessDecision } from './judge-access.ts';
import { refusalOfQuestion, secretForm } from './refused-question.ts';

type Request = OperationRequest<'evaluateBatch'>;

/** AuthZEN 1.0, Access Evaluations: many questions, answered in their order. */
export const evaluateBatch: Operation<'evaluateBatch'> = async (request) => {
  const { evaluations = [], options } = request.body;
  const isSecret = secretForm(request.services.catalog.tokenBrand);
  if (evaluations.length === 0) {
    const question = readAccessQuestion(request.body, isSecret);
    if ('problem' in question) throw refusalOfQuestion(question);
    return read(ok(await answerAccess(question, request)));
  }
  const questions = evaluations.map((item) => readAccessQuestion({ ...defaultsOf(request.body), ...item }, isSecret));
  return read(ok({ evaluations: await answerInTurn(questions, options?.evaluations_semantic, request) }));
};

/** What an item has that does not name it itself. An item's own member replaces the whole of it. */
const defaultsOf = ({ subject, action, resource, context }: Request['body']): Readonly<Record<string, unknown>> => ({
  ...(subject !== undefined && { subject }),
  ...(action !== undefined && { action }),
  ...(resource !== undefined && { resource }),
  ...(context !== undefined && { context }),
});

type Semantic = NonNullable<Request['body']['options']>['evaluations_semantic'];

/** Stops behind the first answer that the caller wants to know of, if there is such a one. */
async function answerInTurn(
  questions: readonly (AccessQuestion | Unreadable)[],
  semantic: Semantic,
  request: Request,
): Promise<AccessDecision[]> {
  await readExpectedHeads(
    questions.filter((question) => 'request' in question),
    request,
  );
  const answers: AccessDecision[] = [];
  for (const question of questions) {
    const answer = 'problem' in question ? unreadable(question) : await answerAccess(question, request);
    answers.push(answer);
    if (semantic === 'deny_on_first_deny' && !answer.decision) break;
    if (semantic === 'permit_on_first_permit' && answer.decision) break;
  }
  return answers;
}

const unreadable = ({ pointer, problem }: Unreadable): AccessDecision => ({
  decision: false,
  context: { error: { status: 400, message: `${pointer}: ${problem}` } },
});
