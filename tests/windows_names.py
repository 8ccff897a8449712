"""The command where Python has only the names that it has on Windows, as far as that can be had elsewhere.

Run as a script with commands as JSON on stdin, it prints the exit code of each and what it said.
The standard library and others' libraries are loaded before the names go: what they need of this system is not ours.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import pkgutil
import signal
import sys
from types import ModuleType
from typing import Any, Final

MODULES: Final = ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "readline", "syslog", "posix")
OF_OS: Final = (
    *(
        "fork",
        "forkpty",
        "wait",
        "wait3",
        "wait4",
        "waitid",
        "WNOHANG",
        "killpg",
        "setsid",
        "nice",
        "getloadavg",
    ),
    *(
        "getuid",
        "geteuid",
        "getgid",
        "getegid",
        "getgroups",
        "getpgid",
        "getpgrp",
        "getsid",
        "setuid",
        "uname",
    ),
    *(
        "sched_getaffinity",
        "sched_setaffinity",
        "sysconf",
        "confstr",
        "pathconf",
        "ttyname",
        "openpty",
        "ctermid",
    ),
    *(
        "chown",
        "fchown",
        "lchown",
        "fchmod",
        "chroot",
        "mkfifo",
        "mknod",
        "statvfs",
        "fstatvfs",
        "sync",
        "fdatasync",
    ),
    *(
        "pread",
        "preadv",
        "pwrite",
        "pwritev",
        "readv",
        "writev",
        "sendfile",
        "posix_fadvise",
        "posix_fallocate",
    ),
    # Here `filelock` needs O_NONBLOCK, and `subprocess` SIGKILL.
    *("O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "O_SYNC", "O_DSYNC", "O_NOCTTY", "O_NDELAY"),
    *(
        "memfd_create",
        "eventfd",
        "pidfd_open",
        "getxattr",
        "setxattr",
        "listxattr",
        "copy_file_range",
        "splice",
    ),
)
OF_SIGNAL: Final = (
    *("SIGHUP", "SIGPIPE", "SIGCHLD", "SIGALRM", "SIGQUIT", "SIGTSTP", "SIGUSR1", "SIGUSR2", "SIGWINCH"),
    *("alarm", "pause", "setitimer", "siginterrupt", "sigwait", "pthread_kill", "pthread_sigmask"),
)
OF_TIME: Final = ("tzset",)
LATE: Final = (
    "platformdirs",
    "filelock",
    "openpyxl",
    "babel.dates",
    "babel.numbers",
    "jinja2",
)  # imported where they are used


def load_every_module() -> None:
    """Import all modules of the package."""
    package = importlib.import_module("promocheck")
    for each in pkgutil.walk_packages(package.__path__, "promocheck."):
        importlib.import_module(each.name)


def without_posix() -> None:
    """Take the names away, and load all of ours anew."""
    for name in [each for each in sys.modules if each.partition(".")[0] == "promocheck"]:
        del sys.modules[name]
    sys.modules.update(dict.fromkeys(MODULES))  # type: ignore[arg-type] # None: there is no such module
    sys.modules["msvcrt"] = ModuleType("msvcrt")
    import time

    for module, names in ((os, OF_OS), (signal, OF_SIGNAL), (time, OF_TIME)):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    sys.platform = "win32"


def ended(arguments: list[str]) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of a command in this process."""
    run: Any = importlib.import_module("promocheck.cli.guard").run
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    said = []
    for each in (out, err):
        each.flush()
        said.append(each.buffer.getvalue().decode("utf-8"))
    return code, said[0], said[1]


if __name__ == "__main__":
    load_every_module()
    for each in LATE:
        importlib.import_module(each)
    if "--windows" in sys.argv:
        without_posix()
        load_every_module()
    sys.stdout.write(json.dumps([ended(each) for each in json.load(sys.stdin)]))
