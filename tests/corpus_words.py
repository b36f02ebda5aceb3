"""Words of the made-up sales mailbox that `corpus` writes letters from.

Sentences have places: {item}, {count}, {sum}, {day}, {city}, {number}. A place never needs a declined form.
"""

from dataclasses import dataclass

# Cyrillic, and how the person spells it in an address.
FIRST_NAMES_RU = (
    ("Алексей", "aleksey"), ("Марина", "marina"), ("Дмитрий", "dmitry"), ("Ольга", "olga"),
    ("Сергей", "sergey"), ("Татьяна", "tatiana"), ("Артём", "artem"), ("Наталья", "natalia"),
    ("Игорь", "igor"), ("Юлия", "yulia"), ("Павел", "pavel"), ("Ксения", "ksenia"),
)  # fmt: skip
LAST_NAMES_RU = (
    ("Шевченко", "shevchenko"), ("Гурия", "guria"), ("Ткач", "tkach"), ("Белых", "belykh"),
    ("Коваленко", "kovalenko"), ("Жук", "zhuk"), ("Черных", "chernykh"), ("Дурново", "durnovo"),
    ("Мицкевич", "mitskevich"), ("Седых", "sedykh"), ("Щур", "shchur"), ("Лях", "lyakh"),
)  # fmt: skip
FIRST_NAMES_EN = ("Emma", "Oliver", "Harriet", "James", "Nora", "Lucas", "Ingrid", "Samuel", "Priya", "Owen")
LAST_NAMES_EN = (
    "Whitlock",
    "Barnes",
    "O'Neill",
    "Lindqvist",
    "Marsh",
    "Okafor",
    "Redfern",
    "Castell",
    "Hume",
)

DOMAINS = (
    "severlog.test", "kedr-mebel.test", "tsvet-stal.test", "volga-tara.test", "mastersvet.test",
    "ural-krep.test", "dom-i-sad.test", "optstroy.test", "chaynaya.test", "baltik-trade.test",
    "sibtekstil.test", "medpribor.test", "agro-yug.test", "neva-print.test", "zvezda-avto.test",
    "northgate.test", "brightmill.test", "harbourfoods.test", "pineandco.test", "altavia.test",
    "quartzline.test", "meadowlark.test", "ironbridge.test", "silverfern.test", "oakhurst.test",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    subjects: tuple[str, ...]
    sentences: tuple[str, ...]
    items: tuple[str, ...]
    cities: tuple[str, ...]
    days: tuple[str, ...]


RUSSIAN = Language(
    subjects=(
        "Запрос цены: {item}",
        "Счёт № {number}",
        "Доставка в {city}",
        "Договор {number} на подпись",
        "Вопрос по заказу № {number}",
        "Акт сверки",
        "Срочно: {item}, {count} шт.",
        "Реквизиты для оплаты",
        "Замена товара в заказе {number}",
        "Встреча {day}",
        "Коммерческое предложение — {item}",
        "Отгрузка {day}: уточните, пожалуйста, время и номер машины, чтобы мы заказали пропуск на склад",
    ),
    sentences=(
        "Подскажите, пожалуйста, есть ли в наличии «{item}», нужно {count} шт.",
        "Пришлите, пожалуйста, счёт на {sum} руб. до конца дня.",
        "Оплату по счёту № {number} провели сегодня, платёжное поручение во вложении.",
        "Наш склад ({city}) принимает машины с девяти до шести, обед с часу до двух.",
        "Мы посчитали ещё раз: получается {count} упаковок, а не {number}, как было в первой заявке.",
        "Руководство согласовало бюджет, поэтому готовы подписать договор на этой неделе.",
        "Если по позиции «{item}» можно сделать скидку, закажем вдвое больше.",
        "Водитель приедет {day}, данные паспорта и машины вышлю отдельным письмом.",
        "К сожалению, в прошлой поставке две коробки пришли мятыми, фото во вложении.",
        "Прошу выставить корректировочный документ, бухгалтерия без него не закроет месяц.",
        "Напомню, что в прошлом году мы брали у вас «{item}» и остались довольны.",
        "Договор {number} подписан с нашей стороны, оригиналы отправили курьером.",
        "Коллеги спрашивают, можно ли отгрузить {day}.",
        "Сроки для нас важнее цены: объект сдаём через месяц.",
        "Спасибо за быстрый ответ, всё подошло.",
        "По доставке в {city} нас устроит любая транспортная компания.",
        "Уточните, входит ли в цену {sum} руб. разгрузка и подъём на этаж.",
        "Образец получили, цвет чуть темнее, чем в каталоге, но нас устраивает.",
        "Юристы просят добавить в пункт {count} срок замены брака — не больше десяти дней.",
        "Если удобнее созвониться, я на месте после обеда.",
        "Количество по заявке: {item} — {count} шт., доставка в {city}, сумма около {sum} руб.",
        "Пожалуйста, поставьте в копию мою коллегу, она ведёт заказ № {number}.",
    ),
    items=(
        "стол раскладной",
        "полка П-40",
        "кабель ВВГ 3х2,5",
        "плёнка 80 мкм",
        "короб № 7",
        "светильник Л-12",
    ),
    cities=(
        "Тверь",
        "Казань",
        "Пермь",
        "Сочи",
        "Томск",
        "Рязань",
    ),
    days=(
        "в понедельник",
        "во вторник",
        "в среду",
        "в четверг",
        "в пятницу",
        "3 числа",
        "17 числа",
    ),
)

ENGLISH = Language(
    subjects=(
        "Quote request: {item}",
        "Invoice {number}",
        "Delivery to {city}",
        "Contract {number} for signature",
        "Order {number}: a question",
        "Meeting on {day}",
        "Urgent: {count} x {item}",
        "Payment details",
        "Replacement in order {number}",
        "Samples arrived",
    ),
    sentences=(
        "Could you let me know whether {item} is in stock, we would need {count} pieces.",
        "Please send the invoice for {sum} EUR before the end of the day.",
        "We paid invoice {number} this morning and attached the confirmation.",
        "Our warehouse near {city} takes deliveries from nine to five.",
        "I counted again and it comes to {count} boxes rather than {number}.",
        "The budget is approved, so we can sign this week.",
        "If there is a discount on {item} we would happily take twice as many.",
        "The driver will be with you on {day}, I will send the plate number separately.",
        "Two boxes of the last delivery arrived damaged, the photos are attached.",
        "Could we move the shipment to {day} instead?",
        "The date matters more to us than the price.",
        "Thanks for the quick answer, everything fits.",
        "Does the price of {sum} EUR include unloading?",
        "Our lawyers would like ten days in section {count}, otherwise they are happy.",
        "I am at my desk all afternoon if a call is easier.",
        "Please copy my colleague in, she looks after order {number}.",
    ),
    items=(
        "desk model B2",
        "shelf P-40",
        "cable 3x2.5",
        "stretch film",
        "carton no. 7",
        "lamp L-12",
    ),
    cities=(
        "Leeds",
        "Ghent",
        "Turku",
        "Porto",
        "Graz",
        "Cork",
    ),
    days=(
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "the 3rd",
        "the 17th",
    ),
)

FILES_RU = ("Счёт", "Договор", "Акт сверки", "Спецификация", "Фото с объекта", "Реквизиты")
FILES_EN = ("invoice", "contract", "order", "spec_sheet", "photo", "company-details")
FILE_TYPES = (
    ("pdf", "application/pdf"),
    ("jpg", "image/jpeg"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("zip", "application/zip"),
)
