import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { readAccessQuestion } from './access-question.ts';
import { answerAccess, readExpectedHeads } from './answer-access.ts';
import { refusalOfQuestion, secretForm } from './refused-question.ts';

/** AuthZEN 1.0, Access Evaluation: may this subject do this to that? */
export const evaluate: Operation<'evaluate'> = async (request) => {
  const question = readAccessQuestion(request.body, secretForm(request.services.catalog.tokenBrand));
  if ('problem' in question) throw refusalOfQuestion(question);
  await readExpectedHeads([question], request);
  return read(ok(await answerAccess(question, request)));
};
