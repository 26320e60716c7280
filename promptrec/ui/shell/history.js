// Streamlit makes a new entry of the browser's history whenever a page writes its own address: the
// first Back then leads to the same page, which writes the same address again. Only another page
// makes an entry here.
if (!window.promptrecHistory) {
  window.promptrecHistory = true;
  const push = window.history.pushState.bind(window.history);
  window.history.pushState = (state, title, url) => {
    const here = new URL(url ?? window.location.href, window.location.href);
    if (here.pathname === window.location.pathname) window.history.replaceState(state, title, url);
    else push(state, title, url);
  };
}

// A help mark ends in a link to its term: the glossary opens there, and nothing of the page is lost.
if (!window.promptrecGlossary) {
  window.promptrecGlossary = true;
  const shown = (name) => document.querySelector(`[data-testid="stDialog"] .${CSS.escape(name)}`);
  const point = (name, tries) => {
    const term = shown(name);
    if (term) {
      term.classList.add("pr-term-asked");
      term.scrollIntoView({ block: "center" });
    } else if (tries > 0) setTimeout(point, 100, name, tries - 1);
  };
  document.addEventListener("click", (event) => {
    const name = event.target.closest?.('a[href^="#pr-term-"]')?.getAttribute("href").slice(1);
    if (!name) return;
    event.preventDefault();
    event.stopPropagation();
    if (!shown(name)) document.querySelector(".st-key-pr_glossary button")?.click();
    point(name, 100);
  }, true);
}
