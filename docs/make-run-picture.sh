#!/usr/bin/env bash
# Makes docs/run.svg: a terminal window with the output of two real runs. One process trains; then a cluster of three
# workers trains the same network, and one of them is killed after two epochs. Both must end with the same weights.
#
#   dotnet build -c Release && docs/make-run-picture.sh [ACTORNET.DLL]
set -euo pipefail
cd "$(dirname "$0")/.."
picture=$PWD/docs/run.svg
program=$(realpath "${1:-src/ActorNet.Cli/bin/Release/net10.0/actornet.dll}")
actornet() { dotnet "$program" "$@"; }

work=$(mktemp -d)
started=()
cleanup() {
  for id in "${started[@]}"; do kill "$id" || true; done
  wait || true
  rm -rf "$work"
}
trap "cleanup 2>/dev/null" EXIT
cd "$work"
export ACTORNET_OFFLINE=1

fail() { echo "$1" >&2; [ ! -e cluster.txt ] || cat cluster.txt >&2; exit 1; }

alone="actornet train --dataset digits --quiet"
$alone >alone.txt 2>&1 || { cat alone.txt >&2; exit 1; }

coordinate="actornet coordinator --dataset digits --min-workers 3"
dotnet "$program" ${coordinate#actornet } >cluster.txt 2>&1 & coordinator=$!
started+=("$coordinator")
for i in 1 2 3; do
  dotnet "$program" worker --join 127.0.0.1:4710 --name worker-$i --quiet >"worker-$i.txt" 2>&1 & started+=($!)
done
until grep -q '^Epoch  *2/' cluster.txt; do
  kill -0 "$coordinator" 2>/dev/null || fail "The coordinator ended before its second epoch:"
  sleep 0.02
done
kill -9 "${started[2]}"
wait "${started[2]}" 2>/dev/null || true
wait "$coordinator" || fail "The coordinator failed:"
grep -q '^Worker worker-2 left' cluster.txt || fail "The loss of worker-2 was not reported:"
hash() { grep -oE '\b[0-9a-f]{64}\b' "$1"; }
[ "$(hash alone.txt)" = "$(hash cluster.txt)" ] || fail "The weights differ from $(hash alone.txt):"

{
  echo "\$ $alone"; cat alone.txt; echo
  echo "\$ for i in 1 2 3; do actornet worker --join 127.0.0.1:4710 --name worker-\$i --quiet & done"
  echo "\$ $coordinate"; cat cluster.txt
} | awk '
  # A cell is 7.8 x 18 pixels; textLength makes the characters of every font that wide.
  { line[NR] = $0; if (length($0) > columns) columns = length($0) }
  END {
    width = columns * 7.8 + 40; height = NR * 18 + 64
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n", width, height, width, height
    print "<title>A run in one process, and a run of three workers of which one is killed: the same weights</title>"
    print "<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#161b22\"/>"
    print "<circle cx=\"20\" cy=\"18\" r=\"6\" fill=\"#ff5f57\"/><circle cx=\"40\" cy=\"18\" r=\"6\" fill=\"#febc2e\"/><circle cx=\"60\" cy=\"18\" r=\"6\" fill=\"#28c840\"/>"
    printf "<text x=\"%d\" y=\"23\" fill=\"#8b949e\" text-anchor=\"middle\" font-family=\"system-ui, sans-serif\" font-size=\"13\">worker-2 is killed (kill -9) after epoch 2: the weights are the same</text>\n", width / 2
    print "<g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace\" font-size=\"13\" xml:space=\"preserve\">"
    for (i = 1; i <= NR; i++) {
      if (line[i] == "") continue
      colour = "#c9d1d9"
      if (line[i] ~ /^\$ /) colour = "#7ee787"
      if (line[i] ~ /^Worker .* left/) colour = "#ffa657"
      if (line[i] ~ /^Weights /) colour = "#79c0ff"
      text = line[i]; gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text)
      printf "<text x=\"20\" y=\"%d\" fill=\"%s\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\">%s</text>\n", i * 18 + 36, colour, length(line[i]) * 7.8, text
    }
    print "</g>"
    print "</svg>"
  }' >run.svg
mv run.svg "$picture"
