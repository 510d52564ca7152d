// A link with data-opens="<id>" opens that dialog instead of leading to the page that asks the same.
// The browser keeps the keyboard inside, closes on Escape and gives the focus back.
for (const link of document.querySelectorAll("[data-opens]")) {
  const dialog = document.getElementById(link.dataset.opens);
  if (!dialog?.showModal) continue;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
}
