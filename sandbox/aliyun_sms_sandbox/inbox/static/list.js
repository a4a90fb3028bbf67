// The messages on the page: newest first, filtered by number, at most as many as the server keeps.

const MOST = 1000;

// The same as sandbox/inbox/phone.py.
export function comparable(number) {
  const compact = number.trim().replace(/(?!^\+)[^0-9]/g, "");
  return compact.replace(/^(?:(?:\+|00)(?:86(?=1[3-9]|1?$))?|86(?=1[3-9][0-9]{9}$))/, "");
}

export class List {
  #words;
  #items = document.getElementById("messages");
  #filter = document.querySelector("#filter input");
  #news = document.getElementById("news");
  #title = document.title;
  #unseen = 0;

  constructor(words) {
    this.#words = words;
    this.#filter.addEventListener("input", () => this.#filterChanged());
    this.#filter.form.addEventListener("submit", (event) => event.preventDefault());
    this.#items.addEventListener("toggle", (event) => this.#unfold(event.target), true);
    document.getElementById("clear").addEventListener("submit", (event) => {
      event.preventDefault();
      this.clearEverywhere();
    });
    document.addEventListener("visibilitychange", () => this.#seen());
  }

  get last() {
    return this.#items.dataset.last;
  }

  set last(id) {
    this.#items.dataset.last = id;
  }

  get shown() {
    return [...this.#items.children].filter((card) => !card.hidden);
  }

  // The card that has the focus or holds what has it; else the newest.
  get current() {
    return document.activeElement?.closest(".card") ?? this.shown[0];
  }

  add(html) {
    const parsed = document.createElement("template");
    parsed.innerHTML = html;
    const card = parsed.content.firstElementChild;
    if (document.getElementById(card.id)) return;
    card.classList.add("fresh");
    card.hidden = !this.#matches(card);
    this.#items.prepend(card);
    if (this.#items.children.length > MOST) this.#items.lastElementChild.remove();
    this.#refresh();
    if (document.hidden) document.title = `(${++this.#unseen}) ${this.#title}`;
    this.say(card.querySelector("[data-news]").dataset.news);
  }

  remove(phone) {
    for (const card of [...this.#items.children]) {
      if (!phone || card.dataset.phone === phone) card.remove();
    }
    this.#refresh();
  }

  clearEverywhere() {
    fetch("/api/messages", { method: "DELETE" }).then(
      () => this.say(this.#words.cleared),
      () => this.say(this.#words.stopped_news),
    );
  }

  focusFilter() {
    this.#filter.focus();
    this.#filter.select();
  }

  dropFilter() {
    this.#filter.value = "";
    this.#filterChanged();
  }

  // For screen readers.
  say(text) {
    this.#news.textContent = text;
  }

  #matches(card) {
    return card.dataset.phone.includes(comparable(this.#filter.value));
  }

  #filterChanged() {
    for (const card of this.#items.children) card.hidden = !this.#matches(card);
    const query = this.#filter.value ? `?phone=${encodeURIComponent(this.#filter.value)}` : "/";
    history.replaceState(null, "", query);
    this.#refresh();
  }

  #refresh() {
    const all = this.#items.children.length;
    const shown = this.shown.length;
    document.getElementById("count").textContent = this.#words.count
      .replace("{shown}", shown)
      .replace("{all}", all);
    document.getElementById("empty").hidden = all > 0;
    document.getElementById("no-match").hidden = all === 0 || shown > 0;
  }

  #seen() {
    if (document.hidden) return;
    this.#unseen = 0;
    document.title = this.#title;
  }

  // The request behind a message is fetched when it is first looked at.
  async #unfold(details) {
    const link = details.querySelector(":scope > a");
    if (!details.open || !link) return;
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const raw = page.getElementById("raw");
      if (raw) link.replaceWith(...raw.childNodes);
    } catch {
      this.say(this.#words.stopped_news);
    }
  }
}
