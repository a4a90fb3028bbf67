// The page works without this; with it, messages arrive live and keys and clipboard work.
import { listenForKeys } from "./keys.js";
import { List } from "./list.js";
import { watchCopyButtons } from "./copying.js";
import { enhanceForm } from "./compose.js";
import { follow } from "./live.js";

const words = JSON.parse(document.getElementById("words").textContent);
const list = new List(words);

document.documentElement.classList.add("scripted");
watchCopyButtons(words);
enhanceForm(words, list);
listenForKeys(list);
follow(list, words);
