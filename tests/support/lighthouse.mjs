// node lighthouse.mjs CHROMIUM FLAGS CATEGORIES URL…: each page's marks, as one document of JSON, from one Chromium.
// It lies outside of the folder in which Lighthouse is installed, so that folder is the working directory.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [chromePath, flags, categories, ...pages] = process.argv.slice(2);
const installed = createRequire(`${process.cwd()}/`);
const load = (name) => import(pathToFileURL(installed.resolve(name)));
const [{ default: lighthouse }, { launch }] = [await load("lighthouse"), await load("chrome-launcher")];

const chrome = await launch({ chromePath, chromeFlags: ["--headless", ...flags.split(" ")], logLevel: "silent" });
const found = [];
try {
  for (const url of pages) {
    // Nothing in these pages loads later, so there is nothing to wait for.
    const waits = { pauseAfterFcpMs: 0, pauseAfterLoadMs: 0, networkQuietThresholdMs: 0, cpuQuietThresholdMs: 0 };
    const wanted = { port: chrome.port, onlyCategories: categories.split(","), disableFullPageScreenshot: true, ...waits };
    const { lhr } = await lighthouse(url, { ...wanted, output: "json", logLevel: "silent" });
    for (const { id, score, auditRefs } of Object.values(lhr.categories)) {
      const audits = auditRefs.filter((one) => one.weight > 0).map((one) => lhr.audits[one.id]);
      const failing = audits.filter((one) => one.score !== null && one.score < 1);
      const where = (one) => (one.details?.items ?? []).map((item) => item.node?.snippet ?? JSON.stringify(item));
      found.push({ url, category: id, score, failing: failing.map((one) => [one.id, ...where(one)]) });
    }
  }
} finally {
  await chrome.kill();
}
console.log(JSON.stringify(found));
