/** `storm-senders.ts <address> <people>`: signs people up, then sends a storm for as many seconds as each message says. */
import { clientOf, keepSigningIn, signUpPeople } from './sign-ins.ts';

const [address = '', count = ''] = process.argv.slice(2);
const people = Number(count);
const client = clientOf({ address }, people);
await signUpPeople(client, people);
process.on('message', async (seconds: number) => {
  const begun = performance.now();
  const isOver = () => performance.now() - begun > seconds * 1_000;
  process.send?.(await keepSigningIn(client, { people, parallel: people, isOver }));
});
process.on('disconnect', client.close);
process.send?.('ready');
