// The page works without this: it only shows what was typed, and keeps a slow sign-in from being sent twice.
const secret = document.getElementById("secret");
const show = document.getElementById("show");
if (show) {
  show.hidden = false;
  show.addEventListener("click", () => {
    const hidden = secret.type === "password";
    secret.type = hidden ? "text" : "password";
    show.textContent = hidden ? show.dataset.hide : show.dataset.show;
    show.setAttribute("aria-pressed", String(hidden));
    secret.focus();
  });
}
for (const form of document.forms) {
  form.addEventListener("submit", () => {
    if (secret) secret.type = "password";
    form.querySelector(".main").disabled = true;
    document.getElementById("wait").hidden = false;
  });
}
// Back from another page, the button is to be pressed again.
addEventListener("pageshow", () => { for (const one of document.querySelectorAll(".main")) one.disabled = false; });
