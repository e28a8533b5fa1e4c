import { type Deployment, startDeployment } from './deployment.ts';
import { type Story, tellStory } from './story.ts';

/** Plays a story against a deployment with its preset; the exit code says whether everything went as it says. */
export async function run(preset: string, play: (story: Story, latchkey: Deployment) => Promise<void>): Promise<void> {
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  // Whoever reads it through `less` or `head` may leave early.
  process.stdout.on('error', () => {});
  try {
    await using latchkey = await startDeployment(preset);
    print(`Latchkey with the preset ${preset} listens on ${latchkey.url} for this story.`);
    await play(tellStory(print), latchkey);
    print('\nThat was all of it.');
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}
