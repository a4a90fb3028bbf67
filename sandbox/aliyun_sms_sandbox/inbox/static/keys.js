// Single-key shortcuts, which can be switched off (WCAG 2.1.4); the page lists them.

const OFF = "single-key-shortcuts-off";

const WIDE = matchMedia("(min-width: 861px)");

export function listenForKeys(list) {
  const panel = document.getElementById("keys");
  panel.hidden = false;
  panel.open = WIDE.matches;
  const box = document.getElementById("keys-on");
  box.checked = localStorage.getItem(OFF) === null;
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return leave(list);
    if (!box.checked || event.target.matches("input:not([type=checkbox], [type=radio]), select, textarea")) return;
    const act = ACTIONS[event.key];
    if (!act) return;
    event.preventDefault();
    act(list);
  });
}

const ACTIONS = {
  j: (list) => step(list, 1),
  k: (list) => step(list, -1),
  c: (list) => list.current?.querySelector(".code [data-copy]")?.click(),
  r: (list) => list.current?.querySelector(".raw > summary").click(),
  "/": (list) => list.focusFilter(),
  n: () => {
    const field = document.querySelector("#compose [name=code]");
    field?.focus();
    field?.select();
  },
  X: (list) => list.clearEverywhere(),
};

function step(list, by) {
  const cards = list.shown;
  const here = cards.indexOf(document.activeElement?.closest(".card"));
  const next = here < 0 ? 0 : Math.min(Math.max(here + by, 0), cards.length - 1);
  cards[next]?.focus();
}

function leave(list) {
  document.activeElement?.blur();
  list.dropFilter();
}
