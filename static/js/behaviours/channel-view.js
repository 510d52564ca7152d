// Draws messages into the list. The shape of one is the page's own <template>; the text goes in as
// text, never as markup.

// The same as in community/discussions/bodies.py: a link looks alike, whoever drew it.
const LINK = /https?:\/\/[^\s<>"«»]+/g;
const TRAILING = /[.,;:!?)\]}'’…]+$/;
const ANNOUNCE_MS = 3_000;
const NEAR_PX = 240;

const hour = new Intl.DateTimeFormat("fr", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("fr", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

export function linked(text) {
  const fragment = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const address = match[0].replace(TRAILING, "");
    const link = document.createElement("a");
    link.href = address;
    link.rel = "nofollow ugc noopener";
    link.textContent = address;
    fragment.append(text.slice(end, match.index), link);
    end = match.index + address.length;
  }
  fragment.append(text.slice(end));
  return fragment;
}

export class View {
  constructor(root, words) {
    this.root = root;
    this.words = words;
    this.me = Number(root.dataset.me);
    this.list = root.querySelector("[data-channel-list]");
    this.announcer = root.querySelector("[data-channel-announcer]");
    this.unannounced = [];
    for (const row of this.list.querySelectorAll("[data-seq]")) this.setTime(row);
    this.placeDays();
  }

  clone(name) {
    return this.root.querySelector(`template[data-channel-${name}]`).content.firstElementChild.cloneNode(true);
  }

  part(row, name) {
    return row.querySelector(`[data-${name}]`);
  }

  find(nonce) {
    return this.list.querySelector(`[data-nonce="${nonce}"]`);
  }

  // Times are those of the reader's own place.
  setTime(row, at = this.part(row, "at").dateTime) {
    const time = this.part(row, "at");
    time.dateTime = at;
    time.textContent = hour.format(new Date(at));
  }

  placeDays() {
    for (const old of this.list.querySelectorAll(".day")) old.remove();
    let last = "";
    for (const row of this.list.querySelectorAll("[data-seq]")) {
      const date = new Date(this.part(row, "at").dateTime);
      const name = day.format(date).replace(/\b1 /, "1er ");
      if (name === last) continue;
      last = name;
      const heading = this.clone("day");
      const time = heading.querySelector("time");
      time.dateTime = `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`.replace(/-(\d)(?!\d)/g, "-0$1");
      time.textContent = name;
      row.before(heading);
    }
  }

  // Messages of the channel: new ones are added in their place, known ones are drawn again.
  draw(items) {
    const stay = this.isAtEnd();
    for (const item of items) {
      const known = this.list.querySelector(`[data-seq="${item.seq}"]`);
      const row = known ?? this.find(item.nonce) ?? this.clone("message");
      this.fill(row, item);
      if (!known && item.author.id !== this.me) this.unannounced.push(item);
    }
    this.placeDays();
    this.root.querySelector("[data-channel-empty]")?.remove();
    if (stay) this.toEnd();
    this.announce();
  }

  fill(row, item) {
    row.id = `m${item.seq}`;
    row.dataset.seq = item.seq;
    row.dataset.nonce = item.nonce;
    row.classList.remove("refused");
    row.classList.toggle("mine", item.author.id === this.me);
    this.part(row, "author").textContent = item.author.name;
    this.part(row, "capacity").textContent = [item.author.as, item.author.of].filter(Boolean).join(" · ");
    // Who left speaks in nobody's name any more.
    if (item.author.id === undefined) this.part(row, "voice").textContent = "";
    else this.setVoice(row, item.author.for);
    this.setTime(row, item.at);
    const isRule = item.kind === "regle";
    row.classList.toggle("rule", isRule);
    const isErased = item.kind === "efface";
    row.classList.toggle("erased", isErased);
    const said = isRule ? this.words.rules[item.rule].change : isErased ? this.words.erased : linked(item.body);
    this.part(row, "body").replaceChildren(said);
    if (this.part(row, "state")) this.setState(row, this.words.sent);
    const next = [...this.list.children].find(
      (other) => other !== row && !other.classList.contains("day") && !(Number(other.dataset.seq) < item.seq),
    );
    if (!row.isConnected || row.nextElementSibling !== (next ?? null)) this.list.insertBefore(row, next ?? null);
  }

  // In whose name it is said: a delegation's id, or nobody's but one's own.
  setVoice(row, delegation) {
    this.part(row, "voice").textContent = delegation ? this.words.delegation : this.words.oneself;
  }

  // One's own message, before the channel has it.
  drawWaiting({ nonce, body, author, for: delegation }) {
    const row = this.clone("message");
    row.dataset.nonce = nonce;
    row.classList.add("mine");
    this.part(row, "author").textContent = author;
    this.setVoice(row, delegation);
    this.part(row, "body").append(linked(body));
    this.setState(row, this.words.waiting);
    this.list.append(row);
    this.root.querySelector("[data-channel-empty]")?.remove();
    this.toEnd();
  }

  setState(row, text, retry) {
    let state = this.part(row, "state");
    if (!state) {
      state = document.createElement("p");
      state.dataset.state = "";
      row.append(state);
    }
    state.textContent = text;
    row.classList.toggle("refused", Boolean(retry));
    if (!retry) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = this.words.retry;
    button.addEventListener("click", retry);
    state.append(button);
  }

  isAtEnd() {
    const bottom = this.list.getBoundingClientRect().bottom;
    return bottom - innerHeight < NEAR_PX;
  }

  toEnd() {
    this.list.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  // One polite sentence every few seconds at most; the list itself is not live.
  announce() {
    if (this.announcing || !this.unannounced.length) return;
    const [first] = this.unannounced;
    const count = this.unannounced.length;
    this.announcer.textContent =
      count > 1 ? this.words.many.replace("{count}", count) : this.words.one.replace("{name}", first.author.name);
    this.unannounced = [];
    this.announcing = setTimeout(() => {
      this.announcing = 0;
      this.announce();
    }, ANNOUNCE_MS);
  }
}
