// The chat of one person with the bot: draws what the server says, sends what the person does.

import { brief, bubble } from "./bubble.js";
import { $, alertBox, base64, fill, inOrder, make, tell, toast } from "./tools.js";
import { day, language, words } from "./words.js";

const PATIENCE = 12000; // ms a pressed button spins at most

let person = null;
let commands = [];
let replying = null;
let typing = 0;
let mailFacts = { addresses: [], password: "" };
const drawn = new Map(); // message id -> {element, key}
const waiting = new Map(); // query id -> button
const answered = new Map(); // answers that came before we knew the query's id
const acts = { say, press, answerTo };
const ask = inOrder();

export function know(mail) {
  mailFacts = mail;
}

export async function show(chosen) {
  if (person !== chosen) {
    person = chosen;
    drawn.clear();
    $("#chat").replaceChildren();
    answerTo(null);
    $("#commands").hidden = true;
  }
  await refresh();
}

export async function refresh() {
  const asked = person;
  const chat = await ask(`/page/chats/${asked}`);
  if (!chat || asked !== person) return;
  commands = chat.commands;
  draw(chat.messages);
  welcome(chat);
  chips(chat);
  $("#menu").hidden = commands.length === 0 || !chat.started;
  $("#composer").hidden = !chat.started;
  $("#start").hidden = chat.started;
}

function draw(messages) {
  const box = $("#chat");
  const scroll = $("#scroll");
  const low = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 140;
  const first = drawn.size === 0;
  const there = new Set(messages.map((message) => message.message_id));
  for (const [id, { element }] of drawn) {
    if (!there.has(id)) {
      drawn.delete(id);
      leave(element);
    }
  }
  let lastDay = "";
  let fresh = null;
  box.querySelectorAll(".day").forEach((mark) => mark.remove());
  messages.forEach((message, at) => {
    const next = messages[at + 1];
    const tail = !next || next.from.is_bot !== message.from.is_bot || next.date - message.date > 600;
    const key = JSON.stringify([message, tail, language]);
    const known = drawn.get(message.message_id);
    if (!known) {
      const element = bubble(message, tail, acts);
      box.append(element);
      if (!first) element.classList.add("come");
      drawn.set(message.message_id, { element, key });
      fresh = message;
    } else if (known.key !== key) {
      const element = bubble(message, tail, acts);
      const open = [...known.element.querySelectorAll("[aria-expanded]")].map((one) => one.getAttribute("aria-expanded"));
      element.querySelectorAll("[aria-expanded]").forEach((one, i) => open[i] && one.setAttribute("aria-expanded", open[i]));
      known.element.replaceWith(element);
      drawn.set(message.message_id, { element, key });
    }
    const date = day(message.date);
    if (date !== lastDay) drawn.get(message.message_id).element.before(make("div", { class: "day" }, make("span", {}, date)));
    lastDay = date;
  });
  if (fresh?.from.is_bot) quiet();
  if (first || low || (fresh && !fresh.from.is_bot)) sink();
}

function leave(element) {
  delete element.dataset.messageId;
  element.classList.add("gone");
  setTimeout(() => element.remove(), 180);
}

async function press(id, data, element) {
  if (element.classList.contains("busy")) return;
  element.classList.add("busy");
  setTimeout(() => element.classList.remove("busy"), PATIENCE);
  try {
    const { query } = await tell(`/page/chats/${person}/press`, { message_id: id, data });
    if (answered.delete(query)) element.classList.remove("busy");
    else waiting.set(query, element);
  } catch {
    element.classList.remove("busy");
    toast(words.failed);
  }
}

/** The bot answered a press. */
export function answer(event) {
  const element = waiting.get(event.query);
  if (element) element.classList.remove("busy");
  else answered.set(event.query, true);
  waiting.delete(event.query);
  if (event.person !== person || !event.text) return;
  if (event.alert) alertBox(event.text);
  else toast(event.text);
}

export async function say(text) {
  if (!text.trim()) return;
  const sent = { text, reply_to: replying };
  answerTo(null);
  try {
    await tell(`/page/chats/${person}/say`, sent);
  } catch {
    toast(words.failed);
  }
}

/** A document, with what is typed as its caption. */
async function attach(file) {
  const field = $("#text");
  const sent = { name: file.name, octets: await base64(file), caption: field.value, reply_to: replying };
  field.value = "";
  grow();
  answerTo(null);
  try {
    await tell(`/page/chats/${person}/file`, sent);
  } catch {
    toast(words.failed);
  }
}

function answerTo(message) {
  replying = message?.message_id ?? null;
  const bar = $("#reply");
  bar.hidden = !message;
  if (!message) return;
  bar.querySelector("b").textContent = words.reply;
  bar.querySelector("span").textContent = brief(message).slice(0, 120);
  $("#text").focus();
}

export function type(event) {
  if (event.person !== person) return;
  $("#status").textContent = words.typing;
  $("#status").classList.add("busy");
  clearTimeout(typing);
  typing = setTimeout(quiet, 5000);
}

export function quiet() {
  clearTimeout(typing);
  $("#status").textContent = words.bot;
  $("#status").classList.remove("busy");
}

function welcome(chat) {
  const box = $("#welcome");
  box.hidden = chat.started;
  if (chat.started) return;
  const [about, press, then] = words.hint;
  const facts = [[words.address, mailFacts.addresses[0]], [words.password, mailFacts.password]];
  fill(box, [facts, chat.description], () => [
    make("img", { src: "/page/icon.svg", alt: "" }),
    make("h2", {}, words.forFun),
    ...(chat.description ? [make("p", { class: "description" }, chat.description)] : []),
    make("p", {}, about),
    make("p", {}, press),
    make("dl", {}, ...facts.map(([what, value]) => make("div", {}, make("dt", {}, what), make("dd", {}, value)))),
    make("p", {}, then),
  ]);
}

function chips(chat) {
  const invites = chat.invites.slice(0, 1);
  const facts = chat.started ? [...mailFacts.addresses, mailFacts.password] : [];
  fill($("#chips"), [person, invites, facts, language], () => [
    ...invites.map(({ code, from }) =>
      make("button", { type: "button", class: "chip strong", "data-invite": code, onclick: () => say(`/start ${code}`) }, words.inviteFrom(from))),
    ...facts.map((value) =>
      make("button", { type: "button", class: "chip", title: words.insert(value), "data-insert": value, onclick: () => insert(value) }, value)),
  ]);
}

function insert(value) {
  const field = $("#text");
  field.value = value;
  field.focus();
  grow();
}

function suggest(all) {
  const box = $("#commands");
  const typed = $("#text").value;
  const start = /^\/\w*$/.test(typed) ? typed.slice(1) : all ? "" : null;
  const found = start === null ? [] : commands.filter(({ command }) => command.startsWith(start));
  box.hidden = found.length === 0;
  const choose = (command) => { box.hidden = true; $("#text").value = ""; say(`/${command}`); };
  box.replaceChildren(...found.map(({ command, description }) =>
    make("button", { type: "button", "data-command": command, onclick: () => choose(command) }, make("b", {}, `/${command}`), make("span", {}, description))));
}

function grow() {
  const field = $("#text");
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
  $("#send").classList.toggle("ready", field.value.trim() !== "");
}

function sink() {
  const scroll = $("#scroll");
  scroll.scrollTop = scroll.scrollHeight;
}

function submit() {
  const field = $("#text");
  const text = field.value;
  field.value = "";
  $("#commands").hidden = true;
  grow();
  say(text);
}

export function wire() {
  $("#composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  $("#clip").addEventListener("click", () => $("#file").click());
  $("#file").addEventListener("change", async () => {
    for (const file of $("#file").files) await attach(file);
    $("#file").value = "";
  });
  $("#text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
    if (event.key === "Escape") { answerTo(null); $("#commands").hidden = true; }
  });
  $("#text").addEventListener("input", () => { grow(); suggest(false); });
  $("#menu").addEventListener("click", () => { if ($("#commands").hidden) suggest(true); else $("#commands").hidden = true; });
  $("#start").addEventListener("click", () => say("/start"));
  $("#reply button").addEventListener("click", () => answerTo(null));
  $("#down").addEventListener("click", sink);
  $("#scroll").addEventListener("scroll", () => {
    const scroll = $("#scroll");
    $("#down").hidden = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 200;
  });
  new ResizeObserver(() => { if ($("#down").hidden) sink(); }).observe($("#scroll"));
}
