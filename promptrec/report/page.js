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
  const paper = async (figure, data, layout) => { // a still picture by daylight, as wide as A4 within its margins
    const { width, height } = { width: 688, height: layout.height || 360 };
    const font = { ...layout.font, color: '#18222b' };
    const picture = document.createElement('img');
    picture.className = 'paper';
    picture.alt = figure.querySelector('.chart').getAttribute('aria-label');
    const light = { ...layout, font, paper_bgcolor: '#ffffff' };
    picture.src = await Plotly.toImage({ data, layout: light }, { format: 'svg', width, height });
    await picture.decode();
    figure.querySelector('.chart').after(picture);
    figure.classList.add('drawn');
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
  for (const figure of charts) {
    const [{ data, layout }] = JSON.parse(figure.querySelector('script').textContent);
    await paper(figure, data, layout);
  }
  document.documentElement.dataset.paper = charts.length;
})();
