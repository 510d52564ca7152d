// A message's own page, opened over the discussion: the same forms, sent without leaving it.
// What they change comes back by the live link, like any other change.

// The dialogs that are ready.
const known = new WeakSet();

// Returns whether the page could be shown. `reply` takes what one answers, if one may write.
export async function open(root, address, reply) {
  const dialog = root.querySelector("[data-channel-dialog]");
  if (!known.has(dialog)) prepare(dialog, reply);
  known.add(dialog);
  return show(dialog, await fetch(address));
}

async function show(dialog, response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const part = page.querySelector("[data-message-page]");
  if (!part) return false;
  dialog.querySelector("[data-content]").replaceChildren(...part.childNodes);
  if (!dialog.open) dialog.showModal();
  return true;
}

function prepare(dialog, reply) {
  const content = dialog.querySelector("[data-content]");
  dialog.addEventListener("close", () => content.replaceChildren());

  dialog.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    event.preventDefault();
    const said = new FormData(form, event.submitter);
    try {
      const response = await fetch(form.action, { method: "POST", body: said });
      if (response.ok || !(await show(dialog, response))) dialog.close();
    } catch {
      form.submit(); // the browser says what is wrong
    }
  });

  // An answer is written where one writes: in the composer, which keeps it when the network is away.
  dialog.addEventListener(
    "toggle",
    (event) => {
      const form = event.target.querySelector?.("[name=re]")?.form;
      if (!reply || !form || !event.target.matches("details[open]")) return;
      const row = content.querySelector("[data-seq]");
      const quoted = {
        seq: Number(row.dataset.seq),
        by: row.querySelector("[data-author]").textContent,
        text: row.querySelector("[data-body]").textContent.trim().slice(0, 80),
      };
      dialog.close();
      reply(quoted);
    },
    true,
  );
}
