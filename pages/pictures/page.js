/* What a page needs a browser for: the copied link, pictures of charts, the measure of paper, the start page's cookie.

   One button stands for it all, the one that copies; the rest is put to work once per visit. */
const CHART = ".js-plotly-plot";
const root = document.documentElement;
let told = {};
let isWatching = false;

export default function ({ parentElement, data }) {
  told = data;
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.hidden = false;
  button.style.width = "100%";
  button.onclick = async () => {
    await copy(link());
    button.textContent = data.copied;
    setTimeout(() => (button.textContent = data.label), 2000);
  };
  if (data.start) document.cookie = data.start;
  if (!isWatching) watch();
  dress();
}

/* ---- the link ---- */

/* The address as a colleague should get it. A bare address opens one's start page, so the Overview's says its name. */
function link() {
  const address = new URL(window.location.href);
  for (const name of told.leaveOut) address.searchParams.delete(name);
  if (address.pathname === "/" && address.search === "") address.searchParams.set(told.bare, told.page);
  return address.href;
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // without https there is no clipboard
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/* ---- pictures of charts ---- */

function watch() {
  isWatching = true;
  let isDue = false;
  const soon = () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      dress();
    });
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  window.addEventListener("beforeprint", measure);
}

/* Plotly offers one format a chart: beside its button for PNG a second one asks it for SVG. */
function dress() {
  for (const chart of document.querySelectorAll(CHART)) {
    const options = chart._context?.toImageButtonOptions;
    const png = chart.querySelector(".modebar-btn");
    if (!options || !png || png.dataset.picture) continue;
    options.filename = fileName(chart);
    const svg = png.cloneNode(true);
    write(png, "png");
    write(svg, "svg");
    svg.addEventListener("click", () => {
      options.format = "svg";
      png.click();
      options.format = "png";
    });
    png.after(svg);
  }
}

function write(button, format) {
  button.dataset.picture = format;
  button.textContent = format.toUpperCase();
  button.dataset.title = told.pictures[format];
  button.setAttribute("aria-label", told.pictures[format]);
}

/* The page, the key of the chart, and the period: forecast-path-2026-Q4. */
function fileName(chart) {
  const keyed = [...(chart.closest("[class*=st-key-]")?.classList ?? [])].find((name) => name.startsWith("st-key-"));
  const parts = [told.page, keyed?.slice("st-key-".length).replaceAll("_", "-"), told.period];
  return parts.filter(Boolean).join("-");
}

/* ---- paper ---- */

/* Charts keep the width they have on the screen, so the whole page is scaled to the sheet: by print.css, from this. */
function measure() {
  const block = document.querySelector('[data-testid="stMainBlockContainer"]');
  if (!block) return;
  const { paddingLeft, paddingRight } = getComputedStyle(block);
  root.style.setProperty("--screen", `${block.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)}px`);
  root.style.setProperty("--rest", JSON.stringify(told.rest));
  root.toggleAttribute("data-dark", isDark(getComputedStyle(document.querySelector(".stApp")).backgroundColor));
  for (const table of document.querySelectorAll('[data-testid="stDataFrame"]')) {
    const seen = table.querySelector(".dvn-scroller");
    const isCut = seen && (seen.scrollHeight > seen.clientHeight + 1 || seen.scrollWidth > seen.clientWidth + 1);
    table.toggleAttribute("data-cut", Boolean(isCut));
  }
}

function isDark(colour) {
  const [red, green, blue] = colour.match(/\d+/g).map(Number);
  return red + green + blue < 3 * 128;
}
