// What may be written at the caret: names of fields, {mask}, {soft:8}, and `:N` behind a name.

const LIMITS = [3, 5, 10];
const MOST = 60; // suggestions shown at most

// {from, to, choices} when the caret stands inside a field that is being written, else null.
function suggestions(text, caret, fields) {
  const from = openBrace(text, caret);
  if (from < 0) return null;
  const typed = text.slice(from, caret);
  const rest = /^[^{}[\]\s]*\}?/.exec(text.slice(caret))[0];
  const to = caret + (rest.endsWith('}') ? rest.length : 0);
  const taken = text.slice(0, from).includes('{mask}') || text.slice(to).includes('{mask}');
  const special = taken ? ['soft:8'] : ['mask', 'soft:8'];
  const choices = typed.includes(':')
    ? limited(typed, fields)
    : matching(typed, [...fields, ...(inOptional(text, from - 1) ? [] : special)]);
  return choices.length ? { from, to, choices: choices.slice(0, MOST) } : null;
}

// Place behind the { that the caret stands in, -1 when it stands in none.
function openBrace(text, caret) {
  let at = 0;
  while (at < caret) {
    const one = text[at];
    if ('{}[]'.includes(one) && text[at + 1] === one && at + 1 < caret) at += 2;
    else if (one === '{') {
      const end = text.slice(at + 1, caret).search(/[{}[\]\n]/);
      if (end < 0) return at + 1;
      at += end + 2;
    } else at += 1;
  }
  return -1;
}

function inOptional(text, end) {
  const plain = text.slice(0, end).replace(/\{\{|\}\}|\[\[|\]\]/g, '');
  return plain.lastIndexOf('[') > plain.lastIndexOf(']');
}

// Names that begin with what is typed, then those that hold it; a whole name also with limits.
function matching(typed, names) {
  const wanted = typed.toLowerCase();
  const first = names.filter(name => name.toLowerCase().startsWith(wanted));
  const later = names.filter(name => !first.includes(name) && name.toLowerCase().includes(wanted));
  const whole = names.includes(typed) && typed.includes('.');
  return [...first, ...(whole ? limited(`${typed}:`, names) : []), ...later];
}

function limited(typed, fields) {
  const name = typed.slice(0, typed.indexOf(':'));
  if (name === 'soft') return ['soft:8', 'soft:16'].filter(one => one.startsWith(typed));
  const known = [...fields].includes(name);
  return known ? LIMITS.map(limit => `${name}:${limit}`).filter(one => one.startsWith(typed)) : [];
}
