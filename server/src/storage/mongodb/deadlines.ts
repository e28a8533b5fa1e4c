/**
 * How long anything may take, in milliseconds. Each is explicit because the driver's defaults wait for minutes or for
 * ever, and its `timeoutMS` does nothing.
 */
export interface Deadlines {
  /** The server stops working on one command. */
  readonly commandMilliseconds: number;
  /** The driver gives up on an answer, and on a connection. Longer than a command, so that the server speaks first. */
  readonly socketMilliseconds: number;
  /** No primary is found. */
  readonly selectionMilliseconds: number;
  /** All connections stay busy. */
  readonly queueMilliseconds: number;
  /** A commit stops trying to find out its outcome. */
  readonly commitMilliseconds: number;
}

export const defaultDeadlines: Deadlines = {
  commandMilliseconds: 4_000,
  socketMilliseconds: 6_000,
  selectionMilliseconds: 3_000,
  queueMilliseconds: 2_000,
  commitMilliseconds: 8_000,
};
