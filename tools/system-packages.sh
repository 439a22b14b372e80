#!/usr/bin/env bash
# Installs the system packages that are missing, where apt and the rights for it are there; else says what to install.
# With the argument "test" also those that only tests use; it does not fail for them: tests that miss one say so.
set -u

if [ "${1:-}" = test ]; then
  bash "$0" || exit
  packages=()
  command -v pdftotext >/dev/null || packages+=(poppler-utils)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
  [ -x /usr/bin/chromium ] || packages+=(chromium)
  [ ${#packages[@]} -eq 0 ] && exit 0
  bash "$0" these "${packages[@]}" || echo "Tests that need ${packages[*]} will fail; make test NEED_ALL= skips them." >&2
  exit 0
fi

packages=()
if [ "${1:-}" = these ]; then
  packages=("${@:2}")
else
  command -v tesseract >/dev/null || packages+=(tesseract-ocr)
  data=$(tesseract --list-langs 2>/dev/null)
  grep -qx eng <<<"$data" || packages+=(tesseract-ocr-eng)
  grep -qx osd <<<"$data" || packages+=(tesseract-ocr-osd)
  fonts=/usr/share/fonts
  [ -e $fonts/truetype/gnutypewriter ] || packages+=(fonts-gnutypewriter)
  [ -e $fonts/opentype/courier-prime ] || packages+=(fonts-courier-prime)
  [ -e $fonts/truetype/liberation ] || [ -e $fonts/truetype/liberation2 ] || packages+=(fonts-liberation)
  [ -e $fonts/truetype/dejavu ] || packages+=(fonts-dejavu-core)
  python=${PYTHON:-python3}
  command -v "$python" >/dev/null || packages+=(python3)
  "$python" -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3-venv)
fi
[ ${#packages[@]} -eq 0 ] && exit 0

by_hand="Please install: ${packages[*]}   (Debian and Ubuntu: sudo apt-get install ${packages[*]})"
command -v apt-get >/dev/null || { echo "$by_hand" >&2; exit 3; }
if [ "$(id -u)" = 0 ]; then
  as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  echo "$by_hand" >&2
  exit 3
fi

echo "Installing system packages: ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
install() { ${as_root[@]+"${as_root[@]}"} apt-get install -y --no-install-recommends "${packages[@]}" >>"$log" 2>&1; }
if ! install && ! { ${as_root[@]+"${as_root[@]}"} apt-get update >>"$log" 2>&1 && install; }; then
  tail -n 5 "$log" >&2
  echo "$by_hand" >&2
  exit 3
fi
rm -f "$log"
