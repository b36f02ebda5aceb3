// Who you are, which pane is seen, and what the server's stream of changes means for them.

import * as chat from "./chat.js";
import * as mail from "./mail.js";
import { nameBot } from "./rich.js";
import { $, fill, inOrder, make, tell, tint, toast } from "./tools.js";
import { speak, words } from "./words.js";

let state = null;
let me = Number(sessionStorage.getItem("person"));
let run = null;
const ask = inOrder();
const unread = new Map(); // person id, or "mail" -> how many

const person = () => state.people.find((one) => one.id === me) ?? state.people[0];

async function load() {
  const told = await ask("/page/state");
  if (!told) return;
  state = told;
  me = person().id;
  nameBot(state.bot.username);
  speak(person().language);
  $("#bot-name").textContent = state.bot.name;
  chat.know(state.mail);
  mail.know(state);
  people();
  chat.quiet();
  await Promise.all([chat.show(me), mail.refresh()]);
  document.body.inert = false; // before this there is nobody to act as
}

function people() {
  const facts = [me, words.who, state.people, [...unread]];
  fill($("#people"), facts, () => state.people.map(face));
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", button.dataset.language === person().language);
  }
}

function face(one) {
  const count = unread.get(one.id) ?? 0;
  const role = words.roles[one.role] ?? "";
  return make(
    "button",
    {
      type: "button",
      "data-person": one.id,
      "data-unread": count || null,
      "aria-pressed": one.id === me ? "true" : "false",
      title: `${one.name}, ${role}`,
      onclick: () => be(one.id),
    },
    make("i", { class: `face ${tint(one.name)}` }, one.name.slice(0, 1)),
    make("span", {}, make("b", {}, one.name), make("small", {}, role)),
    count ? make("em", {}, String(count)) : null,
  );
}

async function be(id) {
  me = id;
  sessionStorage.setItem("person", String(id));
  unread.delete(id);
  pane("chat");
  await load();
}

function pane(name) {
  document.body.dataset.pane = name;
  unread.delete(name);
  for (const button of document.querySelectorAll("[data-tab]")) {
    button.setAttribute("aria-pressed", button.dataset.tab === name);
    if (button.dataset.tab === name) delete button.dataset.unread;
  }
}

/** Something came to a pane that a narrow screen does not show. */
function mark(name) {
  if (document.body.dataset.pane === name) return;
  unread.set(name, (unread.get(name) ?? 0) + 1);
  $(`[data-tab=${name}]`).dataset.unread = unread.get(name);
}

// Changes come in bursts while a letter box is imported: one question for what is new, then the next.
const asking = new Map();

async function soon(name, task) {
  const running = asking.get(name);
  if (running) {
    running.again = true;
    return;
  }
  const turn = { again: true };
  asking.set(name, turn);
  while (turn.again) {
    turn.again = false;
    try {
      await task();
    } catch (error) {
      console.error(error);
    }
  }
  asking.delete(name);
}

const REACTIONS = {
  hello(event) {
    if (run && run !== event.run) location.reload();
    run = event.run;
    soon("load", load);
  },
  chat(event) {
    soon("chat", chat.refresh); // of another chat too: an invitation may have come or gone
    if (!event.new) return;
    if (event.person === me) {
      mark("chat");
    } else {
      unread.set(event.person, (unread.get(event.person) ?? 0) + 1);
      people();
    }
  },
  person() {
    soon("load", load);
  },
  server() {
    soon("load", load);
  },
  menu() {
    soon("chat", chat.refresh);
  },
  mail(event) {
    if (!event.mine && event.address === mail.current()) mark("mail");
    soon("load", load);
  },
  answer: chat.answer,
  typing: chat.type,
};

function listen() {
  const stream = new EventSource("/page/events");
  stream.addEventListener("message", ({ data }) => {
    const event = JSON.parse(data);
    REACTIONS[event.kind]?.(event);
  });
  stream.addEventListener("error", () => { $("#status").textContent = words.away; });
}

speak(document.documentElement.lang);
chat.wire();
mail.wire();
for (const button of document.querySelectorAll("[data-tab]")) button.addEventListener("click", () => pane(button.dataset.tab));
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => tell(`/page/chats/${me}/language`, { language: button.dataset.language }).catch(() => toast(words.failed)));
}
pane("chat");
listen();
