// What was written and is not known to be in its channel, kept in this browser until it is: a closed
// tab or a dead battery loses nothing. Only what is unsent is kept, and nobody else's: whoever signs
// in here next finds nothing of it. The nonce keeps what goes out again from going out twice.

const NAME = "fabrique";
const STORE = "outbox";

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// A browser that keeps nothing (a private window, a full disk) still talks: by memory alone.
async function open() {
  try {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "nonce" });
    return await settled(request);
  } catch {
    return null;
  }
}

export class Outbox {
  constructor(channel, me) {
    Object.assign(this, { channel, me, entries: new Map() });
    this.store = open();
  }

  // Take up what was left here, in the order in which it was written.
  async load() {
    const kept = await this.within("readonly", (store) => store.getAll());
    for (const entry of (kept ?? []).sort((one, other) => one.at - other.at)) {
      if (entry.me !== this.me) this.forget(entry.nonce);
      else if (entry.channel === this.channel) this.entries.set(entry.nonce, entry);
    }
    return [...this.entries.values()];
  }

  async keep(entry) {
    const own = { ...entry, channel: this.channel, me: this.me, at: entry.at ?? Date.now() };
    this.entries.set(entry.nonce, own);
    const kept = await this.within("readwrite", (store) => store.put(own));
    own.inMemoryOnly = kept === undefined;
    return own;
  }

  forget(nonce) {
    this.entries.delete(nonce);
    return this.within("readwrite", (store) => store.delete(nonce));
  }

  get(nonce) {
    return this.entries.get(nonce);
  }

  [Symbol.iterator]() {
    return this.entries.values();
  }

  // Nothing when this browser keeps nothing.
  async within(mode, act) {
    try {
      return await settled(act((await this.store).transaction(STORE, mode).objectStore(STORE)));
    } catch {
      return undefined;
    }
  }
}
