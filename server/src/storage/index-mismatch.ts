import { StartRefused } from '../errors/start-refused.ts';
/**
 * The store has an index of a declared name with other keys: queries that rely on it would scan, or uniqueness would not
 * hold. Thrown at start.
 */
export class IndexMismatch extends StartRefused {
  override readonly name = 'IndexMismatch';
  constructor(index: string, found: string, declared: string) {
    super(`The index ${index} is ${found}, but declared is ${declared}. Drop it, or restore its declaration.`);
  }
}
