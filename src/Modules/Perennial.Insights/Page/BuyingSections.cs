using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Insights.Page;

/// <summary>What they buy: what moved revenue, the order ladder, RFM, and who is late.</summary>
internal sealed class BuyingSections(Report report, PeriodNames names)
{
    private static WordBook Words => InsightsModule.Words;

    public Html? Moved()
    {
        var moves = new[] { report.WhatMoved, report.WhatMovedInYear }.OfType<WhatMoved>().Distinct().ToList();
        return moves.Count == 0 ? null : Html.Of(
            $"""
            <p class="quiet">{Words["moved.explain"]}</p>
            {moves.Select(Moved)}
            """);
    }

    public Html? Ladder()
    {
        var steps = report.OrderLadder.Where(s => s.Reached > 0).ToList();
        if (steps.Count == 0)
        {
            return null;
        }

        var table = LadderTable(steps);
        var chart = LadderChart(steps);
        return Html.Of(
            $"""
            <p class="quiet">{Words["ladder.explain"]}</p>
            {chart.Draw("ladder-chart", Words["ladder.title"])}
            {table.Behind(onPaper: true)}
            """);
    }

    /// <summary>The steps of the order ladder.</summary>
    public static DataTable LadderTable(IReadOnlyList<LadderStep> steps)
    {
        var table = new DataTable(Words["ladder.title"],
        [
            Words["ladder.n"], Words["ladder.reached"], Words["ladder.went_on"], Words["column.share"],
            Words["ladder.median_days"],
        ]);
        foreach (var step in steps)
        {
            var share = new Ratio(step.WentOn, step.Reached);
            table.Add(Shown.Number(step.N), Count(step.Reached), Count(step.WentOn),
                Cell.Of(share, Shown.Percent(share)), Cell.Of(Shown.Number(step.MedianDays, 1), step.MedianDays));
        }

        return table;
    }

    /// <summary>The steps of the order ladder as bars.</summary>
    public static Chart LadderChart(IReadOnlyList<LadderStep> steps) =>
        new("bars", [.. steps.Select(s => Words["ladder.step", ("from", s.N), ("to", s.N + 1)])],
            new ChartSeries("", [.. steps.Select(s => 100 * new Ratio(s.WentOn, s.Reached).Value)],
                [.. steps.Select(s => Shown.Percent(new Ratio(s.WentOn, s.Reached)))]))
        {
            Unit = "%", Labelled = true, Height = "low",
        };

    public Html? Rfm()
    {
        var all = report.Rfm.Groups.Sum(g => g.Customers);
        if (all == 0)
        {
            return null;
        }

        var revenue = report.Rfm.Groups.Sum(g => g.Revenue.MinorUnits);
        var table = new DataTable(Words["rfm.title"],
        [
            Words["rfm.group"], Words["metric.customers"], Words["column.share"], Words["metric.revenue"],
            Words["rfm.revenue_share"], Words["rfm.do"],
        ]) { Sorts = true, WordColumns = [4] };
        foreach (var group in report.Rfm.Groups.Where(g => g.Customers > 0))
        {
            var share = new Ratio(group.Customers, all);
            var ofRevenue = new Ratio(group.Revenue.MinorUnits, revenue);
            table.Add(Words["rfm." + group.Name], Count(group.Customers), Cell.Of(share, Shown.Percent(share)),
                Cell.Of(group.Revenue, Shown.Amount(group.Revenue)),
                revenue > 0 ? Cell.Of(ofRevenue, Shown.Percent(ofRevenue)) : Cell.Of(Shown.NotAvailable, null),
                Cell.Of(Words["rfm.do." + group.Name], null));
        }

        return Html.Of(
            $"""
            <p class="quiet">{Words["rfm.explain"]}</p>
            {Grid()}
            {table.Draw()}
            """);
    }

    public Html Overdue()
    {
        if (report.Overdue is not { } overdue)
        {
            return Html.Of($"""<p class="quiet">{Words["overdue.none"]}</p>""");
        }

        var states = States(overdue);
        var table = OverdueTable(states);
        var chart = OverdueChart(states);
        return Html.Of(
            $"""
            <p class="quiet">{Words["overdue.explain"]}</p>
            <p class="lead gap">{Stake(overdue)}</p>
            {chart.Draw("overdue-chart", Words["overdue.title"])}
            {table.Draw()}
            <div class="action">{Words["overdue.action"]} <code>perennial report … --customers customers.csv</code></div>
            """);
    }

    /// <summary>A state, who is in it, what they brought, and the colour it is drawn in.</summary>
    internal sealed record LateState(string Name, long Customers, Money ToDate, Money Year, string Tone);

    /// <summary>The states, the best first.</summary>
    internal static IReadOnlyList<LateState> States(OverdueFigures overdue)
    {
        var (toDate, year) = (overdue.Revenue, overdue.RevenueLast365Days);
        return
        [
            new("on_time", overdue.OnTime, toDate.OnTime, year.OnTime, "fill-better"),
            new("late", overdue.Late, toDate.Late, year.Late, "fill-care"),
            new("at_risk", overdue.AtRisk, toDate.AtRisk, year.AtRisk, "fill-worse"),
            new("long_gone", overdue.LongGone, toDate.LongGone, year.LongGone, "fill-quiet"),
        ];
    }

    /// <summary>Customers and money by state.</summary>
    internal static DataTable OverdueTable(IReadOnlyList<LateState> states)
    {
        var all = states.Sum(s => s.Customers);
        var table = new DataTable(Words["overdue.title"],
        [
            Words["overdue.state"], Words["metric.customers"], Words["column.share"], Words["overdue.revenue"],
            Words["overdue.year"], Words["overdue.means"],
        ]) { WordColumns = [4] };
        foreach (var (name, customers, ever, lately, _) in states)
        {
            var share = new Ratio(customers, all);
            table.Add(Words["overdue." + name], Count(customers), Cell.Of(share, Shown.Percent(share)),
                Cell.Of(ever, Shown.Amount(ever)), Cell.Of(lately, Shown.Amount(lately)),
                Cell.Of(Words["overdue.means." + name], null));
        }

        return table;
    }

    /// <summary>Customers by state as bars.</summary>
    internal static Chart OverdueChart(IReadOnlyList<LateState> states) => new("rows", [.. states.Select(s => Words["overdue." + s.Name])],
        new ChartSeries("", [.. states.Select(s => (decimal?)s.Customers)], [.. states.Select(s => Shown.Number(s.Customers))])
        {
            Tones = [.. states.Select(s => s.Tone)],
        })
    {
        Labelled = true, Height = "flat", Right = 64,
    };

    /// <summary>What would be missing without those who are late or at risk.</summary>
    internal static string Stake(OverdueFigures overdue) => overdue.Late + overdue.AtRisk is > 0 and var people
        ? Words.Count("overdue.stake", people, ("revenue", Shown.AmountWithCurrency(overdue.MoneyAtStake)))
        : Words["overdue.stake.nobody"];

    private Html Moved(WhatMoved moved, int index) => Moved(moved, index + 1,
        Words["moved.between", ("before", names.Long(moved.Before)), ("after", names.Long(moved.After)),
            ("revenue", Shown.Signed(moved.Revenue))]);

    /// <summary>The causes of a change under a title of its own.</summary>
    internal static Html Moved(WhatMoved moved, int number, string title)
    {
        var parts = Parts(moved);
        var table = MovedTable(title, parts);
        var chart = MovedChart(parts);
        return Html.Of(
            $"""
            <h3 class="gap">{title}</h3>
            <div class="beside"><div>{chart.Draw($"moved-chart-{number}", title)}</div><div>{table.Draw()}</div></div>
            """);
    }

    /// <summary>The causes of a change that there are, the greatest first.</summary>
    internal static IReadOnlyList<(string Name, Money Part)> Parts(WhatMoved moved) =>
        new (string Name, Money Part)[]
        {
            ("customers", moved.Customers), ("frequency", moved.Frequency), ("order_value", moved.OrderValue),
            ("anonymous", moved.Anonymous), ("returns", moved.Returns),
        }.Where(p => p.Part.MinorUnits != 0).OrderByDescending(p => Math.Abs(p.Part.MinorUnits)).ToList();

    /// <summary>The causes and what each did.</summary>
    internal static DataTable MovedTable(string title, IReadOnlyList<(string Name, Money Part)> parts)
    {
        var table = new DataTable(title, [Words["moved.part"], Words["metric.revenue"]]);
        foreach (var (name, part) in parts)
        {
            table.Add(Words["moved." + name], Cell.Of(part, Shown.SignedAmount(part)));
        }

        return table;
    }

    /// <summary>The causes as bars.</summary>
    internal static Chart MovedChart(IReadOnlyList<(string Name, Money Part)> parts) =>
        new("rows", [.. parts.Select(p => Words["moved." + p.Name])],
            new ChartSeries("", [.. parts.Select(p => (decimal?)p.Part.MinorUnits / p.Part.Currency.MinorPerUnit)],
                [.. parts.Select(p => Shown.Signed(p.Part))])
            {
                Tones = [.. parts.Select(p => p.Part.MinorUnits > 0 ? "fill-better" : "fill-worse")],
            })
        {
            Height = "low",
        };

    // Recency downwards, frequency and money across: who the groups are and where they border on each other.
    private Html Grid()
    {
        var cells = Cells(report.Rfm);
        Html CellAt(int r, int fm)
        {
            var name = RfmGroups.Name(r, fm, fm);
            return Html.Of(
                $"""
                <td class="{Tone(name)}"><b>{Shown.Number(cells.GetValueOrDefault((r, fm)))}</b>
                <span>{Words["rfm." + name]}</span></td>
                """);
        }

        return Html.Of(
            $"""
            <p class="quiet small" aria-hidden="true">{Words["rfm.grid"]}</p>
            <div class="scroll" tabindex="0" role="group" aria-label="{Words["rfm.grid"]}"><table class="grid5">
            <caption class="sr">{Words["rfm.grid"]}</caption>
            <colgroup><col><col span="5"></colgroup>
            <thead><tr><td class="none"></td>{Enumerable.Range(1, 5).Select(fm => Html.Of($"""<th scope="col">FM {fm}</th>"""))}</tr></thead>
            <tbody>{Enumerable.Range(1, 5).Reverse().Select(r => Html.Of(
                $"""<tr><th scope="row">R {r}</th>{Enumerable.Range(1, 5).Select(fm => CellAt(r, fm))}</tr>"""))}</tbody>
            </table></div>
            """);
    }

    /// <summary>Customers by recency and by orders and money.</summary>
    internal static IReadOnlyDictionary<(int R, int Fm), long> Cells(RfmFigures rfm) => rfm.Cells
        .GroupBy(c => (c.R, Fm: RfmGroups.CombinedScore(c.F, c.M))).ToDictionary(g => g.Key, g => g.Sum(c => c.Customers));

    private static string Tone(string group) => group switch
    {
        "champions" or "loyal" => "good",
        "potential_loyalist" or "new" or "promising" => "fair",
        "needs_attention" or "about_to_sleep" or "at_risk" or "cannot_lose" => "care",
        _ => "gone",
    };

    private static Cell Count(long count) => Cell.Of(count, Shown.Number(count));
}
