// Pages of accounts: what stands behind # in an address goes into its field and out of the address; the browser's time zone is
// proposed; a link can be copied. All of them work by hand too.
(function () {
  'use strict';
  var place = document.querySelector('[data-fragment]');
  var field = place && place.querySelector('input');
  if (field && location.hash.length > 1) {
    field.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, '', location.pathname + location.search);
    place.hidden = place.getAttribute('data-fragment') === 'hide';
  }

  var zones = document.querySelector('[data-zone="guess"] select');
  var zone = zones && Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && Array.prototype.some.call(zones.options, function (o) { return o.value === zone; })) {
    zones.value = zone;
    var money = document.querySelector('[data-currencies]');
    var paid = money && money.getAttribute('data-currencies').split(';').find(function (c) {
      return c.slice(c.indexOf('=') + 1).split(',').indexOf(zone) >= 0;
    });
    if (paid) {
      money.querySelector('input').value = paid.slice(0, paid.indexOf('='));
    }
  }

  document.querySelectorAll('[data-copy]').forEach(function (button) {
    if (!navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener('click', function () {
      var from = document.getElementById(button.getAttribute('data-copy'));
      from.select();
      navigator.clipboard.writeText(from.value).then(function () { button.classList.add('btn-success'); });
    });
  });
})();
