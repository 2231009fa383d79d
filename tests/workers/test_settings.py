from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import InvalidInputError, UnreachableError
from workers.embedded.record import POSTGRES, TEMPORAL, PartState, StackRecord
from workers.settings import Settings

OURS = {
    "TEMPORAL_ADDRESS": "temporal.example:7233",
    "SERVICECYCLE_DATABASE_URL": "postgresql://sc:secret@db.example:5432/sc",
}


def test_folder_is_the_usual_one_where_none_is_named() -> None:
    assert Settings.resolve(environ={}).data == Path.cwd() / ".servicecycle"


def test_option_beats_environment_for_the_folder(tmp_path: Path) -> None:
    settings = Settings.resolve(tmp_path / "b", environ={"SERVICECYCLE_DATA": str(tmp_path / "a")})
    assert settings.data == tmp_path / "b"


def test_folder_of_the_environment_is_made_absolute() -> None:
    assert Settings.resolve(environ={"SERVICECYCLE_DATA": "x/y"}).data == Path.cwd() / "x/y"


def test_both_addresses_together_mean_servers_of_our_own() -> None:
    settings = Settings.resolve(environ=OURS)
    assert settings.is_external
    assert settings.temporal.address == "temporal.example:7233"
    assert settings.temporal.namespace == "default"
    for role in ("owner", "worker", "reader"):
        assert settings.database_url(role) == "postgresql+psycopg://sc:secret@db.example:5432/sc"


def test_owner_of_an_external_database_may_have_a_login_of_his_own() -> None:
    owner = "postgres://boss:p@db.example/sc"
    settings = Settings.resolve(environ=OURS | {"SERVICECYCLE_OWNER_DATABASE_URL": owner})
    assert settings.database_url("owner") == "postgresql+psycopg://boss:p@db.example/sc"
    assert settings.database_url("reader").startswith("postgresql+psycopg://sc:")


@pytest.mark.parametrize(
    ("named", "missing"),
    [
        ("TEMPORAL_ADDRESS", "SERVICECYCLE_DATABASE_URL"),
        ("SERVICECYCLE_DATABASE_URL", "TEMPORAL_ADDRESS"),
    ],
)
def test_one_of_the_two_addresses_alone_is_an_error_that_names_the_other(
    named: str, missing: str, tmp_path: Path
) -> None:
    environment = {named: OURS[named], "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with pytest.raises(InvalidInputError, match=missing) as refused:
        Settings.resolve(environ=environment)
    assert refused.value.field == missing


def test_profile_of_a_file_names_temporal_as_well(tmp_path: Path) -> None:
    file = tmp_path / "temporal.toml"
    file.write_text(
        '[profile.house]\naddress = "cluster.example:7233"\nnamespace = "service"\n', "utf-8"
    )
    environment = {
        "TEMPORAL_CONFIG_FILE": str(file),
        "TEMPORAL_PROFILE": "house",
        "SERVICECYCLE_DATABASE_URL": OURS["SERVICECYCLE_DATABASE_URL"],
    }
    settings = Settings.resolve(environ=environment)
    assert settings.temporal.address == "cluster.example:7233"
    assert settings.temporal.namespace == "service"


def test_profile_that_does_not_exist_is_an_error_that_says_so(tmp_path: Path) -> None:
    file = tmp_path / "temporal.toml"
    file.write_text('[profile.house]\naddress = "cluster.example:7233"\n', "utf-8")
    environment = OURS | {"TEMPORAL_CONFIG_FILE": str(file), "TEMPORAL_PROFILE": "garden"}
    with pytest.raises(InvalidInputError, match="garden"):
        Settings.resolve(environ=environment)


def test_profile_beside_an_address_is_read_when_temporal_is_reached() -> None:
    certificate = "TEMPORAL_TLS_CLIENT_CERT"
    twice = {f"{certificate}_PATH": "client.pem", f"{certificate}_DATA": "client"}
    settings = Settings.resolve(environ=OURS | twice)
    assert settings.database_url("reader").startswith("postgresql+psycopg://")
    with pytest.raises(InvalidInputError, match="the profile of Temporal cannot be") as refused:
        settings.temporal  # noqa: B018 - reading it is what reads the profile
    assert refused.value.field == "TEMPORAL_PROFILE"


@pytest.mark.parametrize("url", ["mysql://db.example/sc", "db.example", "postgresql://db.example"])
def test_address_that_is_no_postgresql_database_is_refused(url: str) -> None:
    with pytest.raises(InvalidInputError, match="must look like postgresql://") as refused:
        Settings.resolve(environ=OURS | {"SERVICECYCLE_DATABASE_URL": url})
    assert refused.value.field == "SERVICECYCLE_DATABASE_URL"


def test_passwords_do_not_show_when_settings_are_printed() -> None:
    settings = Settings.resolve(
        environ=OURS | {"SERVICECYCLE_SMTP_URL": "smtp://mailer:hush@mail.example:587"}
    )
    assert "secret" not in repr(settings)
    assert "hush" not in repr(settings) + repr(settings.mail)


def test_mail_goes_to_the_server_that_the_environment_names() -> None:
    url = "smtp://mail%40house:p%2Fw@mail.example:587?starttls=true"
    mail = Settings.resolve(environ={"SERVICECYCLE_SMTP_URL": url}).mail
    assert mail is not None
    assert (mail.host, mail.port, mail.user, mail.password) == (
        "mail.example",
        587,
        "mail@house",
        "p/w",
    )
    assert mail.starttls
    assert not mail.tls


def test_encrypted_mail_has_its_own_usual_port() -> None:
    mail = Settings.resolve(environ={"SERVICECYCLE_SMTP_URL": "smtps://mail.example"}).mail
    assert mail is not None
    assert (mail.port, mail.tls, mail.starttls) == (465, True, False)


def test_mail_is_written_below_the_data_folder_where_no_server_is_named(tmp_path: Path) -> None:
    settings = Settings.resolve(tmp_path, environ={})
    assert settings.mail is None
    assert settings.mail_folder == tmp_path / "mail"


@pytest.mark.parametrize(
    "url", ["mail.example:25", "http://mail.example", "smtp://:25", "smtp://a:x"]
)
def test_address_that_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(InvalidInputError, match="SERVICECYCLE_SMTP_URL"):
        Settings.resolve(environ={"SERVICECYCLE_SMTP_URL": url})


def test_number_of_cached_processes_must_be_a_number() -> None:
    assert Settings.resolve(environ={"SERVICECYCLE_MAX_CACHED": "0"}).max_cached_workflows == 0
    assert Settings.resolve(environ={}).max_cached_workflows is None
    with pytest.raises(InvalidInputError, match="whole number"):
        Settings.resolve(environ={"SERVICECYCLE_MAX_CACHED": "many"})


def test_a_house_says_with_one_figure_whether_readers_have_to_be_named() -> None:
    for said, meant in {"1": True, "0": False, "": False}.items():
        found = Settings.resolve(environ={"SERVICECYCLE_NAMED_READERS": said})
        assert found.named_readers_only is meant
    assert not Settings.resolve(environ={}).named_readers_only
    with pytest.raises(InvalidInputError, match="must be 1 or 0"):
        Settings.resolve(environ={"SERVICECYCLE_NAMED_READERS": "yes"})


def test_stack_that_was_never_started_is_unreachable_with_advice(tmp_path: Path) -> None:
    settings = Settings.resolve(tmp_path / "nothing", environ={})
    with pytest.raises(UnreachableError, match="run `servicecycle up`"):
        settings.database_url("reader")
    with pytest.raises(UnreachableError, match="run `servicecycle up`"):
        _ = settings.temporal
    assert not settings.data.exists()


def test_stack_whose_supervisor_died_is_unreachable_though_its_record_says_running(
    tmp_path: Path,
) -> None:
    settings = Settings.resolve(tmp_path / "data", environ={})
    settings.folder.make()
    record = StackRecord(ready=True)
    record.note(TEMPORAL, PartState.RUNNING, pid=None, address="127.0.0.1:7233")
    record.note(POSTGRES, PartState.RUNNING, pid=None, address="127.0.0.1:5432")
    record.write(settings.folder.stack_file)
    with pytest.raises(UnreachableError, match="run `servicecycle up`"):
        _ = settings.temporal
    with settings.folder.held():
        assert settings.temporal.address == "127.0.0.1:7233"
