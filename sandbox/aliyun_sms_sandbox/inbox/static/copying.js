// Every button with data-copy puts that text on the clipboard and says so.

const SHOWN_FOR = 1600;

export function watchCopyButtons(words) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button, words);
  });
}

async function copy(button, words) {
  const label = (button.dataset.label ??= button.textContent);
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = words.copied;
    button.classList.add("done");
  } catch {
    select(button);
    button.textContent = words.copy_failed;
  }
  document.getElementById("news").textContent = button.textContent;
  clearTimeout(button.timer);
  button.timer = setTimeout(() => {
    button.textContent = label;
    button.classList.remove("done");
  }, SHOWN_FOR);
}

// Where the clipboard is closed to scripts, the text beside the button is selected for Ctrl+C.
function select(button) {
  const text = button.closest(".code, .command")?.querySelector("[data-digits], pre");
  if (text) getSelection().selectAllChildren(text);
}
