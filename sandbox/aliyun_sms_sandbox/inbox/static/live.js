// Follows the stream. The browser resumes it by itself; after a refusal it is opened anew.

const PAUSE = 2000;

export function follow(list, words) {
  const status = document.getElementById("status");
  const show = (state) => {
    if (status.dataset.state === state) return;
    status.dataset.state = state;
    status.textContent = words[state];
    document.getElementById("stopped").hidden = state === "live";
  };
  const query = new URLSearchParams({ after: list.last, lang: document.documentElement.lang.slice(0, 2) });
  const source = new EventSource(`/stream?${query}`);
  source.addEventListener("open", () => show("live"));
  source.addEventListener("entry", (event) => {
    list.last = event.lastEventId;
    list.add(event.data);
  });
  source.addEventListener("clearing", (event) => {
    list.last = event.lastEventId;
    list.remove(event.data);
  });
  source.addEventListener("error", () => {
    show("reconnecting");
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(list, words), PAUSE);
  });
}
