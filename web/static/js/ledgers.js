// Files may be dropped on the upload form; their names and sizes are shown before they are sent.
(() => {
  const form = document.querySelector("form[data-files]");
  if (!form) return;
  const area = form.querySelector(".drop");
  const input = form.querySelector("input[type=file]");
  const chosen = form.querySelector(".chosen");
  const most = Number(form.dataset.largest);
  const megabytes = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;

  function show() {
    const files = [...input.files];
    const large = files.filter((file) => file.size > most);
    chosen.replaceChildren(...files.map((file) => {
      const line = document.createElement("li");
      const name = document.createElement("span");
      const size = document.createElement("span");
      name.textContent = file.name;
      size.textContent = megabytes(file.size);
      line.append(name, size);
      if (file.size > most) line.className = "wrong";
      return line;
    }));
    // Said here, before minutes are spent on sending what would be refused.
    input.setCustomValidity(large.length ? form.dataset.tooLarge : "");
    if (large.length) input.reportValidity();
  }
  for (const name of ["dragenter", "dragover"]) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    area.addEventListener(name, () => area.classList.remove("over"));
  }
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    show();
  });
  input.addEventListener("change", show);
})();
