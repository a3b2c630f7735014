// What somebody writes is not among the prepared states: an open page asks the site, in a hidden tab seldom.
const { ask, watch, known: versions, fresh } = page.dataset;
const seen = { ...keep("seen") };
let asked = Date.now(), asking, wanted;

// Whether the reader wants notifications, and the browser lets us send them; where it keeps nothing, until they leave.
const isWanted = () => window.Notification?.permission == "granted" && !!(keep("notify") ?? wanted);

// For those who listen, and for those who look at another tab and asked for it.
function announce(text) {
  find("live").textContent = text;
  if (!document.hidden || !isWanted()) return;
  try {
    new Notification(tab.title, { body: text, tag: site }).onclick = () => focus();
  } catch {
    // Phones have no notifications of a page.
  }
}

// Whether the answer holds what this page does not know: of the site, or of what it watches alone.
function isNews(report) {
  if (Date.parse(report.timestamp) <= Date.parse(built)) return false;
  const listed = ["incidents", "maintenances", "announcements", "services"].flatMap((kind) => report[kind]);
  const mark = (id, one = listed.find((each) => each.id == id)) => `${id}=${one ? one.version ?? one.status : "over"}`;
  return (watch ? watch.split(" ").map((id) => mark(id)) : [report.version]).some((one) => !versions.split(" ").includes(one));
}

// A clock that is minutes off is corrected by the server's. `Date` is when the answer was made, `Age` how long a cache
// has kept it; one from long before the build was kept by a cache that does not say so.
function holdClock({ headers }, { timestamp }) {
  const date = Date.parse(headers.get("Date")) + 1e3 * headers.get("Age"), off = date - Date.now();
  if (!(Math.abs(off - skew) > 12e4 && date > Date.parse(timestamp) - 6e5)) return;
  skew = Math.abs(off) > 12e4 ? off : 0;
  tick();
}

async function look() {
  asked = Date.now();
  try {
    const answer = await fetch(ask, { cache: "no-cache" }), report = await answer.json();
    holdClock(answer, report);
    if (isNews(report)) {
      offer.hidden = false;
      showTab();
      announce(offer.firstChild.textContent);
    }
  } catch {
    // Not reachable: the page shows its age, and asks again.
  }
  wait();
}

function wait() {
  clearTimeout(asking);
  if (offer?.hidden) asking = setTimeout(look, document.hidden ? 3e5 + 6e5 * Math.random() : 6e4);
}

// What was written since the reader's last visit has a mark. Of an entry that they have not seen, that is what was
// written after all that they have seen.
function showNew() {
  const kept = { ...keep("seen") };
  let more;
  for (const one of all("[data-entry]"))
    for (const time of one.querySelectorAll(".at > time, .meta > time")) {
      const { entry } = one.dataset, { dateTime } = time;
      for (const name of [entry, ""]) if (!(kept[name] >= dateTime)) [kept[name], more] = [dateTime, true];
      if (dateTime > (seen[entry] ?? seen[""]) && !time.parentNode.querySelector(".new"))
        time.before(Object.assign(document.createElement("b"), { className: "tag new", textContent: fresh }), " ");
    }
  if (more && !document.hidden) keep("seen", kept);
  for (const choice of all(".notify")) {
    choice.hidden = !offer || !window.Notification || Notification.permission == "denied";
    choice.setAttribute("aria-pressed", isWanted());
  }
}

document.addEventListener("click", async ({ target }) => {
  if (target.closest("#news button")) location.reload();
  if (target.className != "notify") return;
  wanted = keep("notify", !isWanted() && (await Notification.requestPermission()) == "granted");
  showNew();
});
document.addEventListener("visibilitychange", () =>
  offer?.hidden && !document.hidden && Date.now() - asked > 59e3 ? look() : wait(),
);
tick();
// Where the clock has changed the page already, or says that it is old, the clock is held against the server's at once.
if (offer && (reached || past(built) > 72e5)) look();
else wait();
