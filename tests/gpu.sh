#!/usr/bin/env bash
# What a GPU makes of cnnstat, in at most four minutes on one card: a cross-check of three networks on the card, the
# tests marked `gpu`, and tables of training speed and memory. Nothing needs to be installed but PyTorch and cnnstat's base
# packages; cnnstat itself runs from this checkout. What else is missing is named, and what needs it is left out.
#
#   bash tests/gpu.sh
#
# PYTHON             the interpreter to use (python3)
# CNNSTAT_GPU_DEVICE the device (cuda); with cpu, everything runs once with tiny settings, to try the script itself
# CNNSTAT_GPU_LIMIT  seconds that it may take in all (240)
#
# Exit code: 0 all well, or there is no GPU; 1 a part failed or did not end in time; 2 a package is missing. The tables
# show what could be measured in the time that is left: they name what could not, and that is no failure.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
export PYTHONPATH=$PWD${PYTHONPATH:+:$PYTHONPATH} PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 NO_COLOR=1
unset FORCE_COLOR
python=${PYTHON:-python3}
device=${CNNSTAT_GPU_DEVICE:-cuda}
limit=${CNNSTAT_GPU_LIMIT:-240}
networks=(lenet5 resnet18 mobilenet_v2)
[ "$device" = cpu ] && networks=(lenet5)
failed=()

# What this Python has; the names of missing packages are left in $missing.
has() { "$python" -c "import importlib.util as u, sys; sys.exit(u.find_spec('$1') is None)"; }

if ! command -v "$python" >/dev/null; then
  echo "$python is not here: PYTHON=... names another interpreter" >&2
  exit 2
fi
if ! has torch; then
  echo "no PyTorch here, so nothing was run on a GPU"
  exit 0
fi
if [ "$device" = cuda ] && ! "$python" -c "import sys, torch; sys.exit(not torch.cuda.is_available())"; then
  echo "no GPU here that PyTorch can use, so nothing was run"
  exit 0
fi
for package in typer rich yaml markdown_it; do
  if ! has "$package"; then
    echo "the package $package is missing, which cnnstat needs" >&2
    exit 2
  fi
done

# The seconds that are left to a part which may take so many.
seconds() {
  local left=$((limit - 5 - SECONDS))
  [ "$left" -lt 1 ] && left=1
  [ "$left" -lt "$1" ] && echo "$left" || echo "$1"
}

# Run a part: its name, the seconds that it may take, its command.
part() {
  local name=$1 most status=0 start=$SECONDS
  most=$(seconds "$2")
  shift 2
  printf '\n== %s ==\n' "$name"
  timeout -k 5 "$most" "$@" || status=$?
  case $status in
    0) ;;
    124 | 137) failed+=("$name (stopped after $most s)") ;;
    *) failed+=("$name (exit code $status)") ;;
  esac
  printf '(%s: %s s)\n' "$name" $((SECONDS - start))
}

for extra in \
  "torchvision:the comparison with torchvision's models" "fvcore:the second FLOP counter" \
  "matplotlib:the pictures of training curves" "triton:--compile" \
  "pytest:the tests" "hypothesis:the tests"; do
  has "${extra%%:*}" || echo "${extra%%:*} is missing: ${extra#*:} left out"
done

part "cross-check" 45 "$python" -m cnnstat crosscheck "${networks[@]}" --device "$device"
if has pytest && has hypothesis; then
  # One process, for there is one card; only files with such a test, for others may import what is not here.
  mapfile -t files < <(grep -rl 'mark\.gpu' tests --include='test_*.py')
  part "tests" 120 "$python" -m pytest -o addopts= -p no:cacheprovider -v --tb=short --durations=10 -m gpu "${files[@]}"
fi
# Last, for it makes do with the time that is left, a minute at least; ten seconds of it are for the end of a process
# that has to be killed.
left=$(seconds "$limit")
part "speed and memory" "$left" "$python" tests/benchmarks/gpu.py --device "$device" \
  --networks "$(IFS=,; echo "${networks[*]}")" --seconds $((left > 20 ? left - 10 : 10))

printf '\n%s s in all' "$SECONDS"
if [ "${#failed[@]}" -gt 0 ]; then
  printf '; not well:'
  printf ' %s;' "${failed[@]}"
  printf '\n'
  exit 1
fi
printf '; all well\n'
