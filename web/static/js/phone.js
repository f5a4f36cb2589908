// A helper's pages on a phone: says what is sent and what is not, keeps the sheet, sends it once.
const line = document.querySelector("[data-phone]");
const able = "serviceWorker" in navigator && Queue.here;
const words = line?.dataset ?? {};
const messages = document.querySelector("#messages");

function tell(kind, text) {
  const said = document.createElement("p");
  said.className = `flash ${kind}`;
  said.textContent = text;
  messages.append(said);
  messages.scrollIntoView({ block: "nearest" });
}

function clock(moment, parts) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", ...parts }).format(moment);
}
const dayOf = (moment) => clock(moment, { dateStyle: "short" });
const timeOf = (moment) => clock(moment, { timeStyle: "short" });

async function show() {
  if (!line) return;
  const [entries, synced] = [await Queue.entries(), await Queue.fact("synced")];
  const last = synced ? words.last.replace("{when}", `${dayOf(synced)} ${timeOf(synced)}`) : words.never;
  const left = entries.length ? words.left.replace("{n}", entries.length) : words.none;
  line.querySelector(".sync").textContent = last + left;
  line.querySelector("ul").replaceChildren(...entries.map(item));
}

function item(entry) {
  const one = document.createElement("li");
  const told = document.createElement("p");
  told.textContent = `${entry.title} · ${entry.said || words.waiting}`;
  one.append(told);
  if (entry.said) {
    if (entry.claim) {
      const again = document.createElement("a");
      again.href = `/care/visits/${entry.claim}/sheet`;
      again.textContent = words.again;
      again.className = "button";
      one.append(again, " ");
    }
    const away = document.createElement("button");
    away.type = "button";
    away.className = "button danger";
    away.textContent = words.remove;
    away.addEventListener("click", async () => { await Queue.remove(entry.key); await show(); });
    one.append(away);
  }
  return one;
}

async function news() {
  for (const { said, warn } of (await Queue.fact("news")) ?? []) {
    tell("good", said);
    if (warn) tell("warn", warn);
  }
  await Queue.drop("news");
}

async function sync() {
  const how = await Queue.sync();
  if (how === "out" && (await Queue.entries()).length) tell("warn", words.signIn);
  await show();
  return how;
}

async function begin() {
  if (!able) {
    if (line) line.querySelector(".sync").textContent = words.unable;
    return;
  }
  await show();
  await navigator.serviceWorker.register("/care/sw.js", { scope: "/care/" });
  const sheet = document.querySelector("form[data-sheet]");
  if (sheet) await keepSheet(sheet);
  const door = document.querySelector("[data-offline]") && location.pathname.match(/^\/care\/door\/([\w-]+)$/);
  if (door) {
    const fields = { token: door[1], at: await Queue.now() };
    await Queue.add({ kind: "door", fields, title: words.door });
    tell("good", words.doorKept);
    await show();
  }
  if ((await sync()) === "sent" && !sheet) await news();
  const page = document.querySelector("[data-visit]");
  // The sheet of an opened visit is there as well when the signal is not; the address only if shown.
  if (page) await navigator.serviceWorker.ready.then(() => fetch(page.dataset.visit));
  const list = document.querySelector("[data-kept]");
  if (list) await showKept(list);
}

async function showKept(list) {
  const pages = await (await caches.open(Queue.PAGES)).keys();
  for (const page of pages.filter((one) => !one.url.endsWith("/sheet"))) {
    const answer = await (await caches.open(Queue.PAGES)).match(page);
    const link = document.createElement("a");
    link.href = new URL(page.url).pathname;
    link.className = "button wide";
    link.textContent = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("h1").textContent;
    list.append(link);
  }
  document.querySelector("[data-kept-none]").hidden = list.childElementCount > 0;
}

// What is typed and stamped stays on the phone until it is sent, even if the page is closed.
async function keepSheet(form) {
  const draft = `draft:${form.dataset.sheet}`;
  for (const [name, values] of Object.entries((await Queue.fact(draft)) ?? {})) fill(form, name, values);
  const save = async () => Queue.note(draft, read(form));
  form.addEventListener("input", save);
  const stamps = form.querySelector("[data-stamps]");
  stamps.hidden = false;
  for (const button of stamps.querySelectorAll("button")) {
    button.addEventListener("click", async () => {
      const moment = await Queue.now();
      if (button.dataset.stamp === "began") form.elements.day.value = dayOf(moment);
      form.elements[button.dataset.stamp].value = timeOf(moment);
      form.elements.clock.value = Math.round((await Queue.offset()) / 1000);
      await save();
      stamps.querySelector("p").textContent = button.dataset.said.replace("{time}", timeOf(moment));
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hand(form);
  });
}

async function hand(form) {
  const claim = form.dataset.sheet;
  messages.replaceChildren();
  // What this phone still has of this visit gives way to what is handed in now.
  for (const entry of await Queue.entries()) if (entry.claim === claim) await Queue.remove(entry.key);
  const key = await Queue.add({ kind: "sheet", claim, fields: read(form), title: form.dataset.title });
  const worker = await navigator.serviceWorker.ready;
  worker.sync?.register("sheets").catch(() => {});
  await sync();
  const entry = (await Queue.entries()).find((one) => one.key === key);
  if (entry?.said) {
    tell("bad", entry.said);
    return;
  }
  // The visit is over: nobody needs the address any more.
  const cache = await caches.open(Queue.PAGES);
  await cache.delete(`/care/visits/${claim}`);
  location.assign(entry ? "/care/offline" : `/care/visits/${claim}`);
}

function read(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (name === "csrf_token" || name === "key") continue;
    const many = form.querySelector(`[name="${name}"]`).type === "checkbox";
    if (many) (fields[name] ??= []).push(value);
    else fields[name] = value;
  }
  return fields;
}

function fill(form, name, values) {
  const found = form.elements.namedItem(name);
  if (!found) return;
  const boxes = form.querySelectorAll(`[name="${name}"][type=checkbox]`);
  if (boxes.length) for (const box of boxes) box.checked = values.includes(box.value);
  else found.value = values;
}

// Signing out wipes the phone; whatever is not sent yet is sent first, or its owner is told.
for (const form of document.querySelectorAll('form[action$="/sign-out"]')) {
  form.addEventListener("submit", async (event) => {
    if (!able || form.dataset.sure) return;
    event.preventDefault();
    await Queue.sync();
    const left = (await Queue.entries()).length;
    form.dataset.sure = "1";
    if (left && line) tell("warn", words.loss.replace("{n}", left));
    else {
      await Queue.wipeAll();
      form.submit();
    }
  });
}
window.addEventListener("online", () => { if (able) sync().then(news); });
begin();
