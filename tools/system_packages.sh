# Read by ./dev: the Debian packages that tests need, installed when missing.

need_system_packages() {
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    install_packages ""
  elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then
    install_packages sudo
  else
    say "some tests will fail for want of packages: sudo apt install$missing"
  fi
}

missing_packages() {
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || printf ' postgresql'
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || printf ' chromium'
  ls /usr/share/fonts/*/noto/NotoSansCJK* >/dev/null 2>&1 || printf ' fonts-noto-cjk'
}

# install_packages sudo, or with an empty word where the rights are there already.
install_packages() {
  say "installing for the tests:$missing"
  # shellcheck disable=SC2086  # no word or one, and a list of words
  { $1 apt-get -qq -o DPkg::Lock::Timeout=300 update &&
    $1 env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing
  } </dev/null >/dev/null 2>&1 || say "that failed, and some tests will: sudo apt install$missing"
}
