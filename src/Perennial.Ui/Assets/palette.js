// Ctrl-K: pages and actions from the page's data, customers from the server. What is typed goes by POST, so it stands in no address.
(function () {
  'use strict';
  var dialog = document.getElementById('palette');
  if (!dialog) { return; }
  var form = dialog.querySelector('form'), input = document.getElementById('palette-q');
  var list = document.getElementById('palette-list'), said = dialog.querySelector('.palette-said');
  var known = JSON.parse(document.getElementById('palette-data').textContent);
  var waitMilliseconds = 120, lettersMin = 2, ownMax = 8, customersMax = 8;
  var found = [], current = 0, asking = null, timer, isClosed = false;

  function folded(text) { return text.toLocaleLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, ''); }

  // Every word typed begins a word of the name or of its section.
  function matches(entry, words) {
    var text = ' ' + folded(entry[0] + ' ' + entry[1]);
    return words.every(function (w) { return text.includes(' ' + w) || (w.length > 2 && text.includes(w)); });
  }

  function element(name, text, className) {
    var made = document.createElement(name);
    if (text) { made.textContent = text; }
    if (className) { made.className = className; }
    return made;
  }

  function option(entry) {
    var link = element('a');
    link.href = entry[2];
    link.append(element('span', entry[0]));
    if (entry[1]) { link.append(element('small', entry[1])); }
    return link;
  }

  function group(title, links) {
    if (!links.length) { return; }
    var box = element('div', '', 'palette-group'), head = element('div', title);
    head.id = 'palette-group-' + list.children.length;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-labelledby', head.id);
    box.append(head);
    links.forEach(function (link) {
      link.id = 'palette-option-' + found.length;
      link.setAttribute('role', 'option');
      link.tabIndex = -1;
      found.push(link);
      box.append(link);
    });
    list.append(box);
  }

  function choose(index) {
    if (found[current]) { found[current].setAttribute('aria-selected', 'false'); }
    current = found.length ? (index + found.length) % found.length : 0;
    var link = found[current];
    if (link) {
      link.setAttribute('aria-selected', 'true');
      input.setAttribute('aria-activedescendant', link.id);
      link.scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function draw(customers, isWaiting) {
    var words = folded(input.value).split(/\s+/).filter(Boolean);
    function own(entries) { return entries.filter(function (e) { return matches(e, words); }).slice(0, words.length ? ownMax : entries.length).map(option); }
    found = [];
    list.replaceChildren();
    group(dialog.dataset.customers, customers);
    group(dialog.dataset.pages, own(known.pages));
    group(dialog.dataset.actions, own(known.actions));
    found.forEach(function (link) { link.setAttribute('aria-selected', 'false'); });
    said.textContent = found.length || isWaiting ? '' : dialog.dataset.none;
    input.setAttribute('aria-expanded', String(found.length > 0));
    choose(0);
  }

  // The answer is a fragment with a link a customer; somebody who may not see customers gets none.
  function ask() {
    if (asking) { asking.abort(); }
    asking = null;
    if (isClosed || input.value.trim().length < lettersMin) { draw([], false); return; }
    draw([], true);
    var mine = asking = new AbortController();
    fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { 'HX-Request': 'true' }, signal: mine.signal })
      .then(function (answer) {
        isClosed = answer.status === 403 || answer.status === 404;
        return answer.ok ? answer.text() : '';
      })
      .then(function (text) {
        if (asking !== mine) { return; }
        var links = new DOMParser().parseFromString(text, 'text/html').querySelectorAll('a[href]');
        draw(Array.from(links).slice(0, customersMax).map(function (a) { return document.adoptNode(a); }), false);
      })
      .catch(function (problem) { if (problem.name !== 'AbortError') { draw([], false); } });
  }

  function open() {
    if (dialog.open) { return; }
    document.querySelectorAll('dialog[open]').forEach(function (d) { d.close(); });
    input.value = '';
    draw([], false);
    dialog.showModal();
    input.focus();
  }

  input.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(ask, waitMilliseconds); });
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  list.addEventListener('mousemove', function (event) {
    var at = found.indexOf(event.target.closest('[role=option]'));
    if (at >= 0 && at !== current) { choose(at); }
  });
  list.addEventListener('click', function (event) { if (event.target.closest('a')) { dialog.close(); } });
  dialog.addEventListener('keydown', function (event) {
    if (event.isComposing) { return; }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      choose(current + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter' && event.target === input && found[current]) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) { globalThis.open(found[current].href); } else { found[current].click(); }
    }
  });
  document.addEventListener('keydown', function (event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === 'KeyK') {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener('click', function (event) {
    if (event.target.closest('[data-palette-open]') && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open();
    }
  });
})();
