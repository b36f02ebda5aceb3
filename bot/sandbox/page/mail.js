// The client's side: writes letters to the demo mailboxes, shows what came back.

import { $, fill, icon, inOrder, make, tell, tint, toast } from "./tools.js";
import { clock, language, words } from "./words.js";

const CLIP = "M8 12v4a4 4 0 0 0 8 0V7a2.6 2.6 0 0 0-5 0v8a1.2 1.2 0 0 0 2.4 0V9";

let state = { clients: [], strangers: [], samples: [], mail: { addresses: [] } };
let answering = "";
let touched = false; // the visitor chose the client, or wrote as one
let example = 0;
const ask = inOrder();

export function know(told) {
  state = told;
  const chosen = $("#client").value;
  fill($("#client"), [state.clients, state.strangers, language], () => [
    ...state.clients.map((one) => make("option", { value: one.address }, `${one.name}, ${one.company}`)),
    ...(state.strangers.length
      ? [make("optgroup", { label: words.others }, ...state.strangers.map((address) => make("option", { value: address }, address)))]
      : []),
  ]);
  const first = state.clients.find((one) => one.language === language) ?? state.clients[0];
  const kept = [...$("#client").options].some((option) => option.value === chosen);
  $("#client").value = touched && kept ? chosen : first.address;
  const works = state.mail.works;
  $("#server").dataset.works = works ? "yes" : "no";
  $("#server .about").textContent = works ? words.serverWorks : words.serverAway;
  $("[data-play=down]").hidden = !works;
  $("[data-play=up]").hidden = works;
  fill($("#to"), state.mail.addresses, () => state.mail.addresses.map((address) => make("option", { value: address }, address)));
}

export function current() {
  return $("#client").value;
}

export async function refresh() {
  const address = current();
  const letters = await ask(`/page/letters?address=${encodeURIComponent(address)}`);
  if (!letters || address !== current()) return;
  const client = state.clients.find((one) => one.address === address);
  $("#letters-title").textContent = words.lettersOf(client?.name ?? address);
  $("#send-letter").disabled = !client;
  fill($("#letters"), [address, letters, language], () =>
    letters.length
      ? letters.reverse().map((letter) => card(letter, client?.name ?? address))
      : [make("p", { class: "nothing" }, words.noLetters)]);
}

function card(letter, client) {
  const name = letter.mine ? client : letter.from.replace(/\s*<[^>]*>$/, "").replace(/^"|"$/g, "") || letter.from;
  const files = letter.attachments.map((file) => make("span", { class: "file" }, icon(CLIP), file));
  const facts = { class: `letter ${letter.mine ? "written" : "received"}`, "data-letter-id": letter.id, "data-mine": letter.mine ? "yes" : null };
  const reply = letter.mine ? null : make("button", { type: "button", class: "quiet", "data-reply": letter.id, onclick: () => answer(letter) }, words.reply);
  return make(
    "article",
    facts,
    make("header", {}, make("i", { class: `face ${tint(name)}` }, name.slice(0, 1)), make("div", {}, make("b", {}, name), make("span", {}, letter.mine ? `→ ${letter.to.match(/<(.+)>/)?.[1] ?? letter.to}` : letter.from.match(/<(.+)>/)?.[1] ?? "")), make("time", {}, clock(letter.at))),
    make("h4", {}, letter.subject || words.noSubject),
    make("p", {}, letter.text),
    files.length ? make("div", { class: "files" }, ...files) : null,
    reply,
  );
}

function answer(letter) {
  answering = letter.id;
  $("#subject").value = /^re:/i.test(letter.subject) ? letter.subject : `Re: ${letter.subject}`;
  $("#letter").value = `\n\n${letter.text.split("\n").map((line) => `> ${line}`).join("\n")}`;
  const from = letter.from.match(/<(.+)>/)?.[1] ?? letter.from;
  if (state.mail.addresses.includes(from)) $("#to").value = from;
  $("#letter").focus();
  $("#letter").setSelectionRange(0, 0);
  $("#letter-form").scrollIntoView({ block: "start" });
}

async function send() {
  const sent = {
    client: current(),
    to: $("#to").value,
    subject: $("#subject").value,
    text: $("#letter").value,
    attach: $("#attach").checked,
    answers: answering,
  };
  if (!sent.subject.trim() && !sent.text.trim()) return $("#letter").focus();
  touched = true;
  try {
    await tell("/page/letters", sent);
    $("#subject").value = "";
    $("#letter").value = "";
    $("#attach").checked = false;
    answering = "";
    toast(words.delivered(sent.to));
  } catch {
    toast(words.failed);
  }
  return undefined;
}

async function play(what) {
  try {
    await tell("/page/server", { play: what });
    if (what === "password") toast(words.passwordChanged);
  } catch {
    toast(words.failed);
  }
}

function exemplify() {
  const client = state.clients.find((one) => one.address === current());
  const fitting = state.samples.filter((sample) => sample.language === (client?.language ?? language));
  const sample = fitting[example % fitting.length];
  example += 1;
  answering = "";
  $("#subject").value = sample.subject;
  $("#letter").value = sample.text;
}

export function wire() {
  $("#letter-form").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  $("#example").addEventListener("click", exemplify);
  for (const button of document.querySelectorAll("[data-play]")) button.addEventListener("click", () => play(button.dataset.play));
  $("#client").addEventListener("change", () => { touched = true; answering = ""; refresh(); });
}
