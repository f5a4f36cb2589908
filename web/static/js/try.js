// Sends one operation of the API with the token typed above, and shows what came back.
for (const form of document.querySelectorAll("form[data-try]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { method } = form.dataset;
    let path = form.dataset.path;
    const query = new URLSearchParams();
    for (const input of form.querySelectorAll("input[data-in]")) {
      if (input.dataset.in === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
      else if (input.value) query.append(input.name, input.value);
    }
    const headers = {
      Authorization: `Bearer ${document.getElementById("token").value}`,
      "Accept-Language": document.documentElement.lang,
    };
    const body = form.querySelector("[data-body]");
    if (method !== "GET") headers["Idempotency-Key"] = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
    if (body) headers["Content-Type"] = "application/json";
    const file = form.querySelector("[data-file]");
    const sent = file ? new FormData() : body ? body.value : undefined;
    if (file) sent.append(file.name, file.files[0]);
    const address = query.size ? `${path}?${query}` : path;
    const answer = await fetch(address, { method, headers, body: sent, credentials: "omit" });
    const shown = form.querySelector("[data-answer]");
    shown.hidden = false;
    const kind = answer.headers.get("Content-Type");
    const text = kind.includes("json") ? JSON.stringify(await answer.json(), null, 2) : `${kind}, ${(await answer.blob()).size} bytes`;
    shown.textContent = `${answer.status} ${answer.statusText}\n${text}`;
  });
}
