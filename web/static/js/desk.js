// The review desk by keyboard. Every key only presses what stands on the card, so that the desk
// works the same without this file.
(() => {
  const CARDS = "[data-proposal]";
  const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select";
  const SWITCH = "desk-keys";
  const all = () => [...document.querySelectorAll(CARDS)];
  const current = () => document.activeElement?.closest?.(CARDS) ?? null;
  const live = () => document.getElementById("desk-said");

  function go(card) {
    if (!card) return;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  }
  function step(by) {
    const cards = all();
    const at = cards.indexOf(current());
    go(at < 0 ? cards[0] : cards[Math.min(Math.max(at + by, 0), cards.length - 1)]);
  }
  function press(key) {
    const target = current()?.querySelector(`[data-key="${key}"]`);
    if (!target) return;
    if (target.tagName !== "SUMMARY") return target.click();
    target.parentElement.open = true;
    target.parentElement.querySelector("input:not([type=hidden]), select")?.focus();
  }
  function close() {
    const open = document.activeElement?.closest("details[open]");
    if (!open || !open.closest(CARDS)) return;
    open.open = false;
    go(open.closest(CARDS));
  }
  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    a: () => press("a"),
    r: () => press("r"),
    s: () => press("s"),
    l: () => press("l"),
    x: () => press("x"),
    o: () => press("o"),
    "?": () => help(),
    Escape: close,
  };
  function help() {
    const box = document.getElementById("desk-keys");
    box.open = !box.open;
    if (box.open) box.querySelector("summary").focus();
  }

  // Single letters can be switched off: speech input would set them off by chance.
  const wanted = () => localStorage.getItem(SWITCH) !== "off";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key !== "Escape" && (!wanted() || event.target.closest?.(TYPING))) return;
    const act = KEYS[event.key];
    if (!act) return;
    if (event.key !== "Escape") event.preventDefault();
    act();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) {
      localStorage.setItem(SWITCH, event.target.checked ? "on" : "off");
    }
    if (event.target.matches("[name=pick], [data-pick-all]")) count(event.target);
  });

  function count(changed) {
    const boxes = [...document.querySelectorAll("[name=pick]")];
    if (changed?.matches("[data-pick-all]")) boxes.forEach((box) => { box.checked = changed.checked; });
    const out = document.querySelector("[data-picked]");
    if (out) out.textContent = boxes.filter((box) => box.checked).length;
  }

  // After a decision only its card is new: it says what happened, and the next one that waits is up.
  document.addEventListener("htmx:afterSwap", (event) => {
    const card = document.getElementById(event.detail.target.id);
    if (!card?.matches(CARDS)) return;
    count();
    live().textContent = card.dataset.said ?? "";
    const cards = all(), at = cards.indexOf(card);
    const others = [...cards.slice(at + 1), ...cards.slice(0, at)];
    const waiting = others.find((other) => other.dataset.state === "open");
    go(card.dataset.decided ? waiting ?? card : card);
  });
  document.querySelectorAll("[data-keys-switch]").forEach((box) => { box.checked = wanted(); });
  document.querySelectorAll("[data-with-script]").forEach((part) => { part.hidden = false; });
  count();
})();
