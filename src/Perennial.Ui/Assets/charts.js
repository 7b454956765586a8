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

  function frame(spec) {
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: token('text-quiet'), fontSize: 12 },
      grid: { left: 8, right: spec.right || 16, top: spec.series && spec.series.length > 1 && !spec.direct ? 36 : 18, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: token('surface'), borderColor: token('line-strong'),
        textStyle: { color: token('text'), fontSize: 13 }, axisPointer: { type: spec.kind === 'lines' ? 'line' : 'shadow', lineStyle: { color: token('muted') }, shadowStyle: { color: token('muted'), opacity: 0.12 } },
        formatter: function (points) {
          return points[0].name + points.map(function (p) {
            var series = spec.series[p.seriesIndex];
            return '\n' + (series.name ? series.name + ': ' : '') + (series.text ? series.text[p.dataIndex] : p.value);
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

  // Lines with their names at their ends. The last point of a period that is not over is drawn hollow.
  function lines(spec) {
    return Object.assign(frame(spec), {
      xAxis: category(spec.labels, { boundaryGap: false }),
      yAxis: value(spec, spec.unit === '%' ? { min: 0, max: 100 } : {}),
      series: spec.series.map(function (series, index) {
        return {
          type: 'line', name: series.name, connectNulls: false, symbolSize: 6, showSymbol: spec.labels.length <= 40, lineStyle: { width: 2.2, type: series.dashed ? 'dashed' : 'solid' },
          itemStyle: { color: colour(series, index) }, color: colour(series, index),
          data: series.values.map(function (v, i) {
            return spec.partial && i === series.values.length - 1
              ? { value: v, symbol: 'circle', symbolSize: 8, itemStyle: { color: token('surface'), borderColor: colour(series, index), borderWidth: 2 } } : v;
          }),
          endLabel: spec.direct ? { show: true, formatter: function () { return series.name; }, color: token('text'), fontSize: 12, distance: 8 } : undefined,
          labelLayout: { moveOverlap: 'shiftY' }
        };
      })
    });
  }

  function bars(spec) {
    var upright = spec.kind !== 'rows';
    var axes = [category(spec.labels, upright ? {} : { inverse: true, axisLine: { show: false }, axisLabel: { color: token('text'), width: 150, overflow: 'break' } }), value(spec)];
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
          label: spec.labelled ? {
            show: true, position: upright ? 'top' : 'right', color: token('text'), fontSize: 12,
            formatter: function (p) { return series.text ? series.text[p.dataIndex] : p.value; }
          } : undefined
        };
      })
    });
  }

  function draw(entry) {
    if (!entry.chart) {
      entry.chart = echarts.init(entry.element, null, { renderer: 'svg' });
    }
    entry.chart.setOption((entry.spec.kind === 'lines' ? lines : bars)(entry.spec), true);
    entry.chart.resize();
  }

  function drawAll() { drawn.forEach(draw); }

  document.querySelectorAll('[data-chart]').forEach(function (element) {
    var spec = JSON.parse(document.getElementById(element.dataset.chart).textContent);
    drawn.push({ element: element, spec: spec });
  });
  drawAll();
  document.addEventListener('themechange', drawAll);
  addEventListener('resize', function () { drawn.forEach(function (entry) { entry.chart.resize(); }); });
  // On paper the width is that of the sheet, known only after the style sheet for print holds.
  matchMedia('print').addEventListener('change', drawAll);
})();
