// Draws messages into the list. The shape of one is the page's own <template>. What a writer wrote
// goes in as text; only what the server dressed (`html`, made by community/discussions/bodies.py)
// goes in as markup.

const ANNOUNCE_MS = 3_000;
const NEAR_PX = 240;

const hour = new Intl.DateTimeFormat("fr", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("fr", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

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
    this.part(row, "link").href = `${this.root.dataset.at}${item.seq}/`;
    const gone = this.words[["hidden", "withdrawn"].find((what) => item[what]) ?? (item.kind === "efface" && "erased")];
    row.classList.toggle("rule", item.kind === "regle");
    row.classList.toggle("erased", Boolean(gone));
    const body = this.part(row, "body");
    body.classList.toggle("dressed", Boolean(item.html));
    if (item.html) body.innerHTML = item.html;
    else body.textContent = item.kind === "regle" ? this.words.rules[item.rule].change : gone || item.body;
    this.setMarks(row, item);
    this.setQuoted(row, item.re);
    this.setTo(row, item.to);
    this.setSigns(row, item.signs);
    this.setFiles(row, item.files);
    if (this.part(row, "state")) this.setState(row, this.words.sent);
    const next = [...this.list.children].find(
      (other) => other !== row && other.classList.contains("message") && !(Number(other.dataset.seq) < item.seq),
    );
    if (!row.isConnected || row.nextElementSibling !== (next ?? null)) this.list.insertBefore(row, next ?? null);
  }

  // A part that most messages do not have: made when there is something to say, and taken away.
  optional(row, name, words, make) {
    const part = this.part(row, name);
    if (!words) return void part?.remove();
    if (part) return part;
    const made = document.createElement(make);
    made.dataset[name] = "";
    return made;
  }

  // The kind of what is said, and what became of it.
  setMarks(row, { kind, withdrawn, hidden, answer, edited, pinned }) {
    const { words } = this;
    const isQuestion = kind === "question" && !withdrawn && !hidden;
    const marks = [
      kind !== "parole" && words.kinds[kind],
      isQuestion && (answer ? words.answered : words.open),
      edited && words.edited,
      pinned && words.pinned,
    ].filter(Boolean);
    const part = this.optional(row, "marks", marks.length, "span");
    if (!part) return;
    part.textContent = marks.join(" · ");
    if (!part.isConnected) this.part(row, "voice").after(" ", part);
  }

  setQuoted(row, quoted) {
    const part = this.optional(row, "quoted", quoted, "a");
    if (!part) return;
    part.href = `${this.root.dataset.at}?a=${quoted.seq}#m${quoted.seq}`;
    part.className = "quoted";
    part.textContent = quoted.by ? `${quoted.by}\u00a0: ${quoted.text}` : quoted.text;
    this.part(row, "body").before(part);
  }

  // To whom it is said, besides all who read it.
  setTo(row, to) {
    const part = this.optional(row, "to", to?.length, "p");
    if (!part) return;
    part.textContent = `${this.words.to} ${to.map(({ name }) => name).join(", ")}`;
    row.querySelector(".meta").after(part);
  }

  // Which signs were put, and by how many.
  setSigns(row, signs = {}) {
    const counted = Object.entries(signs).map(([sign, people]) => `${this.words.signs[sign].split(" ")[0]}\u00a0${people.length}`);
    const part = this.optional(row, "signs", counted.length, "p");
    if (!part) return;
    part.textContent = counted.join(" ");
    this.part(row, "body").after(part);
  }

  // What is joined, with its weight; it comes when one asks for it. What waits here has no address.
  setFiles(row, files) {
    const part = this.optional(row, "files", files?.length, "ul");
    if (!part) return;
    part.replaceChildren(
      ...files.map(({ id, name, label }) => {
        const line = document.createElement("li");
        const words = document.createElement(id ? "a" : "span");
        if (id) words.href = `${this.root.dataset.at}fichiers/${id}`;
        words.textContent = label ? `${name} (${label})` : name;
        line.append(words);
        return line;
      }),
    );
    this.part(row, "body").after(part);
  }

  // In whose name it is said: a delegation's id, or nobody's but one's own.
  setVoice(row, delegation) {
    this.part(row, "voice").textContent = delegation ? this.words.delegation : this.words.oneself;
  }

  // One's own message, before the channel has it.
  drawWaiting({ nonce, body, author, for: delegation, quoted, to, files }) {
    const row = this.clone("message");
    row.dataset.nonce = nonce;
    row.classList.add("mine");
    this.part(row, "author").textContent = author;
    this.setVoice(row, delegation);
    this.setQuoted(row, quoted);
    this.setTo(row, to);
    this.part(row, "body").textContent = body;
    this.setFiles(row, files);
    this.part(row, "link").removeAttribute("aria-label");
    this.setState(row, this.words.waiting);
    this.list.append(row);
    this.root.querySelector("[data-channel-empty]")?.remove();
    this.toEnd();
  }

  setState(row, text, ...offered) {
    let state = this.part(row, "state");
    if (!state) {
      state = document.createElement("p");
      state.dataset.state = "";
      row.append(state);
    }
    state.textContent = text;
    row.classList.toggle("refused", offered.length > 0);
    for (const [label, act] of offered) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = label;
      button.addEventListener("click", act);
      state.append(button);
    }
  }

  // The last message that one has before one's eyes; nothing before the page has any.
  lastSeen() {
    const rows = [...this.list.querySelectorAll("[data-seq]")];
    return Number(rows.findLast((row) => row.getBoundingClientRect().bottom <= innerHeight)?.dataset.seq ?? 0);
  }

  firstShown() {
    return Number(this.list.querySelector("[data-seq]")?.dataset.seq ?? 1);
  }

  isAtEnd() {
    const bottom = this.list.getBoundingClientRect().bottom;
    return bottom - innerHeight < NEAR_PX;
  }

  toFirstUnread() {
    const line = this.list.querySelector("[data-channel-new]");
    if (line) line.scrollIntoView({ block: "center" });
    else this.toEnd();
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
