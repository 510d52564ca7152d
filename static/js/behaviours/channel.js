// A channel's page, made live. Without this script the same page reads and writes as plain HTML.

import { Link } from "./channel-link.js";
import { View } from "./channel-view.js";
import { Outbox } from "./channel-outbox.js";

// How long a message stays before one's eyes until it counts as read.
const READ_MS = 1_000;

function enliven(root) {
  const words = JSON.parse(document.getElementById("channel-words").textContent);
  const form = root.querySelector("[data-channel-form]");
  const state = root.querySelector("[data-channel-state]");
  const view = new View(root, words);
  const outbox = new Outbox(Number(root.dataset.channel), Number(root.dataset.me));

  const link = new Link({
    channel: Number(root.dataset.channel),
    cursor: Number(root.dataset.revision),
    address: root.dataset.address,
    token: form?.elements.csrfmiddlewaretoken.value,
    on: { items, ack, refusal, here, state: showState, reachable: flush },
  });

  function items(list) {
    for (const item of list) {
      outbox.forget(item.nonce);
      if (item.kind === "regle") showRule(item.rule);
    }
    view.draw(list);
  }

  function ack({ nonce, created }) {
    outbox.forget(nonce);
    const row = view.find(nonce);
    // It was there already, perhaps further up than what is shown: its place is not here.
    if (row && !created && !row.dataset.seq) row.remove();
    else if (row) view.setState(row, words.sent);
    // Without a socket nobody brings the message back: fetch it.
    if (link.state !== "live") link.fetchChanges();
  }

  function refusal({ nonce, code, sentence, retry_after: delay }) {
    const entry = outbox.get(nonce);
    if (!entry) return;
    if (delay) {
      setTimeout(() => outbox.get(nonce) && link.post(entry), delay * 1000);
      return;
    }
    if (code === "not_found") link.become("lost");
    // Who is not there any more: one chooses anew.
    outbox.keep({ ...entry, refused: sentence ?? "", to: code === "not_here" ? null : entry.to });
    showRefused(entry, sentence ?? "");
  }

  function showRefused({ nonce }, sentence) {
    const retry = async () => {
      const kept = outbox.get(nonce);
      const entry = await outbox.keep({ ...kept, refused: undefined, to: kept.to ?? chosen(), ...seen() });
      view.setState(view.find(nonce), words.waiting);
      link.post(entry);
    };
    view.setState(view.find(nonce), `${words.failed} – ${sentence} `, [words.retry, retry], [words.revise, () => revise(nonce)]);
  }

  // Take back into the composer what cannot go as it is; what is being written there stays.
  async function revise(nonce) {
    const { body, kind, quoted, files } = outbox.get(nonce);
    if (kind) form.elements.kind.value = kind;
    form.elements.body.value = [form.elements.body.value, body].filter(Boolean).join("\n\n");
    if (files) (await joining()).add(files);
    reply(quoted);
    view.find(nonce)?.remove();
    outbox.forget(nonce);
    form.elements.body.focus();
  }

  // Files are rare: what makes them ready comes when somebody is about to choose some.
  let joined = null;
  async function joining() {
    const { Chosen } = await import("./channel-files.js");
    return (joined ??= new Chosen(form));
  }

  // What an earlier page could not send: it waits again, in its order.
  async function takeUp() {
    for (const entry of await outbox.load()) {
      if (view.find(entry.nonce)) {
        outbox.forget(entry.nonce);
        continue;
      }
      view.drawWaiting({ ...entry, author: root.dataset.name });
      if (entry.refused !== undefined) showRefused(entry, entry.refused);
    }
    if (link.state === "live") flush();
  }

  // Everything that waits goes out again, in order: the nonce keeps it from going out twice.
  async function flush() {
    for (const entry of outbox) if (entry.refused === undefined) await link.post(entry);
  }

  function showState(name) {
    if (state) {
      state.hidden = false;
      state.textContent = words[name];
    }
    root.dataset.link = name;
    if (name === "live") flush();
    if (name === "lost" && form) {
      for (const control of form.querySelectorAll("button, select, textarea, fieldset")) control.disabled = true;
      for (const { nonce } of outbox) view.setState(view.find(nonce), words.failed);
    }
  }

  // Who is here now: the reader first, if others see them. No live region says it aloud.
  function here({ people, more }) {
    const names = people.filter(({ id }) => id !== view.me).map(({ name }) => name);
    if (names.length < people.length) names.unshift(words.you);
    if (more) names.push(words.others);
    const line = root.querySelector("[data-channel-here]");
    line.hidden = !names.length;
    line.querySelector("[data-names]").textContent = new Intl.ListFormat("fr").format(names);
  }

  function showRule(rule) {
    const { label, meaning } = words.rules[rule];
    for (const place of root.querySelectorAll("[data-channel-rule]")) place.textContent = label;
    root.querySelector("[data-channel-meaning]").textContent = meaning;
    if (form) form.elements.rule.value = rule;
  }

  // What the next message answers, shown above the field; nothing when it answers nobody.
  let quoted = null;
  function reply(message) {
    quoted = message;
    const place = form.querySelector("[data-replying]");
    place.hidden = !message;
    place.textContent = message ? `${words.replying.replace("{name}", message.by)} ${message.text}` : "";
    if (message) form.elements.body.focus();
  }

  // A message's time opens what one may do with it; without a network the link is a link.
  async function openMessage(event) {
    const link = event.target.closest("[data-channel-list] [data-link]");
    if (!link?.href || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const { open } = await import("./channel-message.js");
      if (await open(root, link.href, form && reply)) return;
    } catch {
      // said by the page that does not come
    }
    location.assign(link.href);
  }

  // What the writer sees while writing: the rule, and in whose name it goes.
  function seen() {
    const { rule, for: voice } = form.elements;
    return voice ? { rule: rule.value, for: Number(voice.value) } : { rule: rule.value };
  }

  // To whom the next message is said, besides all who read.
  function chosen() {
    return Array.from(form.querySelectorAll("[name=to]:checked"), ({ value, dataset }) => ({
      is: value,
      name: dataset.name,
    }));
  }

  async function chooseRecipients() {
    try {
      const { toggle } = await import("./channel-recipients.js");
      await toggle(form.querySelector("[data-recipients]"));
    } catch {
      // no network: the page says so, and what is written goes out without
    }
  }

  // A welcome that opens for a newcomer is read first.
  if (!location.hash && !root.querySelector("[data-channel-welcome][open]")) view.toFirstUnread();
  keepPlace(root, view, link);
  root.addEventListener("click", openMessage);
  if (!form) return;
  const text = form.elements.body;

  takeUp();
  form.querySelector("[data-join]").addEventListener("toggle", () => joining().catch(() => {}));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (event.submitter?.hasAttribute("data-channel-to")) return void chooseRecipients();
    const body = text.value.trim();
    if (!body) return;
    const entry = { nonce: crypto.randomUUID(), body, kind: form.elements.kind.value, ...seen(), quoted, to: chosen() };
    text.value = "";
    // Without the module – no network yet – files go as they are: the server makes them smaller.
    const files = joined ? await joined.take() : [...form.elements.files.files];
    if (files.length) entry.files = files;
    form.elements.files.value = "";
    view.drawWaiting({ ...entry, author: root.dataset.name });
    form.elements.kind.selectedIndex = 0;
    for (const box of form.querySelectorAll("[name=to]")) box.checked = false;
    form.querySelector("[data-recipients]").hidden = true;
    reply(null);
    text.focus();
    link.post(await outbox.keep(entry));
  });

  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });

  addEventListener("beforeunload", (event) => {
    if ([...outbox].some((entry) => entry.inMemoryOnly)) event.preventDefault();
  });
}

// Tell how far one has read: what was before one's eyes, unless something unread lies further up.
function keepPlace(root, view, link) {
  let place = Number(root.dataset.read);
  let timer = 0;
  const look = () => {
    timer = 0;
    const seen = view.lastSeen();
    if (document.hidden || seen <= place || view.firstShown() > place + 1) return;
    place = seen;
    link.read(seen);
  };
  const soon = () => (timer ||= setTimeout(look, READ_MS));
  addEventListener("scroll", soon, { passive: true });
  document.addEventListener("visibilitychange", soon);
  new MutationObserver(soon).observe(view.list, { childList: true });
  root.querySelector("[data-channel-read]")?.addEventListener("submit", () => (place = Infinity));
  soon();
}

for (const root of document.querySelectorAll("[data-channel]")) enliven(root);
