/** The target cannot be checked. The message says what was found and what to set. */
export class TargetNotReady extends Error {
  override readonly name = 'TargetNotReady';
}
