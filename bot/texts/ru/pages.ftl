# Веб-страницы: где вводят пароль и где подтверждают доступ.

page-connect-title = Подключение ящика
page-mend-title = Новый пароль
page-owner-personal = Это будет личный ящик в Postroom, владелец — <b>{ $name }</b>. Письма больше никто не увидит.
page-owner-corporate = Это будет корпоративный ящик в Postroom, подключает <b>{ $name }</b>. Письма увидит вся команда.
page-owner-mend = Ящик уже подключён к Postroom. Новый пароль для него вводит <b>{ $name }</b>, письма останутся на месте.
page-password = Пароль
page-app-password = Пароль приложения
page-show = Показать
page-hide = Скрыть
page-connect-button = Подключить
page-mend-button = Сохранить
page-wait = Вход занимает несколько секунд, иногда полминуты.
page-who-gets = Пароль получит только сервер Postroom <b>{ $host }</b>. Там он хранится в зашифрованном виде и в Telegram не попадает.
page-where-to-create = Где его создать ↗
page-failed = Войти не получилось
page-try-again = Поправьте пароль и попробуйте ещё раз.
page-empty = Введите, пожалуйста, пароль.

page-connected = Ящик { $address } подключён
page-mended = Ящик { $address } снова работает
page-folder = Остался один вопрос
page-folder-where = Войти получилось. Осталось узнать, где в ящике { $address } лежат отправленные письма: спросил вас об этом в Telegram.
page-elsewhere = Не получилось
page-broken-off = Вы отменили вход в чате с ботом
page-return = Возвращайтесь в Telegram: я написал вам туда.
page-close = Эту страницу можно закрыть.

page-dead = Ссылка больше не работает
page-dead-why = Ссылка срабатывает один раз и живёт { $link_minutes } { $link_minutes ->
    [one] минуту
    [few] минуты
   *[other] минут
 }. Новую даст бот в Telegram.
page-wrong-way = Это пришло не с нашей страницы
page-wrong-way-why = Откройте ссылку из Telegram ещё раз и введите пароль там.
page-too-large = Для пароля это слишком длинно
page-sorry = У нас что-то сломалось
page-sorry-why = Попробуйте ещё раз через минуту. Если повторится, скажите администратору.

page-consent-title = Подключить этот ящик?
page-consent-personal = Этот ящик в Postroom ({ $host }) будет читать <b>{ $name }</b> и больше никто: входящие и отправленные письма.
page-consent-corporate = Этот ящик в Postroom ({ $host }) будет читать <b>вся команда</b>: входящие и отправленные письма. Подключает <b>{ $name }</b>.
page-consent-warning = Если вы не начинали это в Telegram сами, закройте страницу: ничего не подключится.
page-consent-button = Да, подключить
page-renew-title = Продлить доступ?
page-renew-button = Да, продлить
page-consent-denied = Вы не разрешили доступ
page-consent-denied-why = Ничего не подключено. Можно ещё раз спросить { $service } или вернуться в Telegram и войти по паролю.
page-consent-no-code = { $service } вернул вас без разрешения
page-consent-no-code-why = Ничего не подключено. Попробуйте ещё раз, а если повторится, скажите администратору.
page-consent-again = Открыть { $service } ещё раз
