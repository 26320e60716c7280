// The large head with its tokens as a PNG, dark on white for slides and paper. Stands before map.js.

function savePicture(map) {
  const { size } = map;
  const cell = Math.max(14, Math.min(28, Math.floor(1600 / size)));
  const edge = 160;
  const canvas = document.createElement('canvas');
  canvas.width = edge + size * cell + 20;
  canvas.height = edge + size * cell + 20;
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#18222b';
  context.font = `600 ${cell}px sans-serif`;
  context.fillText(map.name.textContent, 8, cell + 8);
  context.font = `${cell - 4}px sans-serif`;
  for (let at = 0; at < size; at += 1) {
    const text = map.data.tokens[at].trim().slice(0, 16);
    context.fillStyle = '#18222b';
    context.textAlign = 'right';
    context.fillText(text, edge - 6, edge + (at + 0.8) * cell);
    context.save();
    context.translate(edge + (at + 0.8) * cell, edge - 6);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'left';
    context.fillText(text, 0, 0);
    context.restore();
    for (let to = 0; to < size; to += 1) {
      context.fillStyle = `rgba(27, 127, 189, ${Math.sqrt(map.weight(at, to) / 255)})`;
      context.fillRect(edge + to * cell, edge + at * cell, cell - 1, cell - 1);
    }
  }
  canvas.toBlob((blob) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `promptrec-${map.name.textContent.toLowerCase().replace(/[^\p{L}\d]+/gu, '-')}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}
