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
