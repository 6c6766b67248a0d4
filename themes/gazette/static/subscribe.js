// The buttons that copy a feed's address. Without scripts they stay hidden: the addresses stand beside them.
const said = document.querySelector(".copy-said");

// Where a page is not served over HTTPS there is no clipboard, but there is this.
function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "copy-said";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

for (const button of document.querySelectorAll("button.copy")) {
  const label = button.textContent;
  let timer;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copy(button.dataset.address);
    button.focus();
    if (!done) return;
    button.textContent = button.dataset.done;
    said.textContent = button.dataset.done;
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = label;
      said.textContent = "";
    }, 2500);
  });
}
