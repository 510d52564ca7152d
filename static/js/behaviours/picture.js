// Light mode: a tap shows the picture in its place. Without us the link opens it by itself.
for (const link of document.querySelectorAll("[data-behaviour~=picture]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const place = link.closest("div");
    // Imported, not cloned: what belongs to a template's own document loads nothing.
    const picture = document.importNode(place.querySelector("template").content.firstElementChild);
    picture.addEventListener("error", () => picture.replaceWith(place));
    picture.tabIndex = -1;
    place.replaceWith(picture);
    picture.focus();
  });
}
