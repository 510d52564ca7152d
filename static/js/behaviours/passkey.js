// A passkey: the browser asks the person, this carries the question and the answer. Where it cannot,
// forms stay hidden and what the page offers instead stays.
const able =
  globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON &&
  globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON;

async function optionsFor(form) {
  const here = document.getElementById("passkey-options");
  if (here) return JSON.parse(here.textContent);
  // At the door nothing is asked of the server before somebody wants it.
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  return response.json();
}

async function ask(form) {
  const { creation_options: creation, request_options: request } = await optionsFor(form);
  if (!creation) {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(request.publicKey);
    return navigator.credentials.get({ publicKey });
  }
  // Kept by the device itself, where it can: then it signs in without an address.
  creation.publicKey.authenticatorSelection.residentKey = "preferred";
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(creation.publicKey);
  return navigator.credentials.create({ publicKey });
}

for (const form of able ? document.querySelectorAll("[data-behaviour~=passkey]") : []) {
  const says = form.querySelector("[role=status]");
  form.hidden = false;
  for (const instead of document.querySelectorAll("[data-passkey-instead]")) instead.remove();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    says.textContent = "";
    try {
      const credential = await ask(form);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      says.textContent = form.dataset.failed;
    }
  });
}
