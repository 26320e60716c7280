// Unpacks plotly.js, which stands compressed in this file, and draws the charts. When that cannot be
// done the numbers of each chart stay open.
(async () => {
  const packed = Uint8Array.from(atob(document.getElementById('plotly').textContent), (one) => one.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const script = document.createElement('script');
  script.textContent = await new Response(stream).text();
  document.head.append(script);
  const look = () => {
    const { color, backgroundColor } = getComputedStyle(document.body);
    return { 'font.color': color, paper_bgcolor: backgroundColor }; // so that a saved picture is legible
  };
  const charts = [...document.querySelectorAll('figure')];
  for (const figure of charts) {
    const [{ data, layout }, config] = JSON.parse(figure.querySelector('script').textContent);
    const place = figure.querySelector('.chart');
    await Plotly.newPlot(place, data, layout, config);
    await Plotly.relayout(place, look());
    place.style.minHeight = '';
    figure.querySelector('details').open = false;
  }
  const repaint = () => charts.forEach((figure) => Plotly.relayout(figure.querySelector('.chart'), look()));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
  addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
  document.documentElement.dataset.drawn = charts.length;
})();
