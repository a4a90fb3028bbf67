"""The function's own settings: what may stand in its environment."""

import pytest

from smscode.settings import Endpoint, Settings, SettingsError

URI = "env:SMS_CONFIG"


def test_defaults() -> None:
    """Only CONFIG_URI must be set: the service is Aliyun's own, a config is used for 300 s."""
    settings = Settings.from_environment({"CONFIG_URI": URI})
    assert settings.config_uri == URI
    assert settings.dysmsapi == Endpoint("https", "dysmsapi.aliyuncs.com", is_loopback=False)
    assert settings.config_ttl == 300


@pytest.mark.parametrize("environment", [{}, {"CONFIG_URI": ""}, {"config_uri": URI}])
def test_config_uri_must_be_set(environment: dict[str, str]) -> None:
    """Without CONFIG_URI there is nothing to start from, and the error says so."""
    with pytest.raises(SettingsError, match=r"^CONFIG_URI: "):
        Settings.from_environment(environment)


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("https://dysmsapi.aliyuncs.com", ("https", "dysmsapi.aliyuncs.com", False)),
        ("https://dysmsapi.aliyuncs.com/", ("https", "dysmsapi.aliyuncs.com", False)),
        ("HTTPS://dysmsapi.aliyuncs.com", ("https", "dysmsapi.aliyuncs.com", False)),
        ("dysmsapi.ap-southeast-1.aliyuncs.com:8443", ("https", None, False)),
        ("https://127.0.0.1:8443", ("https", "127.0.0.1:8443", True)),
        ("http://127.0.0.1:9000", ("http", "127.0.0.1:9000", True)),
        ("http://127.8.9.1", ("http", "127.8.9.1", True)),
        ("http://[::1]:9000", ("http", "[::1]:9000", True)),
        ("http://localhost:9000", ("http", "localhost:9000", True)),
        ("https://dysmsapi.aliyuncs.com.:443", ("https", "dysmsapi.aliyuncs.com.:443", False)),
        (f"https://{'a' * 63}.invalid", ("https", f"{'a' * 63}.invalid", False)),
    ],
)
def test_endpoint(text: str, endpoint: tuple[str, str | None, bool]) -> None:
    """An endpoint is https, or http to this machine; a bare host means https."""
    scheme, authority, is_loopback = endpoint
    wanted = Endpoint(scheme, authority or text, is_loopback)
    assert Endpoint.parse(text, "DYSMSAPI_ENDPOINT") == wanted


@pytest.mark.parametrize(
    "text",
    [
        *("http://dysmsapi.aliyuncs.com", "http://10.0.0.1", "http://0.0.0.0:9000", "http://[::]"),
        *("http://127.0.0.1.example.com", "http://localhost.example.com", "http://2130706433"),
        *("http://127.0.0.1@example.com", "http://127.0.0.1#@example.com", "http://169.254.1.1"),
        *("ftp://dysmsapi.aliyuncs.com", "file:///etc/passwd", "https://", "https://:443", "://x"),
        *("https://key:s3cr3t@dysmsapi.aliyuncs.com", "https://s3cr3t@dysmsapi.aliyuncs.com"),
        *("https://:s3cr3t@dysmsapi.aliyuncs.com", "https://@dysmsapi.aliyuncs.com"),
        *("https://dysmsapi.aliyuncs.com/v1", "https://dysmsapi.aliyuncs.com?s3cr3t"),
        *("https://dysmsapi.aliyuncs.com#s3cr3t", "https://[::1", "https://host:port"),
        *("https://.invalid", "https://a..invalid", "https://.", "https://..", "https://invalid.."),
        *(f"https://{'a' * 64}.invalid", f"https://a.{'b' * 64}", f"https://{'a' * 64}:443"),
        *("https://dysmsapi.aliyuncs.com:99999", "https://dysms api.aliyuncs.com", " "),
    ],
)
def test_what_is_no_endpoint(text: str) -> None:
    """Plain http to elsewhere, paths, queries and credentials are refused without an echo."""
    with pytest.raises(SettingsError, match=r"^DYSMSAPI_ENDPOINT: ") as caught:
        Settings.from_environment({"CONFIG_URI": URI, "DYSMSAPI_ENDPOINT": text})
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("text", ["1", "60", "86400"])
def test_ttl(text: str) -> None:
    """CONFIG_TTL_SECONDS is a whole number of seconds, up to a day."""
    environment = {"CONFIG_URI": URI, "CONFIG_TTL_SECONDS": text}
    assert Settings.from_environment(environment).config_ttl == float(text)


@pytest.mark.parametrize(
    "text", ["0", "-1", "86401", "1.5", "1e3", "5m", " 60", "+60", "６０", "٦٠", "²", "9" * 5000]
)
def test_what_is_no_ttl(text: str) -> None:
    """Anything else is refused by name."""
    with pytest.raises(SettingsError, match=r"^CONFIG_TTL_SECONDS: "):
        Settings.from_environment({"CONFIG_URI": URI, "CONFIG_TTL_SECONDS": text})


@pytest.mark.parametrize("name", ["DYSMSAPI_ENDPOINT", "CONFIG_TTL_SECONDS"])
def test_empty_is_unset(name: str) -> None:
    """A variable that a deploy tool sets to nothing is as good as absent."""
    plain = Settings.from_environment({"CONFIG_URI": URI})
    assert Settings.from_environment({"CONFIG_URI": URI, name: ""}) == plain
