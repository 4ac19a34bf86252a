"""The sentences of `undoing_words`: what is in braces are the facts of an effect."""

from __future__ import annotations

from engine.labels import Labels


def of(kind: str) -> tuple[Labels, Labels | None]:
    """The sentence of a kind of effect, and the one for a process that did it without a person."""
    return _SAYINGS[kind], _BY_ITSELF.get(kind)


_SAYINGS = {
    "suspended": Labels(
        "The process is suspended: resume it first.", "Процесс приостановлен: сначала возобновите его."
    ),
    "ended": Labels(
        "The process has ended ({at}): it would have to be reopened.",
        "Процесс завершён ({at}): его пришлось бы открыть заново.",
    ),
    "caller_went_on": Labels(
        "This process has ended ({at}), and the one that called it has gone on.",
        "Этот процесс завершён ({at}), и вызвавший его процесс пошёл дальше.",
    ),
    "migrated": Labels(
        "The process has gone over to another version since.", "Процесс с тех пор перешёл на другую версию."
    ),
    "unknown": Labels(
        "It was done before Baton kept what steps do.",
        "Шаг выполнен до того, как Baton начал хранить, что делают шаги.",
    ),
    "task_untouched": Labels(
        "{element} came up and nobody has touched it: it would go again.",
        "{element}: задача появилась, её никто не трогал; она исчезла бы.",
    ),
    "task_claimed": Labels("{who} took {element} on {at}.", "{element}: взял(а) {who}, {at}."),
    "task_begun": Labels(
        "{who} has begun to fill in {element} ({at}).", "{element}: {who} уже заполняет ({at})."
    ),
    "task_done": Labels("{who} completed {element} on {at}.", "{element}: выполнил(а) {who}, {at}."),
    "happened": Labels("{element} has happened since, on {at}.", "{element}: произошло с тех пор, {at}."),
    "went_on": Labels(
        "From {element} the process went on with {step} ({who}, {at}).",
        "{element}: процесс пошёл дальше, {step} ({who}, {at}).",
    ),
    "taken_away": Labels("{element} was withdrawn since, on {at}.", "{element}: снято с тех пор, {at}."),
    "begun_inside": Labels(
        "{step} has been begun in {element} since.", "{element}: с тех пор внутри начато {step}."
    ),
    "still_waits": Labels(
        "{element} began to wait: it would stop again.", "{element}: началось ожидание; оно бы прекратилось."
    ),
    "stood_before": Labels(
        "{element} was withdrawn: it would be open again.",
        "{element}: задача была снята; открылась бы снова.",
    ),
    "waited_before": Labels(
        "{element} stopped waiting: it would wait again.", "{element}: ожидание снято; оно началось бы снова."
    ),
    "call_cancelled": Labels(
        "The process that {element} had called was cancelled.",
        "{element}: вызванный процесс был отменён.",
    ),
    "around_ended": Labels(
        "The step was done in {element}, which has ended since ({at}).",
        "{element}: шаг выполнен внутри, а здесь с тех пор всё завершено ({at}).",
    ),
    "call_fresh": Labels(
        "{element} called a process in which nothing has happened: it would be cancelled.",
        "{element}: вызван процесс, в котором ничего не произошло; он был бы отменён.",
    ),
    "call_runs": Labels(
        "{element} called a process that is under way ({steps} steps so far).",
        "{element}: вызван процесс, который уже идёт (шагов: {steps}).",
    ),
    "call_ended": Labels(
        "{element} called a process that has ended ({at}).",
        "{element}: вызван процесс, который завершён ({at}).",
    ),
    "mail_waits": Labels(
        "The mail to {to} has not gone out: it would be withdrawn.",
        "Письмо на {to} ещё не ушло: было бы отозвано.",
    ),
    "mail_on_its_way": Labels(
        "The mail to {to} is being sent this moment.", "Письмо на {to} отправляется прямо сейчас."
    ),
    "mail_sent": Labels("The mail to {to} was sent on {at}.", "Письмо на {to} отправлено {at}."),
    "mail_never_went": Labels("The mail to {to} never went out.", "Письмо на {to} так и не ушло."),
    "mails_wait": Labels(
        "None of {mails} mails has gone out: they would be withdrawn.",
        "Ни одно из писем ({mails}) ещё не ушло: были бы отозваны.",
    ),
    "mails_gone": Labels("{gone} of {mails} mails have gone out.", "Ушло писем: {gone} из {mails}."),
    "job_waits": Labels(
        "The job of {element} lies in the queue: it would be withdrawn.",
        "{element}: задание ещё в очереди; было бы отозвано.",
    ),
    "job_taken": Labels(
        "The worker {worker} is doing {element} this moment.",
        "{element}: сейчас выполняет обработчик {worker}.",
    ),
    "job_tried": Labels(
        "{element} was tried {attempts} times and failed: whether it reached the other side is not known.",
        "{element}: попыток {attempts}, все неудачны; дошло ли до другой стороны, неизвестно.",
    ),
    "job_done": Labels("A worker did {element} on {at}.", "{element}: выполнил обработчик, {at}."),
    "job_withdrawn": Labels("The job of {element} was withdrawn.", "{element}: задание отозвано."),
    "thrown_waits": Labels(
        "“{name}” has not been delivered: it would be withdrawn.",
        "«{name}» ещё не доставлено: было бы отозвано.",
    ),
    "message_waits": Labels(
        "Nobody has received the message “{name}”: it would be withdrawn.",
        "Сообщение «{name}» никто не получил: было бы отозвано.",
    ),
    "message_received": Labels(
        "The message “{name}” was received by the instance {receiver}.",
        "Сообщение «{name}» получил экземпляр {receiver}.",
    ),
    "message_sent": Labels("The message “{name}” has gone out.", "Сообщение «{name}» ушло."),
    "signal_sent": Labels("The signal “{name}” has gone out to all.", "Сигнал «{name}» разослан всем."),
    "variable_new": Labels(
        "The variable {name} is new: it would go again.", "Переменная {name} новая: исчезла бы."
    ),
    "variable_old": Labels(
        "The variable {name} would hold {held} again.", "Переменная {name} снова стала бы {held}."
    ),
    "variable_written_again": Labels(
        "The variable {name} was written again by {step} ({who}, {at}).",
        "Переменная {name} с тех пор записана снова: {step} ({who}, {at}).",
    ),
    "variable_by_hand": Labels(
        "{who} has changed the variable {name} by hand since ({at}).",
        "Переменную {name} с тех пор вручную изменил(а) {who} ({at}).",
    ),
    "variable_gone": Labels(
        "The variable {name} has gone with its element.",
        "Переменной {name} больше нет вместе с её элементом.",
    ),
    "record_created": Labels(
        "{record} was created and is unchanged: it would be deleted.",
        "Запись {record} создана и не менялась: была бы удалена.",
    ),
    "record_created_changed": Labels(
        "{record} was created, and {who} has changed it since ({at}).",
        "Запись {record} создана, с тех пор её изменил(а) {who} ({at}).",
    ),
    "record_hidden": Labels(
        "A record that you may not see was written and is unchanged.",
        "Изменена запись, которую вы не видите; с тех пор её не меняли.",
    ),
    "record_hidden_changed": Labels(
        "A record that you may not see was written, and changed since.",
        "Изменена запись, которую вы не видите; с тех пор её меняли.",
    ),
    "field_old": Labels(
        "{record}: {field} would hold {held} again.", "{record}: поле «{field}» снова стало бы {held}."
    ),
    "field_changed": Labels(
        "{record}: {who} has changed {field} since ({at}).",
        "{record}: поле «{field}» с тех пор изменил(а) {who} ({at}).",
    ),
}
_BY_ITSELF = {
    "variable_by_hand": Labels(
        "The variable {name} has been changed by hand since.", "Переменную {name} с тех пор изменили вручную."
    ),
    "task_done": Labels("{element} was completed on {at}.", "{element}: выполнено {at}."),
    "went_on": Labels(
        "From {element} the process went on with {step} ({at}).",
        "{element}: процесс пошёл дальше, {step} ({at}).",
    ),
    "variable_written_again": Labels(
        "The variable {name} was written again by {step} ({at}).",
        "Переменная {name} с тех пор записана снова: {step} ({at}).",
    ),
}
