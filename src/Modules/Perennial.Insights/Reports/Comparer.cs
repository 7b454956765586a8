using System.Globalization;
using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Reports;

/// <summary>
/// Sets two sides beside each other. A side is a report's plan over its stretch and nothing else, so that it cannot
/// say other than a report over the same days.
/// </summary>
internal static class Comparer
{
    // By days and weeks a year ago means the same weekdays: 52 weeks.
    private const int DaysOfWeeksInYear = 364;

    /// <summary>Two stretches of one shop.</summary>
    public static Comparison OfStretches(LoadedShop shop, ReportQuestion question, ComparedPeriod to)
    {
        var plan = ReportPlan.Of(question, shop.Facts);
        var atHand = question is { From: null, To: null } ? LastWhole(plan) : Asked(plan);
        using var main = ComparedStretch.Of(shop, plan, atHand, withOverdue: false);
        var asked = OtherStretch(main, to);
        if (asked.To <= plan.Timeline.FirstDay || asked.From >= plan.AsOf)
        {
            throw new ReportRefusedException("report.nothing_to_compare", $"{Iso(plan.Span.From)} - {Iso(plan.AsOf - 1)}");
        }

        using var other = ComparedStretch.Of(shop, plan, asked, withOverdue: false);
        var notices = new List<Notice>();
        if (other.Wide != asked)
        {
            notices.Add(new Notice("comparison.widened", 1, $"{Iso(other.Wide.From)} - {Iso(other.Wide.To - 1)}"));
        }

        var (a, b) = (main.Plan, other.Plan);
        if (a.FromDay < b.ToDay && b.FromDay < a.ToDay)
        {
            notices.Add(new Notice("comparison.overlap", 1));
        }

        // A stretch in which the first fact lies may be less than whole: nobody knows whether nothing was sold before.
        if (Math.Min(a.FromDay, b.FromDay) < plan.Span.From)
        {
            notices.Add(new Notice("comparison.data_begins", 1, Iso(plan.Span.From)));
        }

        return Compare(main, other, to, notices);
    }

    /// <summary>Two shops, each over its own stretch.</summary>
    public static Comparison OfShops(LoadedShop main, LoadedShop other, ReportQuestion question)
    {
        using var mine = WholeReport(main, question);
        using var theirs = WholeReport(other, question);
        var notices = new List<Notice>();
        if (mine.Currency != theirs.Currency)
        {
            notices.Add(new Notice("comparison.currencies", 1, $"{Code(mine)} / {Code(theirs)}"));
        }

        return Compare(mine, theirs, null, notices);

        static string Code(ComparedStretch side) => side.Currency.IsNone ? "-" : side.Currency.Code;
    }

    private static Comparison Compare(ComparedStretch main, ComparedStretch other, ComparedPeriod? to, List<Notice> notices)
    {
        if (main.Periods != other.Periods)
        {
            notices.Add(new Notice("comparison.unequal", 1,
                string.Create(CultureInfo.InvariantCulture, $"{main.Periods} / {other.Periods}")));
        }

        var groups = main.Plan.Question.GroupBy
            .SelectMany(dimension => ComparedGroups.Of(main, other, dimension, notices)).ToList();
        var (mine, theirs) = (main.Side(), other.Side());
        return new Comparison(to, mine, theirs, ComparedFigures.Of(mine, theirs),
            main.Currency == other.Currency ? RevenueMove.Between(other.Trade(), main.Trade(), main.Currency) : null,
            groups, notices);
    }

    private static ComparedStretch WholeReport(LoadedShop shop, ReportQuestion question)
    {
        var plan = ReportPlan.Of(question, shop.Facts);
        return ComparedStretch.Of(shop, plan, Asked(plan), withOverdue: true);
    }

    private static (int From, int To) Asked(ReportPlan plan) => (
        plan.Question.From is { } from ? DayNumber.Of(from) : plan.FromDay,
        plan.Question.To is { } to ? DayNumber.Of(to) : plan.Timeline.Starts[plan.Last + 1]);

    private static (int From, int To) LastWhole(ReportPlan plan)
    {
        var last = plan.Timeline.IsPartial(plan.Last) ? plan.Last - 1 : plan.Last;
        return last >= plan.First
            ? (plan.Timeline.Starts[last], plan.Timeline.Starts[last + 1])
            : throw new ReportRefusedException("report.no_whole_period", "");
    }

    private static (int From, int To) OtherStretch(ComparedStretch main, ComparedPeriod to)
    {
        if (to is { From: { } from, To: { } until })
        {
            return (DayNumber.Of(from), DayNumber.Of(until));
        }

        var calendar = main.Plan.Timeline.Calendar;
        var wide = main.Wide;
        if (to == ComparedPeriod.Previous)
        {
            var first = calendar.IndexOf(wide.From);
            var periods = calendar.IndexOf(wide.To - 1) - first + 1;
            return (calendar.StartOf(first - periods), wide.From);
        }

        return calendar.Kind is PeriodKind.Day or PeriodKind.Week
            ? (wide.From - DaysOfWeeksInYear, wide.To - DaysOfWeeksInYear)
            : (YearBefore(wide.From), YearBefore(wide.To));
    }

    private static int YearBefore(int day) => DayNumber.Of(DayNumber.ToDate(day).PlusYears(-1));

    private static string Iso(int day) => DayNumber.ToDate(day).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
