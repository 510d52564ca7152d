// The line between this page and the server: one socket, and plain requests when there is none.
// docs/discussion-protocol.md says what is spoken. All that is kept is a cursor: the revision up
// to which the channel is known. Whatever is missed is asked for again from there.

const VERSION = 2;
const PING_MS = 25_000;
const SILENCE_MS = 60_000;
const POLL_MS = 5_000;
const LONGEST_WAIT_MS = 60_000;
const SIGNED_OUT = 4401;
const RIGHTS_CHANGED = 4403;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Link {
  // `on` holds what to do with `items`, `ack`, `refusal`, who is `here`, and a new `state`: live, polling, lost.
  constructor({ channel, cursor, address, token, on }) {
    Object.assign(this, { channel, cursor, address, token, on });
    this.attempts = 0;
    this.onTheirWay = new Set();
    this.state = "";
    addEventListener("online", () => this.reconnect());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.state !== "live") this.reconnect();
    });
    setInterval(() => this.ping(), PING_MS);
    this.connect();
  }

  become(state) {
    if (this.state === state || this.state === "lost") return;
    this.state = state;
    this.on.state(state);
    if (state === "polling") this.poll();
  }

  // The socket ---------------------------------------------------------------

  connect() {
    clearTimeout(this.timer);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/`);
    this.socket = socket;
    socket.onopen = () => {
      this.heard = Date.now();
      this.say({ type: "hello", version: VERSION });
      this.subscribe();
    };
    socket.onmessage = (event) => {
      this.heard = Date.now();
      this.hear(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.lose(event.code);
    };
  }

  async lose(code) {
    this.socket = null;
    if (this.state === "lost") return;
    this.become("polling");
    if (code === SIGNED_OUT || code === RIGHTS_CHANGED) await this.fetchChanges();
    // Full jitter: a thousand pages that lose a server do not come back at the same moment.
    const longest = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.attempts++);
    if (this.state !== "lost") {
      this.timer = setTimeout(() => this.connect(), Math.random() * longest);
    }
  }

  reconnect() {
    if (this.socket || this.state === "lost") return;
    this.attempts = 0;
    this.connect();
  }

  say(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  subscribe() {
    this.say({ type: "subscribe", channel: this.channel, after: this.cursor, here: true });
  }

  ping() {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    if (Date.now() - this.heard > SILENCE_MS) this.socket.close();
    else this.say({ type: "ping" });
  }

  hear(frame) {
    if (frame.type === "changes") this.take(frame);
    else if (frame.type === "ack") this.on.ack(frame);
    else if (frame.type === "here") this.on.here(frame);
    else if (frame.type === "pong") {
      // All that was sent before has arrived before: less here than there is a hole.
      if (frame.cursors[this.channel] > this.cursor) this.subscribe();
    } else if (frame.type === "error") this.hearError(frame);
  }

  hearError(frame) {
    if (frame.nonce) this.on.refusal(frame);
    else if (frame.code === "not_found") this.become("lost");
    else if (frame.code === "ahead" || frame.code === "version") location.reload();
    else if (frame.retry_after) setTimeout(() => this.socket?.close(), frame.retry_after * 1000);
  }

  take(frame) {
    if (frame.after > this.cursor) {
      this.subscribe();
      return;
    }
    const items = frame.items.filter((item) => item.revision > this.cursor);
    this.cursor = Math.max(this.cursor, frame.revision);
    if (items.length) this.on.items(items);
    if (this.socket?.readyState === WebSocket.OPEN && !frame.more) {
      this.attempts = 0;
      this.become("live");
    }
  }

  // Plain requests -------------------------------------------------------------

  async poll() {
    while (this.state === "polling") {
      await wait(POLL_MS * (0.5 + Math.random()));
      if (this.state !== "polling" || document.hidden) continue;
      if (await this.fetchChanges()) this.on.reachable();
    }
  }

  // Returns whether the server answered.
  async fetchChanges() {
    try {
      for (let more = true; more; ) {
        const response = await fetch(`${this.address}?after=${this.cursor}`);
        if (response.status === 401 || response.status === 404) this.become("lost");
        if (!response.ok) return false;
        const frame = await response.json();
        this.take(frame);
        more = frame.more;
      }
      return true;
    } catch {
      return false; // no network: the next round asks again
    }
  }

  // How far one has read; what is lost on the way is said again by the next.
  async read(seq) {
    const said = { type: "read", channel: this.channel, seq };
    if (this.socket?.readyState === WebSocket.OPEN && this.state === "live") this.say(said);
    else await this.send("lu", said).catch(() => {});
  }

  send(path, said, files) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.token };
    let body;
    if (files) {
      body = new FormData();
      for (const [name, value] of Object.entries(said)) for (const each of [value ?? []].flat()) body.append(name, each);
      for (const file of files) body.append("files", file, file.name);
    } else {
      headers["Content-Type"] = "application/json";
      body = JSON.stringify(said);
    }
    return fetch(new URL(path, new URL(this.address, location)), { method: "POST", headers, body });
  }

  // Sending is the same act by both ways; the nonce makes it safe to do it again.
  // Files go by a plain request alone.
  async post({ nonce, body, kind, rule, for: voice, quoted, to, files }) {
    const message = { nonce, body, kind, rule, for: voice, re: quoted?.seq, to: to?.length ? to.map(({ is }) => is) : undefined };
    if (!files && this.socket?.readyState === WebSocket.OPEN && this.state === "live") {
      this.say({ type: "post", channel: this.channel, ...message });
      return;
    }
    // A file takes its time: what is on its way does not set out a second time.
    if (this.onTheirWay.has(nonce)) return;
    this.onTheirWay.add(nonce);
    let again = false;
    try {
      const response = await this.send("messages", message, files);
      // A refusal may come from the proxy, or from the door: it is one, whatever its words.
      const refused = response.status >= 400 && response.status < 500;
      const answer = refused ? await response.json().catch(() => ({})) : await response.json();
      if (response.ok) this.on.ack(answer);
      else this.on.refusal({ ...answer, nonce });
    } catch {
      // No network, or no answer that we understand: it stays in the outbox.
      again = files;
    }
    this.onTheirWay.delete(nonce);
    // The socket may live on, and would not say that the network is back.
    if (again) setTimeout(() => this.on.reachable(), POLL_MS * (1 + Math.random()));
  }
}
