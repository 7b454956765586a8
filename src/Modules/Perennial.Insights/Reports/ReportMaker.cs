using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Questions;
using Perennial.Kernel;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Reports;

/// <summary>Loads facts and puts the answers of all questions together.</summary>
internal sealed class ReportMaker : IReports
{
    public Report Answer(OrderReading reading, ReportQuestion question) => Load(reading).Answer(question);

    public ILoadedShop Load(OrderReading reading) => LoadedShop.Load(reading);

    /// <summary>Answers from a store that is loaded.</summary>
    public static Report Answer(FactSnapshot facts, OrderReading reading, ReportQuestion question) =>
        Answer(new LoadedShop(reading, facts), question);

    /// <summary>Answers from a store that is loaded.</summary>
    public static Report Answer(LoadedShop shop, ReportQuestion question)
    {
        var (facts, sales) = (shop.Facts, shop.Reading.Sales);
        var plan = ReportPlan.Of(question, facts);
        using var figures = StoreFigures.Of(plan, facts, sales.Currency, sales.HasUnits, question.Parts);
        return Answer(shop, plan, figures);
    }

    /// <summary>Answers from figures that hold at least what the question wants.</summary>
    public static Report Answer(LoadedShop shop, ReportPlan plan, StoreFigures figures)
    {
        var (facts, reading, question) = (shop.Facts, shop.Reading, plan.Question);
        var (currency, parts) = (reading.Sales.Currency, question.Parts);
        var withPeriods = parts.HasFlag(ReportParts.Periods);
        var periods = withPeriods ? figures.PeriodFigures() : [];
        var notices = Notices(plan, facts);
        var (groups, moved) = parts.HasFlag(ReportParts.Groups) ? Groups(plan, shop, notices) : ([], []);
        return new Report(
            DayNumber.ToDate(plan.AsOf), reading.TimeZone, currency, question, reading, notices, figures.Totals(), periods,
            withPeriods ? WhatMoved(plan, figures, currency, LastTwoWhole(plan)) : null,
            withPeriods ? WhatMoved(plan, figures, currency, LastWholeAndYearBefore(plan)) : null, figures.OverTheYear,
            parts.HasFlag(ReportParts.Cohorts) ? Cohorts(plan, figures.Periods, currency) : [],
            parts.HasFlag(ReportParts.Ladder) ? Ladder(figures.Buying) : [],
            parts.HasFlag(ReportParts.Rfm) ? RfmFigures(plan, figures, currency) : new RfmFigures([], [], [], [], []),
            parts.HasFlag(ReportParts.Overdue) ? OverdueFigures(plan, figures, currency) : null, groups, moved);
    }

    private static List<Notice> Notices(ReportPlan plan, FactSnapshot facts)
    {
        var notices = new List<Notice>();
        if (!plan.WithCohorts && plan.Question.Parts.HasFlag(ReportParts.Cohorts))
        {
            notices.Add(new Notice("report.cohorts_left_out", plan.Timeline.Count));
        }

        if (facts.Span.To > plan.AsOf)
        {
            var later = facts.Identified.Sum(plan.AsOf, facts.Span.To, plan.AsOf) + facts.Anonymous.Sum(plan.AsOf,
                facts.Span.To, plan.AsOf);
            notices.Add(new Notice("report.facts_after_as_of", later.Orders, Iso(plan.AsOf)));
        }

        var question = plan.Question;
        if (question.Window is { } window && window.StartBefore(plan.ToDay) is var reach && plan.FromDay - (plan.ToDay - reach) < plan.Span.From)
        {
            notices.Add(new Notice("report.window_before_data", 1, Iso(plan.Span.From)));
        }

        if ((question.From is { } from && DayNumber.Of(from) > plan.FromDay) ||
            (question.To is { } to && DayNumber.Of(to) < plan.ToDay))
        {
            notices.Add(new Notice("report.whole_periods", 1, $"{Iso(plan.FromDay)} - {Iso(plan.ToDay)}"));
        }

        return notices;
    }

    private static WhatMoved? WhatMoved(ReportPlan plan, StoreFigures figures, Currency currency,
        (int Before, int After)? between) => between is var (before, after)
            ? RevenueMove.Between(figures.TradeOf(before), figures.TradeOf(after), currency)
            : null;

    /// <summary>The cohorts that came in the stretch reported.</summary>
    internal static List<Cohort> Cohorts(ReportPlan plan, PeriodTallies periods, Currency currency)
    {
        var cohorts = new List<Cohort>();
        var count = plan.Timeline.Count;
        for (var c = plan.First; plan.WithCohorts && c <= plan.Last; c++)
        {
            if (periods.New[c] > 0)
            {
                var cells = Enumerable.Range((c * count) + c, count - c).ToList();
                cohorts.Add(new Cohort(DayNumber.ToDate(plan.Timeline.Starts[c]), periods.New[c],
                    [.. cells.Select(cell => (long)periods.Cohorts[cell].Active)],
                    [.. cells.Select(cell => new Money(periods.Cohorts[cell].Revenue, currency))],
                    plan.Timeline.IsPartial(count - 1)));
            }
        }

        return cohorts;
    }

    private static List<LadderStep> Ladder(BuyingTallies buying) =>
        [.. Enumerable.Range(1, BuyingTallies.LadderSteps)
            .Select(n => new LadderStep(n, buying.Reached[n], buying.Reached[n + 1], buying.LadderGaps[n]
                .Quartile(2)))];

    private static RfmFigures RfmFigures(ReportPlan plan, StoreFigures figures, Currency currency)
    {
        var rfm = Rfm.Of(figures.RfmCustomers);
        var groups = RfmGroups.Names.ToDictionary(n => n, _ => (Customers: 0L, Revenue: 0L), StringComparer.Ordinal);
        var cells = new List<RfmCell>();
        for (var cell = 0; cell < 125; cell++)
        {
            var (r, f, m) = (cell / 25, cell / 5 % 5, cell % 5);
            if (rfm.Cells[r, f, m] > 0)
            {
                cells.Add(new RfmCell(r + 1, f + 1, m + 1, rfm.Cells[r, f, m]));
                var name = RfmGroups.Name(r + 1, f + 1, m + 1);
                groups[name] = (groups[name].Customers + rfm.Cells[r, f, m], groups[name]
                    .Revenue + rfm.Revenue[r, f, m]);
            }
        }

        return new RfmFigures(
            [.. Cuts(rfm.LastDays).Select(day => plan.AsOf - day)], [.. Cuts(rfm.Frequency)],
            [.. Cuts(rfm.Monetary).Select(net => net is { } value ? new Money(value, currency) : (Money?)null)],
            [.. groups.Select(g => new RfmGroup(g.Key, g.Value.Customers, new Money(g.Value.Revenue, currency)))],
                cells);
    }

    private static long?[] Cuts(QuintileCuts cuts) => [cuts.Two, cuts.Three, cuts.Four, cuts.Five];

    internal static OverdueFigures? OverdueFigures(ReportPlan plan, StoreFigures figures, Currency currency)
    {
        var overdue = Overdue.Count(figures.Customers, plan.AsOf, figures.ShopTwiceMedian);
        MoneyByState Of(long[] money) => new(new Money(money[0], currency), new Money(money[1], currency),
            new Money(money[2], currency), new Money(money[3], currency));
        return overdue?.Customers is not { } counts ? null : new OverdueFigures(
            counts[0], counts[1], counts[2], counts[3], Of(overdue.Revenue), Of(overdue.YearRevenue));
    }

    private static (List<GroupFigures> Groups, List<RateMoved> Moved) Groups(ReportPlan plan, LoadedShop shop,
        List<Notice> notices)
    {
        var groups = new List<GroupFigures>();
        var moved = new List<RateMoved>();
        foreach (var dimension in plan.Question.GroupBy)
        {
            var sales = shop.Reading.Sales;
            var figures = shop.Origin.FiguresBy(dimension, plan, sales)
                .Select(g => (g.Value, g.Figures, Totals: g.Figures.Totals()))
                .OrderByDescending(g => g.Totals.Revenue.MinorUnits).ThenBy(g => g.Value, StringComparer.Ordinal)
                .ToList();
            if (figures.Count > plan.Question.GroupsMax)
            {
                notices.Add(new Notice("report.groups_left_out", figures.Count - plan.Question.GroupsMax,
                    dimension.ToString().ToLowerInvariant()));
            }

            moved.AddRange(RateMoves(plan, dimension, figures, sales.Currency));
            groups.AddRange(figures.Take(plan.Question.GroupsMax)
                .Select(g => new GroupFigures(dimension, g.Value, g.Totals, g.Figures.PeriodFigures())));
        }

        return (groups, moved);
    }

    private static IEnumerable<RateMoved> RateMoves(ReportPlan plan, OrderField dimension,
        List<(string Value, StoreFigures Figures, Totals Totals)> groups, Currency currency)
    {
        if (LastTwoWhole(plan) is not var (before, after))
        {
            return [];
        }

        var split = RateChange.Split([.. groups.Select(g =>
            new RateOfGroup(g.Figures.Movement(before).RetentionRate, g.Figures.Movement(after).RetentionRate))]);
        return split is null ? []
            : groups.Select((g, i) => new RateMoved(dimension, g.Value, split[i].Mix.Rounded(), split[i].Rate.Rounded(),
                new Money(Revenue(g.Figures, after) - Revenue(g.Figures, before), currency)))
            .OrderByDescending(m => Math.Abs(m.RevenueChange.MinorUnits)).ThenBy(m => m.Value, StringComparer.Ordinal)
            .Take(plan.Question.GroupsMax);

        static long Revenue(StoreFigures figures, int period)
        {
            var (identified, anonymous) = figures.Trade(period);
            return identified.Revenue + anonymous.Revenue;
        }
    }

    private static (int Before, int After)? LastTwoWhole(ReportPlan plan) => LastWholeAnd(plan, 1);

    private static (int Before, int After)? LastWholeAndYearBefore(ReportPlan plan) =>
        LastWholeAnd(plan, plan.Timeline.Calendar.PeriodsInYear);

    private static (int Before, int After)? LastWholeAnd(ReportPlan plan, int periodsBefore)
    {
        var after = plan.Timeline.IsPartial(plan.Last) ? plan.Last - 1 : plan.Last;
        return after - periodsBefore >= plan.First ? (after - periodsBefore, after) : null;
    }

    private static string Iso(int day) =>
        DayNumber.ToDate(day).ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
