import { resolve } from 'node:path';
import type { Config } from './config.ts';
import { hasDevelopmentOutbox } from './http/development-outbox.ts';
import type { RunningService } from './start-service.ts';

/** What a person who has just started the server needs to know next. */
export async function welcome({ services, engine, address }: RunningService, config: Config): Promise<string> {
  const isSetUp = (await services.deployment.head())?.is_set_up === true;
  const { issuer } = services.config;
  const store = engine === 'mongodb' ? 'MongoDB' : `embedded, in ${config.dataFolder}`;
  const lines = [
    `Latchkey listens on ${address}`,
    `  docs    ${issuer}/docs`,
    `  store   ${store}`,
    `  preset  ${services.catalog.name}`,
  ];
  if (config.mail === undefined && hasDevelopmentOutbox(services))
    lines.push(`  mails   ${address}/dev/outbox (code ${services.outboxCode})`);
  if (isSetUp) return `${lines.join('\n')}\n`;
  const token = config.setupToken === undefined ? services.setupToken : '(the SETUP_TOKEN you have set)';
  return `${lines.join('\n')}

Not set up yet. The one-time setup token makes the first operator:
  setup token  ${token}

Next, see all of it work, in another shell:
  ${[...toldTo(issuer, config), 'npm run quickstart'].join(' ')}
`;
}

/** The quickstart looks at port 4000 and into `./data`, unless it is told otherwise. */
const toldTo = (issuer: string, { dataFolder, secretKey, setupToken }: Config): readonly string[] => [
  ...(issuer === 'http://127.0.0.1:4000' ? [] : [`LATCHKEY_URL=${issuer}`]),
  ...(dataFolder === resolve('data') ? [] : [`DATA_DIR='${dataFolder}'`]),
  ...(secretKey === undefined && setupToken === undefined ? [] : [`SETUP_TOKEN='…'`]),
];
