// Charts with one look: a container <div data-chart="ID"> is drawn from <script type="application/json" id="ID">.
// Colours are the page's tokens, so a change of theme is a new drawing. Texts come ready for the reader.
(function () {
  'use strict';
  var drawn = [];

  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  }

  function number(unit) {
    var format = new Intl.NumberFormat(document.documentElement.lang || undefined,
      unit === '%' ? { style: 'percent', maximumFractionDigits: 0 } : { notation: 'compact', maximumFractionDigits: 1 });
    return function (value) { return format.format(unit === '%' ? value / 100 : value); };
  }

  var namesMax = 180;

  // Room for the names beside lying bars: as much as the longest takes, within bounds.
  function namesWidth(spec) {
    var context = document.createElement('canvas').getContext('2d');
    context.font = '12px ' + getComputedStyle(document.body).fontFamily;
    return Math.min(namesMax, Math.ceil(Math.max.apply(null, spec.labels.map(function (l) { return context.measureText(l).width; }))) + 8);
  }

  function frame(spec) {
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: token('text-quiet'), fontSize: 12 },
      grid: {
        left: spec.kind === 'rows' ? namesWidth(spec) + 12 : 8, right: spec.right || 16, top: spec.series.length > 1 && !spec.direct ? 18 + (18 * (spec.legendRows || 1)) : 18,
        bottom: spec.kind === 'rows' ? 22 : 4, containLabel: spec.kind !== 'rows'
      },
      tooltip: {
        trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: token('surface'), borderColor: token('line-strong'),
        textStyle: { color: token('text'), fontSize: 13 }, axisPointer: { type: spec.kind === 'lines' ? 'line' : 'shadow', lineStyle: { color: token('muted') }, shadowStyle: { color: token('muted'), opacity: 0.12 } },
        formatter: function (points) {
          var index = points[0].dataIndex;
          return points[0].name + spec.series.map(function (series) {
            return '\n' + (series.name ? series.name + ': ' : '') + (series.text ? series.text[index] : series.values[index]);
          }).join('');
        }
      },
      legend: spec.series && spec.series.length > 1 && !spec.direct
        ? { top: 0, left: 0, itemWidth: 12, itemHeight: 12, itemGap: 16, icon: 'roundRect', textStyle: { color: token('text-quiet') } } : undefined
    };
  }

  function category(labels, extra) {
    return Object.assign({
      type: 'category', data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: token('line-strong') } },
      axisLabel: { color: token('text-quiet'), hideOverlap: true, fontSize: 12 }
    }, extra);
  }

  function value(spec, extra) {
    return Object.assign({
      type: 'value', splitNumber: 4, splitLine: { lineStyle: { color: token('line') } },
      axisLabel: { color: token('text-quiet'), formatter: number(spec.unit), hideOverlap: true }
    }, extra);
  }

  function colour(series, index) {
    return token(series.colour || 'series-' + (index + 1));
  }

  // Where names at the ends of lines would be in the way, they stand above them.
  function fitted(spec, width) {
    return width < 480
      ? Object.assign({}, spec, { direct: false, right: Math.min(spec.right || 16, 64), legendRows: Math.ceil(spec.series.length / 2) }) : spec;
  }

  function endName(series) {
    return { show: true, formatter: function () { return series.name; }, color: token('text'), fontSize: 12, distance: 8 };
  }

  // Lines with their names at their ends. A period that is not over hangs on them by dots, hollow.
  function lines(spec) {
    var last = spec.labels.length - 1;
    return Object.assign(frame(spec), {
      xAxis: category(spec.labels, { boundaryGap: false }),
      yAxis: value(spec, spec.unit === '%' ? { min: 0, max: 100, interval: 25 } : {}),
      series: spec.series.map(function (series, index) {
        return {
          type: 'line', name: series.name, connectNulls: false, symbolSize: 6, showSymbol: spec.labels.length <= 40, lineStyle: { width: 2.2, type: series.dashed ? 'dashed' : 'solid' },
          itemStyle: { color: colour(series, index) }, color: colour(series, index),
          data: series.values.map(function (v, i) { return spec.partial && i === last ? null : v; }),
          endLabel: spec.direct && !spec.partial ? endName(series) : undefined,
          labelLayout: { moveOverlap: 'shiftY' }
        };
      }).concat(spec.partial ? spec.series.map(function (series, index) {
        return {
          type: 'line', silent: true, showSymbol: true, endLabel: spec.direct ? endName(series) : undefined, labelLayout: { moveOverlap: 'shiftY' }, color: colour(series, index), lineStyle: { width: 1.4, type: 'dotted' },
          data: series.values.map(function (v, i) {
            return i < last - 1 ? null : i < last ? { value: v, symbol: 'none' }
              : { value: v, symbol: 'circle', symbolSize: 8, itemStyle: { color: token('surface'), borderColor: colour(series, index), borderWidth: 2 } };
          })
        };
      }) : [])
    });
  }

  // ECharts takes every letter beyond ASCII for a wide one, so names are broken only where they have to be.
  function wrapped(spec) {
    return namesWidth(spec) < namesMax ? {} : { width: namesMax, overflow: 'break' };
  }

  function bars(spec) {
    var upright = spec.kind !== 'rows';
    var axes = [category(spec.labels, upright ? {} : { inverse: true, axisLine: { show: false }, axisLabel: Object.assign({ color: token('text') }, wrapped(spec)) }), value(spec, spec.unit === '%' ? { min: 0, max: 100, interval: 25 } : {})];
    return Object.assign(frame(spec), {
      xAxis: upright ? axes[0] : axes[1], yAxis: upright ? axes[1] : axes[0],
      series: spec.series.map(function (series, index) {
        return {
          type: 'bar', name: series.name, stack: spec.stacked ? 'all' : undefined, barMaxWidth: upright ? 44 : 26, barCategoryGap: '32%',
          itemStyle: { color: colour(series, index), borderRadius: spec.stacked ? 0 : 3 },
          data: series.values.map(function (v, i) {
            var tone = series.tones && series.tones[i];
            return tone ? { value: v, itemStyle: { color: token(tone) } } : v;
          }),
          labelLayout: { hideOverlap: true },
          label: spec.labelled ? {
            show: true, position: upright ? 'top' : 'right', color: token('text'), fontSize: 12,
            formatter: function (p) { return series.text ? series.text[p.dataIndex] : p.value; }
          } : undefined
        };
      })
    });
  }

  // The report, which stands alone, is drawn as a picture of lines that paper keeps sharp. That drawing sets styles within the page,
  // which the server's pages do not allow, so theirs is of dots, twice as fine as the window for a picture to take along.
  var standsAlone = document.documentElement.hasAttribute('data-theme');

  function draw(entry) {
    if (!entry.chart) {
      entry.chart = echarts.init(entry.element, null, { renderer: standsAlone ? 'svg' : 'canvas' });
    }
    var spec = fitted(entry.spec, entry.element.clientWidth);
    entry.chart.setOption((spec.kind === 'lines' ? lines : bars)(spec), true);
    fit(entry);
  }

  // The drawing keeps its proportions where the frame changes without a new one, as on paper.
  function fit(entry) {
    entry.chart.resize();
    if (!standsAlone) { return; }
    var svg = entry.element.querySelector('svg');
    svg.setAttribute('viewBox', '0 0 ' + entry.chart.getWidth() + ' ' + entry.chart.getHeight());
    svg.setAttribute('preserveAspectRatio', 'xMidYMid meet');
  }

  function take(id) {
    var entry = drawn.find(function (e) { return e.element.dataset.chart === id; });
    if (entry && entry.chart) {
      var link = document.createElement('a');
      link.href = entry.chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: token('surface') });
      link.download = id + '.png';
      link.click();
    }
  }

  function drawAll() { drawn.forEach(draw); }

  function redraw() { drawn.forEach(function (entry) { if (entry.chart) { draw(entry); } }); }

  function gather(within) {
    within.querySelectorAll('[data-chart]').forEach(function (element) {
      if (!drawn.some(function (e) { return e.element === element; })) {
        drawn.push({ element: element, spec: JSON.parse(document.getElementById(element.dataset.chart).textContent) });
      }
    });
    // One chart at a time, so that the page answers in between; paper needs all of them.
    (function next() {
      var entry = drawn.find(function (e) { return !e.chart; });
      if (entry) {
        draw(entry);
        setTimeout(next, 0);
      }
    })();
  }

  gather(document);
  // A part of a page that is renewed brings its charts anew.
  document.addEventListener('htmx:afterSwap', function (event) {
    drawn = drawn.filter(function (entry) {
      if (!entry.element.isConnected && entry.chart) { entry.chart.dispose(); }
      return entry.element.isConnected;
    });
    gather(event.target);
  });
  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-png]');
    if (button) { take(button.dataset.png); }
  });
  addEventListener('beforeprint', drawAll);
  document.addEventListener('themechange', redraw);
  addEventListener('resize', redraw);
})();
