# Контакты и карточка контакта.

command-contacts = клиенты и переписка
button-contacts = Контакты
button-to-contacts = ‹ Контакты
button-contact-find = Найти по имени
button-contacts-all = Все контакты
button-card = Карточка
button-to-card = ‹ Карточка
button-chains = Цепочки · { $count }
contacts =
    <b>Контакты</b> · { $count }

    Сверху те, с кем переписывались недавно.
contacts-found =
    <b>Контакты</b> · «{ $text }»

    { $count ->
        [one] Нашёлся { $count } контакт.
        [few] Нашлось { $count } контакта.
       *[other] Нашлось { $count } контактов.
    }
contacts-none =
    <b>Контакты</b>

    Здесь пока пусто. Контакт появится сам, как только придёт письмо от клиента или кто-то ему напишет.
contacts-none-found =
    <b>Контакты</b> · «{ $text }»

    Никого не нашлось. Попробуйте часть имени или адреса.
contacts-ask = Кого ищем? Напишите имя или адрес, можно не целиком.
card = 👤 <b>{ $name }</b>
    { $address }
card-address = 👤 <b>{ $address }</b>
card-span = Переписка с { $first }. Последнее письмо { $last }.
card-single = Пока одно письмо, { $last }.
card-counts = От клиента { $received } · от нас { $sent }
card-chain = { $subject } · { $count ->
    [one] { $count } письмо
    [few] { $count } письма
   *[other] { $count } писем
 }
chains = <b>Цепочки</b> · { $who }
card-gone = Такого контакта здесь нет. Возможно, его писем больше не осталось.
card-none = У этого письма нет карточки: оно не от клиента и не клиенту.
