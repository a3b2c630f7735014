#!/usr/bin/env bash
# Intl.DateTimeFormat: formatRange() may write a date in another form than format() of the same formatter. With
# { month: "short", day: "numeric", hour, minute } a single moment has the name or sign of the month in every language,
# and so has a range in English, German or Korean; in Chinese and Japanese the range has bare numbers, 1/31, and in
# Japanese also other signs for hours and minutes. The range comes from a table of its own in CLDR, which has no entry
# for that combination in these languages. A page that shows a time in one place and a range in another, by one
# formatter, shows two kinds of dates.
#
# node 22.12.0 (ICU 76.1), 2026-11-30:
#   en: Jan 31, 19:00 | Jan 31, 19:00 – 21:00     zh-CN: 1月31日 19:00 | 1/31 19:00–21:00
#   ko: 1월 31일 19:00 | 1월 31일 19:00 ~ 21:00     ja: 1月31日 19:00 | 1/31 19時00分～21時00分
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix "$folder" node@22.12.0
cat > "$folder/dates.js" <<'JS'
const start = new Date("2026-01-31T19:00:00Z"), end = new Date("2026-01-31T21:00:00Z");
const parts = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" };
for (const language of ["en", "de", "ko", "zh-CN", "ja"]) {
  const form = new Intl.DateTimeFormat(language, parts), one = form.format(start), range = form.formatRange(start, end);
  const date = one.slice(0, one.indexOf("19") - 1);
  console.error(`${language}: ${one} | ${range}`);
  console.log(language, range.startsWith(date));
}
JS
[ "$("$folder/node_modules/.bin/node" "$folder/dates.js" | tr '\n' ' ')" = "en true de true ko true zh-CN false ja false " ]
