// Elements and requests.

export const $ = (selector) => document.querySelector(selector);

/** An element: make("a", {class: "key", "data-start": code, onclick: go}, child, "text", …). */
export function make(tag, facts = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A drawing in the style of the page's other icons. */
export function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const filled = new WeakMap();

/** Fills a box with what build() makes, unless it holds the same facts already: focus and clicks survive. */
export function fill(box, facts, build) {
  const key = JSON.stringify(facts);
  if (filled.get(box) === key) return;
  filled.set(box, key);
  box.replaceChildren(...build());
}

async function ask(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** An asker whose older questions give null once a newer one was answered: answers may overtake each other. */
export function inOrder() {
  let asked = 0;
  let answered = 0;
  return async (address) => {
    asked += 1;
    const mine = asked;
    const answer = await ask(address);
    if (mine < answered) return null;
    answered = mine;
    return answer;
  };
}

export async function tell(address, sent) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(sent),
  });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** A file's octets as text. */
export function base64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

let hiding = 0;

export function toast(text) {
  const box = $("#toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { box.hidden = true; }, 3500);
}

export function alertBox(text) {
  const box = $("#alert");
  box.querySelector("p").textContent = text;
  if (!box.open) box.showModal();
}

/** A colour that stays with a name. */
export function tint(text) {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + char.codePointAt(0)) % 997;
  return `tint-${sum % 7}`;
}
