// Sorting of tables and switching of measures, on the report's page and on the server's; on the report's, which stands alone, the
// theme as well. A page says all it has to say without this.
(function () {
  'use strict';
  var root = document.documentElement;

  function systemTheme() {
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }

  function setTheme(theme) {
    root.setAttribute('data-theme', theme);
    document.dispatchEvent(new CustomEvent('themechange'));
  }

  var standsAlone = root.hasAttribute('data-theme');
  if (standsAlone) {
    setTheme(systemTheme());
    root.classList.remove('no-script');
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function () { setTheme(systemTheme()); });
  }

  // Paper is light, and no table stays folded on it.
  var themeOnScreen, unfolded = [];
  addEventListener('beforeprint', function () {
    if (standsAlone) {
      themeOnScreen = root.getAttribute('data-theme');
      setTheme('light');
    }
    document.querySelectorAll('details.behind[data-print]:not([open])').forEach(function (d) { d.open = true; unfolded.push(d); });
  });
  addEventListener('afterprint', function () {
    if (standsAlone) { setTheme(themeOnScreen || systemTheme()); }
    unfolded.splice(0).forEach(function (d) { d.open = false; });
  });

  document.addEventListener('click', function (event) {
    var button = event.target.closest('button');
    if (standsAlone && button && button.hasAttribute('data-theme-switch')) {
      setTheme(root.getAttribute('data-theme') === 'dark' ? 'light' : 'dark');
    } else if (button && button.hasAttribute('data-print')) {
      print();
    } else if (button && button.classList.contains('sort') && button.closest('th')) {
      sort(button.closest('th'));
    } else if (button && button.hasAttribute('data-measure')) {
      measure(button);
    }
    document.querySelectorAll('details.info[open]').forEach(function (d) {
      if (!d.contains(event.target)) { d.open = false; }
    });
  });

  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') {
      document.querySelectorAll('details.info[open]').forEach(function (d) {
        d.open = false;
        d.querySelector('summary').focus();
      });
    }
  });

  // Sorts by the number in data-v, or by the text where there is none. Cells without a value come last.
  function sort(head) {
    var table = head.closest('table'), body = table.tBodies[0], column = head.cellIndex;
    var was = head.getAttribute('aria-sort');
    var down = was ? was === 'ascending' : column > 0;
    table.querySelectorAll('th[aria-sort]').forEach(function (h) { h.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    var collator = new Intl.Collator(root.lang || undefined, { numeric: true });
    Array.from(body.rows).map(function (row) {
      var cell = row.cells[column];
      return { row: row, value: cell.dataset.v === undefined ? null : cell.dataset.v, text: cell.textContent };
    }).sort(function (a, b) {
      if ((a.value === '') !== (b.value === '')) { return a.value === '' ? 1 : -1; }
      var order = a.value !== null && b.value !== null ? a.value - b.value : collator.compare(a.text, b.text);
      return down ? -order : order;
    }).forEach(function (entry) { body.appendChild(entry.row); });
  }

  // Shows another measure in a heat map: the texts and the strength of every cell stand in the page's data.
  function measure(button) {
    var map = document.getElementById(button.getAttribute('aria-controls'));
    var data = JSON.parse(document.getElementById(map.id + '-data').textContent)[button.dataset.measure];
    button.parentElement.querySelectorAll('button').forEach(function (b) { b.setAttribute('aria-pressed', String(b === button)); });
    map.querySelectorAll('td[data-i]').forEach(function (cell) {
      var shown = data[cell.dataset.i];
      cell.querySelector('span').textContent = shown[0];
      cell.querySelector('small').textContent = shown[1];
      cell.className = cell.className.replace(/\bh\d\b/, 'h' + shown[2]);
    });
    document.querySelectorAll('[data-caption-of="' + map.id + '"]').forEach(function (c) { c.textContent = button.dataset.caption; });
  }
})();
