# Read by ./dev: finds Python and keeps .venv as the locks say, with one line on the screen for what takes long.
# .venv/stamp names kind, place and locks of a finished install. It goes before an install begins and is written
# last, so that an interrupted install is made anew.

say() { printf './dev: %s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

# need_environment runtime|dev: returns when .venv holds what requirements/$1.txt says.
need_environment() {
  is_ready "$1" && return
  {
    hold_lock
    is_ready "$1" || make_environment "$1"
  } 9>.venv.lock
}

# dev holds all that runtime holds, in the same versions.
is_ready() {
  for kind in "$1" dev; do
    [ "$(cat .venv/stamp 2>/dev/null)" = "$(stamp "$kind")" ] && .venv/bin/python -c '' 2>/dev/null && return
  done
  return 1
}

# The place is part of it, since scripts in .venv name it: a tree that was moved gets a new .venv.
stamp() { printf '%s %s %s\n' "$1" "$(cat "requirements/$1.txt" pyproject.toml | cksum)" "$PWD"; }

hold_lock() {
  command -v flock >/dev/null || return 0
  flock -n 9 && return
  say "another ./dev is installing; waiting for it"
  flock 9
}

make_environment() {
  if can_be_brought_up_to_date; then
    say "bringing .venv up to date"
    # A developer's .venv stays one, also when it is ./dev run that finds it out of date.
    case "$(cat .venv/stamp)" in dev*) set -- dev ;; esac
    rm .venv/stamp
  else
    python=$(find_python)
    rm -rf .venv
    say "installing into .venv with $("$python" --version) (about a minute, once)"
    "$python" -m venv .venv || fail "$python could not make .venv; the reason stands above"
  fi
  install --require-hashes --requirement "requirements/$1.txt"
  install --no-build-isolation --editable .
  stamp "$1" >.venv/stamp
}

can_be_brought_up_to_date() {
  case "$(cat .venv/stamp 2>/dev/null)" in
    *" $PWD") .venv/bin/python -c '' 2>/dev/null ;;
    *) return 1 ;;
  esac
}

# Settings of the environment (PIP_*) and of pip's own files stay in force.
install() {
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-deps "$@" ||
    fail "pip could not install $*; the reason stands above"
}

find_python() {
  without_venv=""
  for python in python3.13 python3.12 python3.11 python3; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
      echo "$python"
      return
    fi
    without_venv=$python
  done
  [ -n "$without_venv" ] || fail "Python 3.11 or newer is missing: apt install python3 python3-venv (Ubuntu 22.04: python3.11 python3.11-venv)"
  version=$("$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  fail "$without_venv cannot make virtual environments: apt install python$version-venv"
}
