// The phone's menu opens and closes without us; this lets Escape close it and gives focus back.
for (const menu of document.querySelectorAll("[data-behaviour~=menu]")) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
