"""`inspector bureau …`: make, serve and look after the bureau's central server.

Called by `__main__`; the demo uses `open_bureau` and `print_sheet` too. Everything it prints is
Chinese and English. Must never print a private key, and prints a password or code once.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from inspector_app.bureau.accounts import BureauRole
from inspector_app.bureau.enrolment import EnrolSheet
from inspector_app.bureau.house import Bureau, FirstAccount
from inspector_app.bureau.keys import ROOT_KEY
from inspector_app.bureau.moments import moment
from inspector_app.clock import CHINA, SystemClock
from inspector_app.errors import KnownError
from inspector_app.wire.enrol import Subject

PORT = 8643
_LAST_PORT = 65535
_WHO = "console"
_FOLDER_VARIABLE = "INSPECTOR_BUREAU"


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bureau` and its verbs."""
    parser = sub.add_parser("bureau", help="the bureau's central server · 局中心服务器")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    init = verbs.add_parser("init", help="make a bureau · 建立")
    init.add_argument("folder", type=Path, help="folder, made when absent · 文件夹")
    init.add_argument("--name", default="示例市文旅执法支队", help="name of the bureau · 局名")
    init.add_argument("--database", default="", help="postgresql://… instead of SQLite · 数据库")
    init.add_argument("--objects", default="", help="folder of evidence · 证据文件夹")
    init.add_argument(
        "--host", action="append", default=[], help="name or address for TLS · 主机名或地址"
    )
    init.add_argument(
        "--seed-training",
        action="store_true",
        help="load the training ledger, roster and assignments · 装入演示数据",
    )

    serve = verbs.add_parser("serve", help="serve · 启动")
    _folder_option(serve)
    serve.add_argument("--database", default="", help="instead of the configured one · 数据库")
    serve.add_argument("--objects", default="", help="instead of the configured one · 证据文件夹")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on · 监听地址")
    serve.add_argument(
        "--port", type=_port, default=PORT, help="0 takes a free one · 端口，0 自动选"
    )
    serve.add_argument(
        "--plain-http", action="store_true", help="without TLS, loopback only · 不加密，只限本机"
    )

    enrol = verbs.add_parser("enrol", help="codes and approvals · 登记")
    _folder_option(enrol)
    enrol.add_argument("--url", default="", help="address printed on the sheet · 登记单上的地址")
    enrol.add_argument("what", choices=["device", "officer", "list", "approve", "refuse"])
    enrol.add_argument("subject", nargs="?", default="", help="NAME, PERSON_ID or ID")

    accounts = verbs.add_parser("accounts", help="accounts of the web pages · 网页账号")
    _folder_option(accounts)
    accounts.add_argument("what", choices=["list", "add", "reset", "disable"])
    accounts.add_argument("login", nargs="?", default="")
    accounts.add_argument("--name", default="")
    accounts.add_argument("--role", choices=[role.value for role in BureauRole], default="reviewer")


def run(args: argparse.Namespace) -> int:
    """Run one verb."""
    if args.verb == "init":
        return _init(args)
    if args.verb == "serve":
        return _serve(args)
    with open_bureau(args.data) as bureau:
        return _enrol(bureau, args) if args.verb == "enrol" else _accounts(bureau, args)


def open_bureau(folder: Path | None, *, database: str = "", objects: str = "") -> Bureau:
    """Open a bureau with the machine's clock and randomness.

    Args:
        folder: None takes the environment's `INSPECTOR_BUREAU`, else the current folder.
    Raises:
        KnownError: `bureau.absent` and what opening raises.
    """
    chosen = folder or Path(os.environ.get(_FOLDER_VARIABLE, "."))
    return Bureau.open(
        chosen, clock=SystemClock(), entropy=os.urandom, database=database, objects=objects
    )


def print_sheet(sheet: EnrolSheet, url: str) -> None:
    """Print an enrolment sheet."""
    until = moment(sheet.expires_at_ms).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    kind = "电脑 laptop" if sheet.subject is Subject.DEVICE else "执法人员 officer"
    print(f"登记单 Enrolment sheet · {kind}: {sheet.label} ({sheet.subject_id})")
    print(f"  地址 Address      {url}")
    print(f"  指纹 Fingerprint  {_groups(sheet.fingerprint)}")
    print(f"  登记码 Code       {sheet.code.printed}")
    print(f"  用一次，到 {until} 为止 · once, until {until}")


def _init(args: argparse.Namespace) -> int:
    bureau, first = Bureau.create(
        args.folder,
        name=args.name,
        clock=SystemClock(),
        entropy=os.urandom,
        database=args.database,
        objects=args.objects,
        hosts=args.host,
    )
    with bureau:
        if args.seed_training:
            _seed_training(bureau)
        _tell_made(bureau, first)
    return 0


def _tell_made(bureau: Bureau, first: FirstAccount) -> None:
    print(f"已建立 Made: {bureau.config.name}")
    print(f"  账号 Account      {first.login}")
    print(f"  一次性口令 Password {first.password}")
    print(f"  根证书 Root       {_groups(bureau.keys.authority.root.sha256)}")
    print(f"  TLS               {_groups(bureau.keys.tls_fingerprint)}")
    print(f"根密钥 keys/{ROOT_KEY}：转存后删去，平时用不到。")
    print(f"Root key keys/{ROOT_KEY}: move it to a safe; daily work does not need it.")
    print(f"启动 Start: inspector bureau serve --data {bureau.folder}")


def _seed_training(bureau: Bureau) -> None:
    # only here: the training data need workbooks and are not wanted by a bureau at work
    from inspector_app.commands.training.feed import seed

    seed(bureau)


def _serve(args: argparse.Namespace) -> int:
    # uvicorn and the pages are loaded only by whoever serves
    from inspector_app.bureau.serving import Address, is_loopback, listen, serve

    if args.plain_http and not is_loopback(args.host):
        raise KnownError("bureau.plain-http", host=args.host)
    with open_bureau(args.data, database=args.database, objects=args.objects) as bureau:
        if args.host not in ("0.0.0.0", "::"):  # noqa: S104  compared, not bound
            bureau.ready_tls([args.host])
        listening = listen(args.host, args.port)
        scheme = "http" if args.plain_http else "https"
        address = Address(scheme, args.host, listening.getsockname()[1])
        print(f"{bureau.config.name} · {address.url}")
        print(f"TLS {_groups(bureau.keys.tls_fingerprint)}", flush=True)
        # uvicorn finishes what runs, then hands the signal on: the bureau is closed either way
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            serve(bureau, listening, args.host, plain_http=args.plain_http)
    return 0


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"0..{_LAST_PORT}")
    return port


def _enrol(bureau: Bureau, args: argparse.Namespace) -> int:
    now = bureau.clock.now()
    url = args.url or f"https://{bureau.config.hosts[0]}:{PORT}"
    if args.what == "list":
        with bureau.database.read() as connection:
            for row in bureau.enrolment.pending(connection):
                print(f"{row.short}  {row.subject}  {row.name}  {row.fingerprint}")
        return 0
    if not args.subject:
        sys.stderr.write("NAME, PERSON_ID or ID is missing · 缺少名称或编号\n")
        return 2
    with bureau.database.write() as connection:
        if args.what == "approve":
            certificate = bureau.enrolment.approve(connection, args.subject, now=now, who=_WHO)
            until = certificate.not_after.astimezone(CHINA).date().isoformat()
            print(f"已批准 Approved: {certificate.name}, {until}")
            return 0
        if args.what == "refuse":
            bureau.enrolment.refuse(connection, args.subject, now=now, who=_WHO)
            print(f"未批准 Refused: {args.subject}")
            return 0
        invite = (
            bureau.enrolment.invite_device
            if args.what == "device"
            else bureau.enrolment.invite_officer
        )
        sheet = invite(connection, args.subject, now=now, who=_WHO)
    print_sheet(sheet, url)
    return 0


def _accounts(bureau: Bureau, args: argparse.Namespace) -> int:
    now = bureau.clock.now()
    if args.what == "list":
        for account in bureau.accounts.list():
            mark = " (停用 disabled)" if account.disabled else ""
            print(f"{account.login}  {account.role.value}  {account.name}{mark}")
        return 0
    if not args.login:
        sys.stderr.write("LOGIN is missing · 缺少账号\n")
        return 2
    if args.what == "disable":
        bureau.accounts.disable(args.login, now=now, who=_WHO)
        print(f"已停用 Disabled: {args.login}")
        return 0
    if args.what == "add":
        name = args.name or args.login
        _, password = bureau.accounts.add(
            args.login, name, BureauRole(args.role), now=now, who=_WHO
        )
    else:
        password = bureau.accounts.reset(args.login, now=now, who=_WHO)
    print(f"{args.login}  一次性口令 one-time password: {password}")
    return 0


def _folder_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, default=None, help=f"folder · 文件夹 (${_FOLDER_VARIABLE})"
    )


def _groups(fingerprint: str) -> str:
    digits = fingerprint.upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
