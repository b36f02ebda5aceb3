"""A person who is removed, and comes back: seen from outside, while Postroom runs (rule H4)."""

from bot.sandbox.people import Message
from tests.acceptance.conftest import ADMIN, Team
from tests.acceptance.looking import files
from tests.acceptance.program import Program
from tests.acceptance.telegram import Telegram, telegram
from tests.acceptance.test_processes import until
from tests.fakes.dovecot_box import Box

MEMBER = 2002


def letter(subject: str) -> bytes:
    return f"From: petrov@client.test\r\nSubject: {subject}\r\n\r\n{subject}\r\n".encode()


def state(program: Program, box: Box) -> str:
    return str(program.json("mailbox", "show", box.address)["state"])


def subjects(program: Program, box: Box) -> set[str]:
    return {each["subject"] for each in program.json("letters", box.address)}


def ask_in_vain(api: Telegram) -> Message:
    return api.say(MEMBER, "/status", "закрытый бот")


def test_a_removed_person_is_out_at_once_and_comes_back_by_invitation(team: Team, box: Box) -> None:
    program = team.program
    with telegram([int(ADMIN), MEMBER]) as api:
        program.settings |= api.settings
        program.ok("user", "add", str(MEMBER), "--role", "member")
        team.add(box, owner=str(MEMBER))
        with program.running("run"):
            api.say(MEMBER, "/start", "Здравствуйте, ")
            until(lambda: state(program, box) == "ok")
            box.deliver(letter("before"))
            api.see(MEMBER, "before")

            program.ok("user", "remove", str(MEMBER))
            assert ask_in_vain(api).labels == ("Вопросы и ответы",)
            assert state(program, box) == "paused"
            box.deliver(letter("meanwhile"))

            code = program.ok("invite").out.strip().rpartition("start=")[2]
            api.say(MEMBER, f"/start {code}", "Здравствуйте, ")
            assert subjects(program, box) == {"before"}
            program.ok("mailbox", "resume", box.address)
            api.see(MEMBER, "meanwhile")
            assert subjects(program, box) == {"before", "meanwhile"}


def test_with_erase_nothing_of_theirs_is_left_in_a_file_while_it_runs(team: Team, box: Box) -> None:
    program, word = team.program, "word-of-a-letter-nobody-else-has"
    box.deliver(letter(word))
    with telegram([int(ADMIN), MEMBER]) as api:
        program.settings |= api.settings
        program.ok("user", "add", str(MEMBER), "--role", "member")
        team.add(box, owner=str(MEMBER))
        with program.running("run"):
            until(lambda: state(program, box) == "ok")
            assert subjects(program, box) == {word}
            program.ok("user", "remove", str(MEMBER), "--erase")
            ask_in_vain(api)
            assert program.run("mailbox", "show", box.address).code == 1

            def clean() -> bool:
                return not any(word.encode() in path.read_bytes() for path in files(program.folder / "data"))

            until(clean)
            assert program.one("SELECT count(*) FROM letter") == 0
            team.add(box)  # by whoever has its password
            assert program.json("mailbox", "show", box.address)["owner"] == int(ADMIN)
