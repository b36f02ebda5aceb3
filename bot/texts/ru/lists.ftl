# Письма списком: оставшиеся без уведомлений и карантин.

button-to-mailbox = ‹ Ящик
button-to-list = ‹ К списку

kept-out-line = Без уведомлений:
kept-bulk = рассылки { $count }
kept-forwarded = пересланные { $count }
kept-collected = от сборщика { $count }
button-kept-out = Без уведомлений · { $count }
kept-out =
    <b>Без уведомлений</b> · { $address }

    Эти письма здесь, но я о них не сообщал: похоже, они не от клиентов. Если кто-то из них клиент, откройте его письмо по номеру.
kept-out-none =
    <b>Без уведомлений</b> · { $address }

    Таких писем нет.
kept-out-when = Пришло { $when } · { $why }
why-bulk = рассылка
why-forwarded = переслано с другого ящика
why-collected = собрано почтовым сборщиком
why-marked = { $why }, отправитель теперь клиент
kept-out-why = <b>Почему без уведомления:</b> { $why }.
button-client = Это клиент
button-no-client = Всё-таки не клиент
said-client = ✅ Запомнил: <b>{ $address }</b> — клиент. О новых письмах с этого адреса буду сообщать.
said-no-client = Хорошо, <b>{ $address }</b> больше не считаю клиентом. Рассылки и пересланное с этого адреса снова останутся без уведомлений.
button-marked = Отмечены клиентами · { $count }
marked =
    <b>Отмечены клиентами</b> · { $address }

    О письмах с этих адресов сообщаю, даже если они похожи на рассылку. Нажмите на адрес, чтобы снять отметку.
marked-none =
    <b>Отмечены клиентами</b> · { $address }

    Отметок больше нет.

button-quarantine = Карантин · { $count }
quarantine =
    <b>Карантин</b> · { $address }

    Эти письма пришли, но прочитать их не удалось. На почтовом сервере они лежат как лежали.
quarantine-none =
    <b>Карантин</b> · { $address }

    Здесь пусто: все письма прочитаны.
quarantine-nothing-known = От кого и о чём, не видно
quarantine-came = Пришло { $when }{ $size }
quarantine-went = Отправлено { $when }{ $size }
why-not-given = Почтовый сервер его не отдаёт.
why-empty = Сервер отдал его пустым.
why-unreadable = Не удалось разобрать, что внутри.
button-read-again = Попробовать ещё раз: { $number }
said-reading-again = ⏳ Пробую прочитать ещё раз. Это может занять минуту.
said-read = ✅ Получилось, письмо прочитано:
said-not-read = Пока не получается. { $why }
said-not-read-now = Сейчас попробовать не удалось. { $why }
