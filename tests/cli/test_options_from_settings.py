"""The options of commands are made from the settings, those of later methods too."""

from typing import Annotated, Any

import typer
from typer.testing import CliRunner

from promptrec.cli.main import main
from promptrec.cli.parts.given import Given, Options, build, with_options
from promptrec.cli.train import train
from promptrec.fields import Setting
from promptrec.methods import METHODS
from promptrec.methods.method import Method
from promptrec.settings import RunSettings, SearchSettings

TOY = Method(
    name="toy",
    learning_rate=1e-3,
    number=Setting(name="layers", kind=int, default=1, least=1),
    settings=(Setting(name="toy_width", kind=int, default=5, least=1),),
)


def app_of(command: Any) -> typer.Typer:
    app = typer.Typer(rich_markup_mode=None)
    app.command()(command)
    return app


def given_by(cls: type, *words: str) -> Given:
    """What a command with all options of a settings class gets."""
    seen: Given = {}

    @with_options
    def command(given: Annotated[Given, Options(cls)]) -> None:
        seen.update(given)

    result = CliRunner().invoke(app_of(command), words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return seen


def test_only_what_is_given_is_there_and_parts_have_their_own() -> None:
    assert given_by(RunSettings) == {}
    words = ("--split", "random", "--split-seed", "0", "--seed", "4", "--dropout", "0")
    given = given_by(RunSettings, *words, "--test")
    assert given == {
        "split": {"name": "random", "seed": 0},
        "seed": 4,
        "dropout": 0.0,
        "test": True,
    }
    settings = build(RunSettings, {"dataset": "movies", "template": "x", **given})
    assert (settings.split.name, settings.split.seed, settings.seed) == ("random", 0, 4)


def test_an_option_of_a_list_is_repeated_or_has_commas() -> None:
    words = ("--method", "lora", "--method", "head", "--learning-rates", "1e-5,1e-3")
    given = given_by(SearchSettings, *words)
    assert given == {"methods": ("lora", "head"), "learning_rates": (1e-5, 1e-3)}


def test_numbers_that_are_none_are_one_sentence(capsys: Any) -> None:
    code = main(["search", "movies", "--template", "x", "--learning-rates", "low"])
    assert code == 2
    said = capsys.readouterr().err.strip()
    assert said == "--learning-rates 'low' is not LOW,HIGH. Try --learning-rates 1e-5,1e-3."


def test_train_takes_the_setting_of_a_method_that_came_later() -> None:
    plain = train.__wrapped__  # type: ignore[attr-defined]
    with METHODS.holding(TOY):
        shown = CliRunner().invoke(app_of(with_options(plain)), ["--help"])
        assert "--toy-width <int>" in shown.output and "toy:N" in shown.output
        given = given_by(RunSettings, "--method", "toy", "--toy-width", "3")
        settings = build(RunSettings, {"dataset": "movies", "template": "x", **given})
        assert settings.toy_width == 3
    assert "--toy-width" not in CliRunner().invoke(app_of(with_options(plain)), ["--help"]).output
