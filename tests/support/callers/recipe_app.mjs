// Serves the app that a recipe's page makes, with the library that it is for, on loopback until its standard input ends.
// Arguments: the recipe's name and the folder with its files. Prints its port; what libraries say goes to standard error.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

console.log = console.error;
const [name, folder] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(join(folder, file)));

// Next.js' bundler takes `next/server` for the file, node wants its whole name.
const hook = "export const resolve = (name, context, next) => next(name.replace(/^next\\/\\w+$/, '$&.js'), context);";
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const apps = {
  async 'better-auth'(url) {
    Object.assign(process.env, { BETTER_AUTH_URL: url, BETTER_AUTH_SECRET: 'test-secret-of-32-characters-0000' });
    const { auth } = await load('auth.js');
    return auth.handler;
  },

  // Next.js finds a route by its folder, and the function by the method.
  async nextauth(url) {
    Object.assign(process.env, { AUTH_URL: url, AUTH_SECRET: 'test-secret-of-32-characters-0000' });
    const { NextRequest } = await import(pathToFileURL(join(folder, 'node_modules/next/server.js')));
    const code = await load('app/api/code/route.js');
    const auth = await load('app/api/auth/[...nextauth]/route.js');
    return (request) => {
      const route = new URL(request.url).pathname === '/api/code' ? code : auth;
      return route[request.method](new NextRequest(request));
    };
  },
};

let handle;
const server = createServer(async (incoming, outgoing) => {
  const { method, headers } = incoming;
  const body = method === 'GET' ? undefined : Buffer.concat(await incoming.toArray());
  const response = await handle(new Request(`http://${headers.host}${incoming.url}`, { method, headers, body }));
  const sent = [...response.headers].filter(([field]) => field !== 'set-cookie');
  for (const cookie of response.headers.getSetCookie()) sent.push(['set-cookie', cookie]);
  outgoing.writeHead(response.status, sent.flat()).end(await response.text());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();
handle = await apps[name](`http://127.0.0.1:${port}`);
process.stdout.write(`${port}\n`);
process.stdin.on('end', () => process.exit()).resume();
