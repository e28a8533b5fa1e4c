/** The command line, the environment or a file says something that cannot be meant. The message tells what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
