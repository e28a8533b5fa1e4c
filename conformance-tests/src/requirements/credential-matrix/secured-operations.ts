import type { CheckContext } from '../../check.ts';
import type { Operation } from '../../contract/contract.ts';
import { requestExamples } from '../../contract/examples.ts';
import type { Control } from '../../expect.ts';
import type { Person } from '../../provision.ts';
import type { WireRequest } from '../../wire/exchange.ts';
import { finishTour } from '../finish-tour.ts';
import { samplePath } from '../sample-path.ts';

/** One row of the matrix: an operation, and a request of it. */
export interface SecuredOperation {
  readonly operation: Operation;
  /** The one that the tour has seen succeed; where the tour could not, a request of that shape. Before all else it is decided who calls. */
  readonly request: WireRequest;
}

/** Every operation of the contract that needs a credential: an operation that is added is a row that is added. */
export const securedOperations = async (context: CheckContext): Promise<readonly SecuredOperation[]> => {
  const tour = await finishTour(context);
  return context.contract.operations
    .filter(({ needsCredential }) => needsCredential)
    .map((operation) => ({ operation, request: tour.get(operation.id)?.request ?? sampleRequest(context, operation) }));
};

/** A request that is valid by the contract, about nothing that exists. */
export const sampleRequest = ({ call, contract }: CheckContext, operation: Operation): WireRequest => {
  const body = requestExamples(contract, operation)[0]?.value;
  return call(operation.id, { path: samplePath, ...(body === undefined ? {} : { body }) });
};

/** The same request about another thing: the value of one path parameter replaced. */
export const withPathValue = (operation: Operation, request: WireRequest, name: string, value: string): WireRequest => {
  const [path = '', query] = request.path.split('?');
  const place = operation.template.split('/').indexOf(`{${name}}`);
  if (place === -1) return request;
  const segments = path.split('/').map((segment, index) => (index === place ? encodeURIComponent(value) : segment));
  return { ...request, path: segments.join('/') + (query === undefined ? '' : `?${query}`) };
};

/** The control of a whole column: a credential that has just worked, and is about to be spoilt. */
export const workingSession = async (
  context: CheckContext,
): Promise<{ readonly person: Person; readonly control: Control }> => {
  const person = await context.provision.newcomer();
  return { person, control: await context.given.succeeds(context.call('getMe', { as: person.session })) };
};
