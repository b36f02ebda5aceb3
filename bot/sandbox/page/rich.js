// Text with entities as elements. Offsets are UTF-16 units, as JavaScript's own; nothing is parsed as HTML.

import { make, toast } from "./tools.js";
import { words } from "./words.js";

const PLAIN = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
};
const BLOCK = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = /^https?:\/\//i;
let botName = "";

export function nameBot(username) {
  botName = username;
}

/** The code of a link to our own bot, or null. */
export function startCode(url) {
  const match = /^(?:https?:\/\/t\.me\/|tg:\/\/resolve\?domain=)([A-Za-z0-9_]+)[?&]start=([A-Za-z0-9_-]{1,64})$/.exec(url);
  return match && match[1].toLowerCase() === botName.toLowerCase() ? match[2] : null;
}

/** A fragment; `say(text)` is called for commands and links to the bot. */
export function rich(text, entities, say) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, 0, text.length, sorted, say);
}

function span(text, from, to, entities, say) {
  const fragment = document.createDocumentFragment();
  let at = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    index += 1;
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (start >= end) continue;
    const inner = [];
    while (index < entities.length && entities[index].offset < end) {
      inner.push(entities[index]);
      index += 1;
    }
    fragment.append(text.slice(at, start));
    fragment.append(dressed(entity, text.slice(start, end), span(text, start, end, inner, say), say));
    at = end + (BLOCK.has(entity.type) && text[end] === "\n" ? 1 : 0); // a block ends its line by itself
  }
  fragment.append(text.slice(Math.min(at, to), to));
  return fragment;
}

function dressed(entity, text, content, say) {
  const kind = entity.type;
  if (PLAIN[kind]) return make(PLAIN[kind], {}, content);
  if (kind === "code") return make("code", { onclick: () => copy(text) }, content);
  if (kind === "pre") return make("pre", { onclick: () => copy(text), "data-code": entity.language ?? null }, content);
  if (kind === "spoiler") return make("span", { class: "spoiler", onclick: reveal }, content);
  if (kind === "blockquote") return make("blockquote", {}, content);
  if (kind === "expandable_blockquote") return longQuote(content);
  if (kind === "url") return link(text, content, say);
  if (kind === "text_link") return link(entity.url, content, say);
  if (kind === "bot_command") return make("a", { class: "link", role: "button", tabindex: 0, onclick: () => say(text) }, content);
  if (kind === "mention" || kind === "email") return make("span", { class: "link", onclick: () => copy(text) }, content);
  return content;
}

export function link(url, content, say, extra = {}) {
  const code = startCode(url);
  if (code) {
    const press = (event) => { event.preventDefault(); say(`/start ${code}`); };
    return make("a", { class: "link", href: url, "data-start": code, onclick: press, ...extra }, content);
  }
  if (!SAFE.test(url)) return make("span", { ...extra }, content);
  return make("a", { class: "link", href: url, target: "_blank", rel: "noopener noreferrer", "data-url": url, ...extra }, content);
}

function longQuote(content) {
  const quote = make("blockquote", { "data-quote": "expandable", "aria-expanded": "false", tabindex: 0 }, make("div", {}, content));
  const turn = () => quote.setAttribute("aria-expanded", quote.getAttribute("aria-expanded") !== "true");
  quote.addEventListener("click", (event) => { if (!event.target.closest("a")) turn(); });
  quote.addEventListener("keydown", (event) => { if (event.key === "Enter") turn(); });
  return quote;
}

function reveal(event) {
  event.currentTarget.classList.add("seen");
}

async function copy(text) {
  await navigator.clipboard?.writeText(text);
  toast(words.copied);
}
