import type { Contract, Operation } from './contract.ts';
import { objectOf, resolve } from './document.ts';

export interface Example {
  readonly mediaType: string;
  readonly value: unknown;
  readonly schema: unknown;
}

/** The values of the named examples of a `content` object. */
export const examplesIn = ({ document }: Contract, content: unknown): readonly Example[] =>
  Object.entries(objectOf(content)).flatMap(([mediaType, media]) =>
    Object.values(objectOf(objectOf(media).examples)).map((example) => ({
      mediaType,
      value: objectOf(resolve(document, example)).value,
      schema: objectOf(media).schema,
    })),
  );

export const requestExamples = (contract: Contract, operation: Operation): readonly Example[] =>
  examplesIn(contract, objectOf(resolve(contract.document, operation.raw.requestBody)).content);
