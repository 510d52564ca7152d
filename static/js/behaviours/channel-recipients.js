// To whom one speaks, besides all who read: a list that is asked for when somebody wants it.
// Without this script the same button sends what is written, and the page comes back with the list.

// Opens the list, or shuts it: then nobody is chosen.
export async function toggle(fieldset) {
  if (fieldset.hidden) await fill(fieldset);
  else for (const box of fieldset.querySelectorAll("input")) box.checked = false;
  fieldset.hidden = !fieldset.hidden;
  fieldset.querySelector("input")?.focus();
}

// Who reads may have changed since: it is asked anew, and what was ticked stays so.
async function fill(fieldset) {
  const response = await fetch(fieldset.dataset.recipients);
  if (!response.ok) throw new Error(response.status);
  const { items } = await response.json();
  const ticked = new Set(Array.from(fieldset.querySelectorAll(":checked"), (box) => box.value));
  fieldset.querySelector("ul").replaceChildren(...items.map((item) => choice(item, ticked.has(item.is))));
}

function choice({ is, name, label }, checked) {
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "to", value: is, checked });
  box.dataset.name = name;
  const words = document.createElement("label");
  words.append(box, " ", label);
  const row = document.createElement("li");
  row.append(words);
  return row;
}
