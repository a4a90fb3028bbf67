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
};

process.stdout.write(JSON.stringify(await products[name]()));
