// Calls Logto's own HTTP SMS connector once: what it throws is what Logto shows.
import { readFileSync } from 'node:fs';

const { config, data } = JSON.parse(readFileSync(0, 'utf8'));
const { default: createConnector } = await import(process.argv[2]);
const connector = await createConnector({ getConfig: async () => config });

const outcome = await connector.sendMessage(data, config).then(
  () => ({ sent: true }),
  ({ code, data }) => ({ code, data }),
);
process.stdout.write(JSON.stringify(outcome));
