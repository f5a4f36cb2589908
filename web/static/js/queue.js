// What a phone keeps for itself: sheets not yet sent, and facts about the last contact. Shared by
// pages and service worker. Nothing here is checked against: codes are checked by the server alone.
self.Queue = (() => {
  const PAGES = "visits";
  const here = "caches" in self && "indexedDB" in self;
  let opened = null;

  function base() {
    opened ??= new Promise((resolve, reject) => {
      const ask = indexedDB.open("lianxin", 1);
      ask.onupgradeneeded = () => {
        ask.result.createObjectStore("entries", { keyPath: "key" });
        ask.result.createObjectStore("facts");
      };
      ask.onsuccess = () => {
        // Another window may be wiping everything: do not stand in its way.
        ask.result.onversionchange = () => { ask.result.close(); opened = null; };
        resolve(ask.result);
      };
      ask.onerror = () => reject(ask.error);
    });
    return opened;
  }

  async function run(store, mode, act) {
    const change = (await base()).transaction(store, mode);
    const ask = act(change.objectStore(store));
    return new Promise((resolve, reject) => {
      change.oncomplete = () => resolve(ask?.result);
      change.onabort = change.onerror = () => reject(change.error);
    });
  }

  const fact = (name) => run("facts", "readonly", (all) => all.get(name));
  const note = (name, value) => run("facts", "readwrite", (all) => all.put(value, name));
  const drop = (name) => run("facts", "readwrite", (all) => all.delete(name));
  const put = (entry) => run("entries", "readwrite", (all) => all.put(entry));
  const remove = (key) => run("entries", "readwrite", (all) => all.delete(key));

  // The server's clock as it was at the last contact, so that a phone that goes wrong is put right.
  const offset = async () => (await fact("offset")) ?? 0;
  const now = async () => Date.now() + (await offset());

  async function entries() {
    const owner = await fact("owner");
    const all = await run("entries", "readonly", (kept) => kept.getAll());
    return all.filter((entry) => entry.owner === owner).sort((a, b) => a.at - b.at);
  }

  async function add(entry) {
    const key = entry.key ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
    await put({ ...entry, key, owner: await fact("owner"), at: await now(), said: "" });
    return key;
  }

  async function wipePages(keep = () => false) {
    const cache = await caches.open(PAGES);
    for (const page of await cache.keys()) {
      const claim = new URL(page.url).pathname.split("/")[3];
      const until = Number((await cache.match(page)).headers.get("Keep-Until")) * 1000;
      if (!keep(claim) || until <= (await now())) await cache.delete(page);
    }
  }

  async function wipeAll() {
    for (const name of await caches.keys()) await caches.delete(name);
    (await base()).close();
    opened = null;
    await new Promise((done) => {
      const gone = indexedDB.deleteDatabase("lianxin");
      gone.onsuccess = gone.onerror = gone.onblocked = done;
    });
  }

  async function contact() {
    const answer = await fetch("/care/sync", { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      await wipePages();
      return null;
    }
    if (!answer.ok) throw new Error("away");
    const found = await answer.json();
    const off = found.now - Date.now();
    // Less than this is the way of the answer, not the clock.
    await note("offset", Math.abs(off) < 2000 ? 0 : off);
    const changed = (await fact("session")) !== found.session;
    await note("session", found.session);
    await note("owner", found.owner);
    // After another sign-in, or a new password, nothing shown before is kept.
    await wipePages((claim) => !changed && found.claims.includes(claim));
    return found;
  }

  async function send(found) {
    const waiting = (await entries()).filter((entry) => !entry.said);
    if (waiting.length) {
      const answer = await fetch("/care/sync", {
        method: "POST",
        redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": found.token },
        body: JSON.stringify({ entries: waiting.map(({ key, kind, claim, fields }) => ({ key, kind, claim, fields })) }),
      });
      if (!answer.ok) throw new Error("away");
      const news = (await fact("news")) ?? [];
      for (const { key, result, said, warn } of (await answer.json()).answers) {
        const entry = waiting.find((one) => one.key === key);
        if (result === "refused") await put({ ...entry, said });
        else {
          await remove(key);
          await drop(`draft:${entry.claim}`);
          news.push({ said, warn });
        }
      }
      await note("news", news);
    }
    await note("synced", await now());
  }

  // "sent", "away" (no signal, or the server is busy) or "out" (somebody has to sign in first).
  async function sync() {
    const whole = async () => {
      try {
        const found = await contact();
        if (!found) return "out";
        await send(found);
        return "sent";
      } catch {
        return "away";
      }
    };
    return navigator.locks ? navigator.locks.request("sync", whole) : whole();
  }

  return { PAGES, here, fact, note, drop, entries, add, remove, now, offset, sync, wipePages, wipeAll };
})();
