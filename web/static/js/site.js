// htmx sends the form token in a header; everything else works without this file.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  event.detail.headers["X-CSRFToken"] = token.content;
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
// A form sent twice by an impatient thumb is sent once.
document.addEventListener("submit", (event) => {
  for (const button of event.target.querySelectorAll("button[type=submit]")) {
    setTimeout(() => { button.disabled = true; }, 0);
    setTimeout(() => { button.disabled = false; }, 4000);
  }
});
// What was typed into a form marked so outlives a session that ended meanwhile, in this tab only,
// until the same form is open again or its owner has gone on to another page.
const DRAFT = "draft";
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-keep]")) return;
  const fields = [...new FormData(event.target)].filter(([name]) => !["csrf_token", "key"].includes(name));
  sessionStorage.setItem(DRAFT, JSON.stringify({ page: location.pathname, fields }));
});
(() => {
  const kept = JSON.parse(sessionStorage.getItem(DRAFT));
  if (!kept || document.body.matches(".passing")) return;
  const form = kept.page === location.pathname && document.querySelector("form[data-keep]");
  for (const [name, value] of form ? kept.fields : []) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  sessionStorage.removeItem(DRAFT);
})();
// Nobody is signed in here: pages of visits that were kept for one who was are gone.
if (!document.querySelector(".me")) self.caches?.delete("visits");
