// Files that somebody is about to join: each with its weight, pictures made smaller, and each can
// be left out again. docs/discussion-protocol.md says how they go.

const LONGEST_SIDE = 1600;
const QUALITY = 0.8;

function weigh(bytes) {
  const [size, unit] = bytes < 1e6 ? [Math.max(bytes / 1e3, 1), "ko"] : [bytes / 1e6, "Mo"];
  return `${size.toLocaleString("fr", { maximumFractionDigits: size < 10 ? 1 : 0 })}\u00a0${unit}`;
}

// A picture as small as it is read, if this browser can; else what was chosen: the server does it.
async function shrink(file) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = (type) => new Promise((done) => canvas.toBlob(done, type, QUALITY));
    // A browser that does not write WebP writes PNG in its place.
    let small = await made("image/webp");
    if (small.type !== "image/webp" && file.type === "image/jpeg") small = await made("image/jpeg");
    if (small.size >= file.size) return file;
    const name = file.name.replace(/(\.\w+)?$/, `.${small.type.split("/")[1]}`);
    return new File([small], name, { type: small.type });
  } catch {
    return file;
  }
}

export class Chosen {
  constructor(form) {
    this.part = form.querySelector("[data-join]");
    this.field = form.elements.files;
    this.limits = this.part.dataset;
    this.files = [];
    this.ready = Promise.resolve();
    this.list = document.createElement("ul");
    this.list.dataset.chosen = "";
    this.list.setAttribute("aria-live", "polite");
    this.said = document.createElement("p");
    this.said.className = "errorlist";
    this.said.setAttribute("role", "alert");
    form.querySelector(".actions").before(this.list, this.said);
    this.field.addEventListener("change", () => this.look());
    this.look();
  }

  look() {
    const files = [...this.field.files];
    this.field.value = "";
    if (files.length) this.add(files);
  }

  // One after the other: a telephone opens one large picture at a time.
  add(files) {
    this.ready = this.ready.then(async () => {
      const refused = [];
      for (const file of files) {
        const small = await shrink(file);
        if (this.files.length >= Number(this.limits.most)) refused.push(this.limits.many);
        else if (small.size > Number(this.limits.bytes)) {
          refused.push(this.limits.heavy.replace("{weight}", weigh(small.size)).replace("{file}", file.name));
        } else this.files.push(small);
      }
      this.said.textContent = [...new Set(refused)].join(" ");
      this.draw();
    });
    return this.ready;
  }

  draw() {
    const had = document.activeElement;
    const mine = this.part.contains(had) || this.list.contains(had);
    this.list.replaceChildren(
      ...this.files.map((file) => {
        const line = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "quiet";
        button.textContent = this.limits.remove;
        button.setAttribute("aria-label", `${this.limits.remove} ${file.name}`);
        button.addEventListener("click", () => {
          this.files = this.files.filter((other) => other !== file);
          this.draw();
        });
        line.append(`${file.name} (${weigh(file.size)}) `, button);
        return line;
      }),
    );
    // What is chosen shows; what was offered to choose it steps back.
    this.part.open = false;
    if (mine) this.part.querySelector("summary").focus();
  }

  // All that is chosen, once it is ready; the next message begins with none.
  async take() {
    await this.ready;
    const taken = this.files;
    this.files = [];
    this.said.textContent = "";
    this.draw();
    return taken;
  }
}
