import { existsSync, readFileSync } from 'node:fs';
import { isObject, type JsonObject } from '../contract/document.ts';
import { TargetNotReady } from './target-not-ready.ts';

const besideTheSuite = new URL('../../../openapi/openapi.json', import.meta.url);

export const readDocument = (text: string, source: string): JsonObject => {
  try {
    const document: unknown = JSON.parse(text);
    if (isObject(document) && isObject(document.paths)) return document;
  } catch {
    // falls through to the same sentence
  }
  throw new TargetNotReady(`${source} is not an OpenAPI document in JSON`);
};

/** The contract that the target is held to: the one that is named, else the one beside the suite, else the one it serves. */
export const readClaimedContract = async (spec: string | undefined, served: JsonObject): Promise<JsonObject> => {
  if (spec !== undefined && /^https?:/.test(spec)) {
    const answer = await fetch(spec).catch(() => undefined);
    if (answer === undefined || !answer.ok) throw new TargetNotReady(`--spec ${spec} cannot be fetched`);
    return readDocument(await answer.text(), spec);
  }
  if (spec === undefined && !existsSync(besideTheSuite)) return served;
  try {
    return readDocument(readFileSync(spec ?? besideTheSuite, 'utf8'), spec ?? 'openapi/openapi.json');
  } catch (error) {
    if (error instanceof TargetNotReady) throw error;
    throw new TargetNotReady(`--spec ${spec} cannot be read`);
  }
};
