using NodaTime;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Demo;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Spectre.Console;
using static Perennial.Kernel.Words.Shown;

namespace Perennial.Cli;

/// <summary>A report in the terminal: tables of 80 columns that say in words what they mean.</summary>
internal sealed class TerminalReport(IAnsiConsole console)
{
    private const int PeriodsShown = 24;
    private const int CohortsShown = 13;
    private const int CohortCells = 11;
    private const int GroupsShown = 12;
    private const int SmallCohort = 30;
    private const int TextsExplained = 3;
    private const int ColumnsNamed = 12;

    private static readonly Perennial.Kernel.Words.WordBook Words = CliWords.Book;

    public void Write(Report report)
    {
        Head(report);
        Summary(report);
        Periods(report);
        Buying(report);
        Requested(report);
        Moved(report);
        Cohorts(report);
        Ladder(report);
        Rfm(report);
        Overdue(report);
        foreach (var dimension in report.Question.GroupBy)
        {
            Groups(report, dimension);
        }
    }

    private void Head(Report report)
    {
        var counts = report.Reading.Counts;
        var names = string.Join(", ", report.Reading.Understood.Select(u => u.File == DemoShop.FileName
            ? Words["head.demo"] : u.File));
        console.Write(new Text(Terminal.Harmless(Words["head.title", ("files", names)]) + "\n", new Style(decoration: Decoration.Bold)));
        console.Write(new Text(Words["head.as_of", ("date", Iso(report.AsOf)), ("zone", report.TimeZone)] + "\n\n",
            Quiet));
        var facts = new List<string>
        {
            Words.Count("head.read", counts.Rows), Words.Count("head.rejected", counts.Rejected),
            Words.Count("head.orders", counts.Orders),
        };
        if (counts.AnonymousOrders > 0)
        {
            facts.Add(Words["head.anonymous", ("share", Percent(new Ratio(counts.AnonymousOrders, counts.Orders)))]);
        }

        facts.Add(Words.Count("head.returns", counts.Returns));
        Line(string.Join(" · ", facts));
        foreach (var text in report.Reading.Understood.Take(TextsExplained))
        {
            Explain(Words["head.understood",
                ("columns", string.Join(", ", text.Columns.Select(c =>
                $"{c.Key.ToString().ToLowerInvariant()} = {c.Value}")))]);
            Explain(TerminalPreview.Form(text));
            if (text.Unused.Count > 0)
            {
                Explain(Words["head.unused",
                    ("columns", string.Join(", ", text.Unused.Take(ColumnsNamed)) + (text.Unused.Count > ColumnsNamed
                    ? ", ..." : ""))]);
            }
        }

        var warnings = new TerminalWarnings(console);
        warnings.Write(report.Reading);
        warnings.Write(report.Notices);
        foreach (var other in report.Reading.OtherCurrencies)
        {
            warnings.Write(Words.Count("head.other_currency", other.Orders, ("currency", other.Revenue.Currency.Code),
                ("revenue", Amount(other.Revenue))));
        }
    }

    private void Summary(Report report)
    {
        var totals = report.Totals;
        Title(Words["summary.title"]);
        Line(Words["summary.revenue", ("revenue", AmountWithCurrency(totals.Revenue)),
            ("value", AmountWithCurrency(totals.AverageOrderValue))]);
        if (totals.Customers > 0)
        {
            Line(Words["summary.customers", ("count", totals.Customers),
                ("frequency", Number(totals.PurchaseFrequency, 1))]);
            Line(Words["summary.repeat", ("share", Percent(totals.RepeatRate)), ("part", totals.RepeatRate.Numerator),
                ("whole", totals.RepeatRate.Denominator)]);
        }

        if (totals.TimeBetweenOrdersDays is { Median: { } median } gaps)
        {
            Line(Words["summary.gap", ("median", Number(median, 0)), ("p25", Number(gaps.P25, 0)),
                ("p75", Number(gaps.P75, 0))]);
        }

        if (report.Periods.LastOrDefault(p => !p.IsPartial && p.Movement.Start > 0) is { } last)
        {
            var m = last.Movement;
            Line(Words["summary.retention", ("period", Name(report, last.From)), ("start", m.Start),
                ("retained", m.Retained),
                ("rate", Percent(m.RetentionRate)), ("new", m.New), ("back", m.Returned), ("lost", m.Lost)]);
        }
    }

    private void Periods(Report report)
    {
        Title(Words["periods.title"]);
        var question = report.Question;
        Explain(question.Window is { } window
            ? Words["periods.explain.window", ("orders", question.MinOrders), ("window", window)]
            : question.MinOrders > 1 ? Words["periods.explain.min", ("orders", question.MinOrders)]
                : Words["periods.explain.period"]);
        var withMinimum = question.MinOrders > 1;
        var shown = report.Periods.TakeLast(PeriodsShown).ToList();
        string[] head = withMinimum
            ? ["period", "start", "kept", "gone", "fallen", "new", "risen", "back", "end", "crr"]
            : ["period", "start", "kept", "lost", "new", "back", "end", "crr", "churn"];
        Table(head, shown.Select(p =>
        {
            var m = p.Movement;
            string[] start = [Name(report, p.From) + Star(p.IsPartial), Number(m.Start), Number(m.Retained)];
            return withMinimum
                ? [.. start, Number(m.Gone), Number(m.Fallen), Number(m.New), Number(m.Risen), Number(m.Returned),
                    Number(m.End), Percent(m.RetentionRate)]
                : (string[])[.. start, Number(m.Lost), Number(m.New), Number(m.Returned), Number(m.End),
                    Percent(m.RetentionRate), Percent(m.ChurnRate)];
        }));
        PeriodNotes(report, shown.Count);
    }

    private void Buying(Report report)
    {
        Title(Words["buying.title"]);
        Explain(Words["buying.explain"]);
        Table(["period", "orders", "customers", "revenue", "repeat", "frequency", "order_value"],
            report.Periods.TakeLast(PeriodsShown).Select(p => (string[])
            [
                Name(report, p.From) + Star(p.IsPartial), Number(p.Orders), Number(p.Customers), Amount(p.Revenue),
                    Percent(p.RepeatRate),
                Number(p.PurchaseFrequency, 2), Amount(p.AverageOrderValue),
            ]));
    }

    private void Requested(Report report)
    {
        if (report.Question.With.Count == 0)
        {
            return;
        }

        Title(Words["with.title"]);
        foreach (var names in report.Question.With.Chunk(3))
        {
            var rows = report.Periods.TakeLast(PeriodsShown)
                .Select(p => (string[])[Name(report, p.From) + Star(p.IsPartial),
                    .. names.Select(n => Shown(p.Requested.GetValueOrDefault(n)))]);
            if (names.Any(report.Totals.Requested.ContainsKey))
            {
                rows = rows.Append([Words["with.total"],
                    .. names.Select(n => Shown(report.Totals.Requested.GetValueOrDefault(n)))]);
            }

            WriteTable([Words["column.period"], .. names], rows);
        }

        if (report.Question.With.Any(n => n.StartsWith("ltv", StringComparison.Ordinal)))
        {
            Explain(Words["with.margin"]);
        }
    }

    private void Moved(Report report)
    {
        if (report.WhatMoved is not { } moved)
        {
            return;
        }

        Title(Words["moved.title"]);
        Explain(Words["moved.explain", ("before", Name(report, moved.Before)), ("after", Name(report, moved.After)),
            ("revenue", Signed(moved.Revenue))]);
        Parts(console, moved);
    }

    /// <summary>The parts of a change, the largest first, each with what it came from.</summary>
    internal static void Parts(IAnsiConsole console, WhatMoved moved)
    {
        var parts = new (string Key, Money Part)[]
        {
            ("customers", moved.Customers), ("frequency", moved.Frequency),
                ("order_value", moved.OrderValue),
            ("anonymous", moved.Anonymous), ("returns", moved.Returns),
        };
        foreach (var (key, part) in parts.OrderByDescending(p => Math.Abs(p.Part.MinorUnits))
            .Where(p => p.Part.MinorUnits != 0))
        {
            console.Write(new Text($"{Signed(part),20}  {InsightsModule.Words["moved." + key]}\n"));
        }
    }

    private void Cohorts(Report report)
    {
        if (report.Cohorts.Count == 0)
        {
            return;
        }

        Title(Words["cohorts.title"]);
        Explain(Words["cohorts.explain"]);
        var shown = report.Cohorts.TakeLast(CohortsShown).ToList();
        var cells = Math.Min(CohortCells, shown.Max(c => c.Active.Count) - 1);
        var table = Plain();
        AddColumn(table, Words["column.cohort"], isFirst: true, gap: 1);
        AddColumn(table, Words["column.size"], isFirst: false, gap: 1);
        for (var i = 1; i <= cells; i++)
        {
            AddColumn(table, i.ToString(System.Globalization.CultureInfo.InvariantCulture) + " ", isFirst: false,
                gap: 0);
        }

        foreach (var cohort in shown)
        {
            var row = new List<string>
            { Name(report, cohort.First), (cohort.Size < SmallCohort ? "~" : "") + Number(cohort.Size),
            };
            for (var i = 1; i <= cells; i++)
            {
                row.Add(i >= cohort.Active.Count ? ""
                    : WholePercent(new Ratio(cohort.Active[i], cohort.Size)) + (cohort.LastIsPartial &&
                        i == cohort.Active.Count - 1 ? "*" : " "));
            }

            table.AddRow([.. row.Select(c => new Text(c))]);
        }

        console.Write(table);
        if (report.Cohorts.Count > shown.Count)
        {
            Explain(Words.Count("cohorts.older", report.Cohorts.Count - shown.Count));
        }
    }

    private void Ladder(Report report)
    {
        var steps = report.OrderLadder.Where(s => s.Reached > 0).ToList();
        Title(Words["ladder.title"]);
        Explain(Words["ladder.explain"]);
        Table(["n", "reached", "went_on", "share", "median_days"], steps.Select(s => (string[])
        [
            Number(s.N), Number(s.Reached), Number(s.WentOn), Percent(new Ratio(s.WentOn, s.Reached)),
                Number(s.MedianDays, 1),
        ]));
    }

    private void Rfm(Report report)
    {
        Title(Words["rfm.title"]);
        Explain(Words["rfm.explain"]);
        var customers = report.Rfm.Groups.Sum(g => g.Customers);
        Table(["group", "customers", "share", "revenue"], report.Rfm.Groups.Where(g => g.Customers > 0)
            .Select(g => (string[])
        [
            InsightsModule.Words["rfm." + g.Name], Number(g.Customers), Percent(new Ratio(g.Customers, customers)), Amount(g.Revenue),
        ]));
    }

    private void Overdue(Report report)
    {
        Title(Words["overdue.title"]);
        if (report.Overdue is not { } overdue)
        {
            Explain(Words["overdue.none"]);
            return;
        }

        Explain(Words["overdue.explain"]);
        var (all, year) = (overdue.Revenue, overdue.RevenueLast365Days);
        var states = new (string Key, long Count, Money Revenue, Money Year)[]
        {
            ("on_time", overdue.OnTime, all.OnTime, year.OnTime), ("late", overdue.Late, all.Late, year.Late),
            ("at_risk", overdue.AtRisk, all.AtRisk, year.AtRisk),
            ("long_gone", overdue.LongGone, all.LongGone, year.LongGone),
        };
        var customers = states.Sum(s => s.Count);
        Table(["state", "customers", "share", "revenue", "revenue_year"], states.Select(s => (string[])
        [
            InsightsModule.Words["overdue." + s.Key], Number(s.Count), Percent(new Ratio(s.Count, customers)),
            Amount(s.Revenue), Amount(s.Year),
        ]));
        if (overdue.Late + overdue.AtRisk > 0)
        {
            Line(InsightsModule.Words.Count("overdue.stake", overdue.Late + overdue.AtRisk,
                ("revenue", AmountWithCurrency(overdue.MoneyAtStake))));
        }
    }

    private void Groups(Report report, OrderField dimension)
    {
        var groups = report.Groups.Where(g => g.By == dimension).ToList();
        var last = report.Periods.ToList().FindLastIndex(p => !p.IsPartial);
        Title(Words["groups.title", ("dimension", InsightsModule.Words["dimension." + dimension.ToString().ToLowerInvariant()])]);
        Explain(Words["groups.explain", ("period", last < 0 ? "-" : Name(report, report.Periods[last].From))]);
        if (dimension is OrderField.Product or OrderField.Category)
        {
            Explain(Words["groups.overlap"]);
        }

        Table(["value", "customers", "orders", "revenue", "order_value", "repeat", "crr"], groups.Take(GroupsShown)
            .Select(g => (string[])
        [
            Value(g.Value), Number(g.Totals.Customers), Number(g.Totals.Orders), Amount(g.Totals.Revenue),
                Amount(g.Totals.AverageOrderValue),
            Percent(g.Totals.RepeatRate), last < 0 ? "-" : Percent(g.Periods[last].Movement.RetentionRate),
        ]));
        if (groups.Count > GroupsShown)
        {
            Explain(Words.Count("groups.more", groups.Count - GroupsShown));
        }

        var moved = report.RateMoved.Where(m => m.By == dimension).Take(GroupsShown).ToList();
        if (moved.Count > 0 && last > 0)
        {
            console.WriteLine();
            Explain(Words["groups.moved", ("before", Name(report, report.Periods[last - 1].From)),
                ("after", Name(report, report.Periods[last].From))]);
            Table(["value", "mix", "rate", "revenue_change"], moved.Select(m => (string[])
                [Value(m.Value), Points(m.Mix, 2), Points(m.Rate, 2), Signed(m.RevenueChange)]));
        }
    }

    private void PeriodNotes(Report report, int shown)
    {
        if (report.Periods.Any(p => p.IsPartial))
        {
            Explain(Words["periods.partial"]);
        }

        if (report.Periods.Count > shown)
        {
            Explain(Words.Count("periods.older", report.Periods.Count - shown));
        }
    }

    private void Table(string[] columns, IEnumerable<string[]> rows) =>
        WriteTable([.. columns.Select(c => Words["column." + c])], rows);

    private void WriteTable(string[] heads, IEnumerable<string[]> rows)
    {
        var table = Plain();
        for (var i = 0; i < heads.Length; i++)
        {
            AddColumn(table, heads[i], isFirst: i == 0, gap: i == heads.Length - 1 ? 0 : 2);
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(c => new Text(c))]);
        }

        console.Write(table);
    }

    internal static void AddColumn(Table table, string head, bool isFirst, int gap) =>
        table.AddColumn(new TableColumn(new Text(head, Quiet))
        {
            Alignment = isFirst ? Justify.Left : Justify.Right, NoWrap = true, Padding = new Padding(0, 0, gap, 0),
        });

    internal static Table Plain() => new() { Border = TableBorder.None };

    internal static readonly Style Quiet = new(foreground: Color.Grey);

    private void Title(string text) =>
        console.Write(new Text("\n" + text + "\n", new Style(decoration: Decoration.Bold)));

    private void Line(string text) => console.Write(new Text(TerminalCells.Wrap(text, Terminal.Columns) + "\n"));

    private void Explain(string text) =>
        console.Write(new Text(TerminalCells.Wrap(Terminal.Harmless(text), Terminal.Columns) + "\n", Quiet));

    private static string Star(bool partial) => partial ? "*" : "";

    internal static string Value(string value) => value.Length == 0 ? InsightsModule.Words["groups.blank"]
        : TerminalCells.Fit(value, 22);

    private static string Shown(MetricValue value) => value switch
    {
        { Rate: { } rate } => Percent(rate),
        { Amount: { } amount } => Amount(amount),
        _ => Number(value.Number, 2),
    };

    // 2026-03 for a month, 2026 Q1, 2026; a day or the first day of a week as it is.
    private static string Name(Report report, LocalDate from) => report.Question.Period switch
    {
        PeriodKind.Month => Iso(from)[..7],
        PeriodKind.Quarter => $"{Iso(from)[..4]} Q{((from.Month - 1) / 3) + 1}",
        PeriodKind.Year => Iso(from)[..4],
        _ => Iso(from),
    };
}
