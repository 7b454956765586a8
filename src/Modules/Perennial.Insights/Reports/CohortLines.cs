using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Page;
using Perennial.Insights.Questions;
using Perennial.Kernel;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Reports;

/// <summary>The cohorts of a report with their orders, and with who bought in a period or later.</summary>
internal static class CohortLines
{
    /// <summary>The cohorts of a report.</summary>
    /// <param name="shop">The facts that the report is of.</param>
    /// <param name="report">A report with its cohorts.</param>
    /// <param name="withDepth">Whether orders and those who bought later are wanted.</param>
    /// <param name="cameBy">Only those who came by this; null for all.</param>
    public static IReadOnlyList<CohortLine> Of(LoadedShop shop, Report report, bool withDepth, FirstValue? cameBy = null)
    {
        if (report.Cohorts.Count == 0)
        {
            return [];
        }

        var plan = ReportPlan.Of(report.Question, shop.Facts);
        var isShown = cameBy is null ? null : FirstCohorts.Members(shop, plan, cameBy);
        var cohorts = isShown is null ? report.Cohorts : CohortsOf(shop, plan, isShown);
        if (!withDepth)
        {
            return [.. cohorts.Select(c => new CohortLine(c))];
        }

        var timeline = plan.Timeline;
        var answers = CustomerPass.Ask(shop.Facts, timeline.AsOf, (_, _) => new CohortDepth(timeline), isShown);
        foreach (var other in answers.Skip(1))
        {
            answers[0].Add(other);
        }

        return [.. cohorts.Select(c => Line(c, timeline, answers[0]))];
    }

    /// <summary>Cohorts by what their members came by.</summary>
    /// <param name="first">The cohorts.</param>
    /// <param name="by">The dimension.</param>
    /// <param name="currency">The reporting currency.</param>
    public static IReadOnlyList<CohortLine> Of(FirstCohorts first, OrderField by, Currency currency) =>
        [.. first.Cohorts.Select(c => new CohortLine(new Cohort(
            default, c.Members, [.. c.Cells.Select(i => i.Active)], [.. c.Cells.Select(i => new Money(i.Revenue, currency))], LastIsPartial: false))
        {
            Came = new FirstValue(by, c.Value), Observed = [.. c.Cells.Select(i => i.Observed)], Orders = [.. c.Cells.Select(i => i.Orders)],
            Still = [.. c.Cells.Select(i => i.Still)],
        })];

    private static List<Cohort> CohortsOf(LoadedShop shop, ReportPlan plan, Func<int, int, bool> isShown)
    {
        var answers = CustomerPass.Ask(shop.Facts, plan.AsOf,
            (_, _) => new PeriodTallies(plan.Timeline, PeriodParts.Cohorts, plan.SecondOrderDays), isShown);
        foreach (var other in answers.Skip(1))
        {
            answers[0].Add(other);
        }

        answers[0].Finish();
        return ReportMaker.Cohorts(plan, answers[0], shop.Reading.Sales.Currency);
    }

    private static CohortLine Line(Cohort cohort, Timeline timeline, CohortDepth depth)
    {
        var first = timeline.PeriodOfDay[DayNumber.Of(cohort.First) - timeline.FirstDay];
        var start = (first * timeline.Count) + first;
        var length = timeline.Count - first;
        var still = new long[length];
        long sum = 0;
        for (var i = length - 1; i >= 0; i--)
        {
            still[i] = sum += depth.LastSeen[start + i];
        }

        return new CohortLine(cohort) { Orders = depth.Orders.AsSpan(start, length).ToArray(), Still = still };
    }
}
