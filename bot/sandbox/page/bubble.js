// One message as an element: what it answers, its words, its buttons.

import { link, rich } from "./rich.js";
import { $, icon, make, toast } from "./tools.js";
import { clock, size, words } from "./words.js";

const SHEET = "M7 3h7l5 5v13H7zM14 3v5h5";
const REPLY = "M10 9V5l-7 7 7 7v-4c5 0 8 1.5 11 5-1-6-4-11-11-11z";

/** `acts`: say(text), press(message id, data, button) and answerTo(message). */
export function bubble(message, tail, acts) {
  const bot = message.from.is_bot;
  const id = message.message_id;
  const body = make("div", { class: "bubble" });
  const replied = message.reply_to_message;
  if (replied) {
    const name = replied.from.is_bot ? $("#bot-name").textContent : words.you;
    body.append(make("div", { class: "replied" }, make("b", {}, name), make("span", {}, brief(replied).slice(0, 90))));
  }
  if (message.photo) body.append(picture(message.photo.at(-1)));
  if (message.document) body.append(attached(message.document));
  const text = message.text ?? message.caption;
  if (text) body.append(make("div", { class: "words" }, rich(text, message.entities ?? message.caption_entities ?? [], acts.say)));
  body.append(
    make("span", { class: "time" }, message.edit_date ? `${words.edited} ` : "", clock(message.date), bot ? null : icon("m2 13 4 4 9-10M10 16l1 1 9-10")),
  );
  const facts = {
    class: `message ${bot ? "theirs" : "mine"}${tail ? " tail" : ""}`,
    "data-message-id": id,
    "data-from": bot ? "bot" : "person",
    "data-edited": message.edit_date ? "yes" : null,
  };
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const keys = rows.length ? make("div", { class: "keys" }, ...rows.map((row) => make("div", {}, ...row.map((key) => button(id, key, acts))))) : null;
  const act = make("button", { type: "button", class: "act", title: words.reply, "aria-label": words.reply, onclick: () => acts.answerTo(message) }, icon(REPLY));
  return make("div", facts, make("div", { class: "stack" }, make("div", { class: "line" }, body, act), keys));
}

/** A message in one line. */
export function brief(message) {
  return message.text ?? message.caption ?? message.document?.file_name ?? words.picture;
}

function picture(photo) {
  const address = `/page/files/${photo.file_id}`;
  const image = make("img", { src: address, alt: words.picture, width: photo.width, height: photo.height });
  return make("a", { class: "picture", href: address, target: "_blank", rel: "noopener", "data-picture": "yes" }, image);
}

function attached(file) {
  const facts = { class: "sheet", href: `/page/files/${file.file_id}`, download: file.file_name, "data-file": file.file_name };
  return make("a", facts, icon(SHEET), make("span", {}, make("b", {}, file.file_name), make("small", {}, size(file.file_size))));
}

function button(id, key, acts) {
  if (key.url) return link(key.url, key.text, acts.say, { class: "key away", "data-url": key.url, "data-label": key.text });
  if (key.copy_text) {
    const copy = async () => { await navigator.clipboard?.writeText(key.copy_text.text); toast(words.copied); };
    return make("button", { type: "button", class: "key", "data-label": key.text, onclick: copy }, key.text);
  }
  const facts = { type: "button", class: "key", "data-button": key.callback_data, "data-label": key.text };
  const element = make("button", facts, make("span", {}, key.text));
  element.addEventListener("click", () => acts.press(id, key.callback_data, element));
  return element;
}
