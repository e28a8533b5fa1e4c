import { ServiceError } from '../errors/service-error.ts';
import type { Unreadable } from './access-question.ts';

/** 400 for a question that cannot be read. What it said is not repeated: it may have been a secret. */
export const refusalOfQuestion = ({ pointer, problem }: Unreadable): ServiceError =>
  new ServiceError('invalid_request', {
    detail: `The request does not follow the contract at ${pointer}.`,
    errors: [{ pointer, code: 'type', detail: problem }],
  });

const signedToken = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Whether a text has the form of a credential: also a mistyped one, which is a secret all the same. */
export function secretForm(brand: string): (text: string) => boolean {
  const opaque = new RegExp(`^${brand}(?:[srx]|[pk]_(?:live|test))_[0-9A-Za-z]{38}$`);
  return (text) => opaque.test(text) || (text.startsWith('eyJ') && signedToken.test(text));
}
