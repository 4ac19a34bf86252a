"""The sentences of `waiting_words`: what is in braces are the facts of a wait."""

from __future__ import annotations

from engine.labels import Labels

HELD = Labels(
    "{who} is to do it; it has been open since {opened}.", "Исполнитель: {who}; задача открыта с {opened}."
)
CLAIMED = Labels(
    "{who} took it on {claimed}; it has been open since {opened}.",
    "Задачу взял(а) {who}, {claimed}; она открыта с {opened}.",
)
CANDIDATES = Labels(
    "Nobody has taken it yet; it is for {candidates}, open since {opened}.",
    "Никто ещё не взял; задача для {candidates}, открыта с {opened}.",
)
NOBODY = Labels(
    "The model names nobody: who sees everything may take it; open since {opened}.",
    "В модели никто не назван: взять может тот, кто видит всё; открыта с {opened}.",
)
HAS_LEFT = Labels(
    "This person has left: hand the task over.", "Этого сотрудника больше нет: передайте задачу."
)
DUE = Labels("Due {due}, in {left}.", "Срок {due}, осталось {left}.")
OVERDUE = Labels("It was due {due}, {left} ago.", "Срок был {due}, просрочено на {left}.")
WORKING = Labels("That is {working} of working time.", "Это {working} рабочего времени.")
TIMER = Labels("Waits until {due}, {left} from now.", "Ждёт до {due}, осталось {left}.")
TIMER_LATE = Labels(
    "It came due at {due}; a worker fires it next.",
    "Время наступило: {due}; обработчик вот-вот его запустит.",
)
REPEATS = Labels("It repeats.", "Повторяется.")
INTERRUPTS = Labels("Then it ends {beside}.", "Тогда прерывается: {beside}.")
BESIDE = Labels("Then it starts beside {beside}.", "Тогда начинается рядом, не прерывая: {beside}.")
ENDS_ALL = Labels("Then it takes the place of all else here.", "Тогда заменяет всё остальное здесь.")
BESIDE_ALL = Labels("Then it starts beside all else here.", "Тогда начинается рядом со всем остальным.")
MESSAGE = Labels("Waits for the message “{name}”.", "Ждёт сообщение «{name}».")
MESSAGE_BY_KEY = Labels(
    "Waits for the message “{name}” with the key “{key}”.", "Ждёт сообщение «{name}» с ключом «{key}»."
)
BUFFERED = Labels("One is there already and is handed over next.", "Оно уже пришло и сейчас будет передано.")
NOT_COME = Labels("None has come yet.", "Ни одного ещё не пришло.")
OTHER_KEYS = Labels(
    "None with this key has come; messages of this name wait under {keys}.",
    "С этим ключом не приходило; под тем же именем ждут сообщения с ключом {keys}.",
)
SIGNAL = Labels("Waits for the signal “{name}”.", "Ждёт сигнал «{name}».")
CONDITION = Labels(
    "Waits until this becomes true: {condition}. Now it is {value}.",
    "Ждёт, пока станет истинным: {condition}. Сейчас: {value}.",
)
CONDITION_BROKEN = Labels(
    "Waits until this becomes true: {condition}. It cannot be evaluated now: {problem}",
    "Ждёт, пока станет истинным: {condition}. Сейчас не вычисляется: {problem}",
)
READS = Labels("It reads {reads}.", "Читает {reads}.")
JOIN = Labels("Has come: from {arrived}.", "Пришло отсюда: {arrived}.")
JOIN_INCLUSIVE = Labels(
    "Has come: from {arrived}; it goes on when nothing else can come.",
    "Пришло отсюда: {arrived}; пойдёт дальше, когда больше ничего не сможет прийти.",
)
JOIN_COMPLEX = Labels(
    "Has come: from {arrived}; it goes on when this holds: {condition}.",
    "Пришло отсюда: {arrived}; пойдёт дальше, когда выполнится: {condition}.",
)
JOIN_FIRED = Labels(
    "It has gone on after tokens from {arrived}, and begins anew when no straggler can come any more.",
    "Уже пошло дальше, пришло отсюда: {arrived}; начнётся заново, когда опоздавшие больше не смогут прийти.",
)
HOLDS_NOW = Labels("A worker looks again next.", "Обработчик сейчас посмотрит снова.")
HELD_BEFORE = Labels(
    "It has been true already, and must become false before it counts again.",
    "Уже было истинным; снова сработает, только побыв ложным.",
)
CAN_COME = Labels(
    "From {source} is missing; it can still come, the process stands at {coming}.",
    "Не хватает отсюда: {source}; ещё может прийти, процесс стоит здесь: {coming}.",
)
CANNOT_COME = Labels(
    "From {source} is missing, and nothing that could still come stands anywhere.",
    "Не хватает отсюда: {source}; прийти уже нечему.",
)
STUCK = Labels(
    "So it can never go on by itself: move a token there, or cancel the process.",
    "Поэтому само оно никогда не пойдёт дальше: переместите токен или отмените процесс.",
)
CALL = Labels("Waits for the end of the process {process} (instance {instance}).",
               "Ждёт завершения процесса {process} (экземпляр {instance}).")  # fmt: skip
CALL_UNKNOWN = Labels("Waits for the end of the called process.", "Ждёт завершения вызванного процесса.")
SCOPE = Labels(
    "Goes on when all in it is done; open: {inside}.",
    "Пойдёт дальше, когда внутри всё готово; открыто: {inside}.",
)
SCOPE_EMPTY = Labels("Goes on when all in it is done.", "Пойдёт дальше, когда внутри всё готово.")
SUSPENDED_BY = Labels(
    "{who} suspended the process on {since}: nothing moves until it is resumed.",
    "{who} приостановил(а) процесс {since}: ничего не движется, пока его не возобновят.",
)
SUSPENDED = Labels(
    "The process is suspended: nothing moves until it is resumed.",
    "Процесс приостановлен: ничего не движется, пока его не возобновят.",
)
JOB_OURS = Labels(
    "A worker of Baton does it next ({type}); tries left: {tries_left}.",
    "Обработчик Baton сделает это следующим ({type}); осталось попыток: {tries_left}.",
)
JOBS = {
    "job": Labels(
        "No worker has asked for it yet (job type {type}); tries left: {tries_left}.",
        "Ни один обработчик ещё не взял (тип задания {type}); осталось попыток: {tries_left}.",
    ),
    "held": Labels(
        "It will be sent in {left}; until then it can be withdrawn.",
        "Будет отправлено через {left}; до тех пор можно отозвать.",
    ),
    "resting": Labels(
        "Try {attempts} of {most} failed: {error} The next one is in {left}.",
        "Попытка {attempts} из {most} не удалась: {error} Следующая через {left}.",
    ),
    "leased": Labels(
        "The worker {worker} has it (try {attempts} of {most}), for {left} more.",
        "Выполняет обработчик {worker} (попытка {attempts} из {most}), ещё {left}.",
    ),
}
LEASE_OVER = Labels(
    "The worker {worker} has not come back in its time; another one takes it next (try {attempts} of {most}).",
    "Обработчик {worker} не вернулся вовремя; следующим возьмёт другой (попытка {attempts} из {most}).",
)
FAILED = Labels("It failed on {raised}: {error}", "Ошибка {raised}: {error}")
FAILED_JOB = Labels(
    "All tries failed ({attempts} of {most}): {error}",
    "Все попытки не удались ({attempts} из {most}): {error}",
)
MEND = Labels("Mend the cause, then retry the incident.", "Устраните причину и повторите инцидент.")
OTHER = Labels("The process stands here.", "Процесс стоит здесь.")
AD_HOC = Labels(
    "People may begin: {possible}; {open} are open, {done} are done.",
    "Можно начать: {possible}; открыто {open}, сделано {done}.",
)
AD_HOC_CLOSED = Labels(
    "It ends when what is open is done: {open}.", "Завершится, когда будет сделано открытое: {open}."
)
PLAIN = {
    "choice": Labels("Waits for the first of {offered}.", "Ждёт первого из событий: {offered}."),
    "body": Labels(
        "{done} of {total} are done, {open} are open.", "Готово {done} из {total}, открыто {open}."
    ),
    "loop": Labels("Round {round} runs.", "Идёт повтор {round}."),
    "undoing": Labels(
        "Waits until what came before is undone; now: {now}, steps after it: {left}.",
        "Ждёт, пока отменится сделанное раньше; сейчас: {now}, шагов после него: {left}.",
    ),
}
