// Runs a recipe from a page, as the product that it is for would, and prints what comes of it.
// Arguments: the recipe's name, the folder with its files, and what it is asked for, as JSON.
const [name, folder, asked] = process.argv.slice(2);
const { phone, code, type, locale } = JSON.parse(asked);
const { SMSCODE_URL, SMSCODE_TOKEN } = process.env;
const load = (file) => import(`file://${folder}/${file}`);

const products = {
  // A CommonJS module with `event` and `api`.
  async auth0() {
    const told = [];
    const notification = { recipient: phone, code, message_type: type, locale, delivery_method: 'text' };
    const { default: action } = await load('action.js');
    await action.onExecuteCustomPhoneProvider(
      { notification, secrets: { SMSCODE_URL, SMSCODE_TOKEN } },
      { notification: { drop: (reason) => told.push(['drop', reason]), retry: (reason) => told.push(['retry', reason]) } },
    );
    return told;
  },

  // The plugin calls its options, with data and a context.
  async 'better-auth'() {
    const { auth } = await load('auth.js');
    const [plugin] = auth.plugins;
    const send = type === 'reset' ? plugin.sendPasswordResetOTP : plugin.sendOTP;
    return send({ phoneNumber: phone, code }, {}).then(() => 'sent', (error) => error.message);
  },

  // An Appwrite Function with `{req, res, log, error}`.
  async appwrite() {
    globalThis.users = type === 'known' ? [{ $id: 'u1', phone }] : [];
    globalThis.secret = code;
    const logged = [];
    const { default: main } = await load('main.js');
    const reply = await main({
      req: { bodyJson: { phone }, headers: { 'x-appwrite-key': 'key' } },
      res: { json: (body, status = 200) => ({ status, body }) },
      error: (text) => logged.push(text),
    });
    return { ...reply, logged };
  },

  // A route handler, and the provider's `authorize`.
  async nextauth() {
    const { POST } = await load('route.js');
    const { auth } = await load('auth.js');
    const { codes } = await load('codes.js');
    const headers = locale ? { 'accept-language': locale } : {};
    const response = await POST(new Request('http://127.0.0.1/api/code', { method: 'POST', headers, body: JSON.stringify({ phone }) }));
    const [{ authorize }] = auth.providers;
    return {
      status: response.status,
      body: await response.json(),
      code: codes.saved.get(phone),
      wrong: await authorize({ phone, code: 'guess' }),
      right: await authorize({ phone, code: codes.saved.get(phone) }),
    };
  },
};

process.stdout.write(JSON.stringify(await products[name]()));
