// The page's own words. The language is that of the current person's Telegram.

const WORDS = {
  ru: {
    sandbox: "песочница",
    who: "Кто вы сейчас",
    language: "Язык Telegram у этого человека",
    roles: { admin: "админ", manager: "менеджер", guest: "гость" },
    bot: "бот",
    typing: "печатает…",
    away: "нет связи, пробуем ещё раз…",
    menu: "Меню",
    message: "Сообщение",
    send: "Отправить",
    attachFile: "Прикрепить файл",
    picture: "Картинка",
    sizes: ["Б", "КБ", "МБ"],
    start: "СТАРТ",
    close: "Закрыть",
    reply: "Ответить",
    edited: "изменено",
    copied: "Скопировано",
    you: "Вы",
    today: "Сегодня",
    yesterday: "Вчера",
    forFun: "Всё здесь — понарошку",
    hint: [
      "Это чат с ботом Postroom на вашем компьютере: настоящий Telegram и настоящая почта не нужны.",
      "Нажмите «Старт», потом «Подключить ящик» — и дайте боту демонстрационный:",
      "После этого напишите письмо от имени клиента, и сюда придёт уведомление.",
    ],
    address: "адрес",
    password: "пароль",
    insert: (what) => `Вставить: ${what}`,
    inviteFrom: (name) => `Открыть приглашение из чата «${name}»`,
    clientWrites: "Письмо от клиента",
    clientAbout: "Напишите в демонстрационный ящик как клиент. Дальше своё дело делает почта.",
    from: "От кого",
    to: "Кому",
    subject: "Тема",
    letter: "Текст письма",
    attach: "с вложением",
    example: "Пример",
    sendLetter: "Отправить",
    delivered: (to) => `Письмо доставлено: ${to}`,
    server: "Почтовый сервер",
    serverWorks: "Работает. Можно сыграть поломку и посмотреть, что скажет бот.",
    serverAway: "Не отвечает. Письма клиентов копятся на нём. Бот заметит сам: через минуту это видно в /status, а если поломка затянется, он напишет.",
    serverDown: "Выключить",
    serverUp: "Включить",
    changePassword: "Сменить пароль",
    passwordChanged: "Пароль сменился: новый — над строкой сообщения в чате",
    lettersOf: (name) => `${name}: переписка`,
    noLetters: "Здесь будут письма этого клиента и ответы на них.",
    noSubject: "без темы",
    others: "Другие адреса",
    tabChat: "Чат",
    tabMail: "Клиент",
    failed: "Не получилось. Попробуйте ещё раз.",
  },
  en: {
    sandbox: "sandbox",
    who: "Who you are now",
    language: "This person's Telegram language",
    roles: { admin: "admin", manager: "manager", guest: "guest" },
    bot: "bot",
    typing: "typing…",
    away: "no connection, trying again…",
    menu: "Menu",
    message: "Message",
    send: "Send",
    attachFile: "Attach a file",
    picture: "Picture",
    sizes: ["B", "KB", "MB"],
    start: "START",
    close: "Close",
    reply: "Reply",
    edited: "edited",
    copied: "Copied",
    you: "You",
    today: "Today",
    yesterday: "Yesterday",
    forFun: "Nothing here is for real",
    hint: [
      "This is a chat with the Postroom bot on your own computer: no Telegram and no mail account needed.",
      "Press Start, then “Connect a mailbox”, and give the bot the demo one:",
      "Then write a letter as a client, and the notice will show up here.",
    ],
    address: "address",
    password: "password",
    insert: (what) => `Insert: ${what}`,
    inviteFrom: (name) => `Open the invitation from ${name}'s chat`,
    clientWrites: "A client writes",
    clientAbout: "Write to the demo mailbox as a client. The mail takes it from there.",
    from: "From",
    to: "To",
    subject: "Subject",
    letter: "Text of the letter",
    attach: "with a file",
    example: "Example",
    sendLetter: "Send",
    delivered: (to) => `Delivered to ${to}`,
    server: "Mail server",
    serverWorks: "Working. You can play a breakdown and see what the bot says.",
    serverAway: "Not answering. Clients' letters pile up there. The bot will notice: /status shows it within a minute, and if this lasts, it writes to you.",
    serverDown: "Switch off",
    serverUp: "Switch on",
    changePassword: "Change the password",
    passwordChanged: "The password is changed: the new one is above the message field in the chat",
    lettersOf: (name) => `${name}: letters`,
    noLetters: "This client's letters and the answers to them will show up here.",
    noSubject: "no subject",
    others: "Other addresses",
    tabChat: "Chat",
    tabMail: "Client",
    failed: "That did not work. Please try again.",
  },
};

export let language = "ru";
export let words = WORDS.ru;

export function speak(chosen) {
  language = chosen;
  words = WORDS[chosen];
  document.documentElement.lang = chosen;
  document.title = `Postroom — ${words.sandbox}`;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = words[element.dataset.word];
  }
  for (const element of document.querySelectorAll("[data-word-placeholder]")) {
    element.placeholder = words[element.dataset.wordPlaceholder];
  }
  for (const element of document.querySelectorAll("[data-word-title]")) {
    element.title = words[element.dataset.wordTitle];
    element.setAttribute("aria-label", element.title);
  }
  for (const element of document.querySelectorAll("[data-label-word]")) {
    element.setAttribute("aria-label", words[element.dataset.labelWord]);
    element.title = words[element.dataset.labelWord];
  }
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function day(seconds) {
  const date = new Date(seconds * 1000);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  return date.toLocaleDateString(language, { day: "numeric", month: "long" });
}

/** Octets as people say them. */
export function size(octets) {
  let step = 0;
  while (octets >= 1000 && step < words.sizes.length - 1) {
    octets /= 1024;
    step += 1;
  }
  return `${octets < 10 && step ? octets.toFixed(1) : Math.round(octets)} ${words.sizes[step]}`;
}
