// The form: sends without leaving the page, and shows what went over the wire.

export function enhanceForm(words, list) {
  const form = document.getElementById("compose");
  if (!form) return;
  const another = document.getElementById("another-code");
  another.hidden = false;
  another.addEventListener("click", () => {
    form.elements.code.value = randomCode();
  });
  const magic = document.getElementById("magic");
  magic.hidden = false;
  magic.querySelector("select").addEventListener("change", (event) => {
    form.elements.phone.value = event.target.value;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, words, list);
  });
}

function randomCode() {
  const [number] = crypto.getRandomValues(new Uint32Array(1));
  return String(number % 1_000_000).padStart(6, "0");
}

async function send(form, words, list) {
  const button = document.getElementById("send");
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  button.textContent = words.sending;
  const place = document.getElementById("exchange");
  place.replaceChildren();
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch("/send?part", { method: "POST", body });
    place.innerHTML = await answer.text();
    list.say(place.querySelector("[data-reply] .bar").innerText);
  } catch {
    place.append(stopped(words));
    list.say(words.stopped_news);
  } finally {
    button.ariaBusy = "false";
    button.textContent = words.send;
  }
}

// fetch fails only where nothing answers.
function stopped(words) {
  const line = document.createElement("p");
  line.className = "reason";
  line.textContent = words.stopped_news;
  return line;
}
