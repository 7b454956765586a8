using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Page;
using Perennial.Insights.Questions;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Reports;

/// <summary>The cohorts of a report with their orders, and with who bought in a period or later.</summary>
internal static class CohortLines
{
    /// <summary>The cohorts of a report.</summary>
    /// <param name="shop">The facts that the report is of.</param>
    /// <param name="report">A report with its cohorts.</param>
    /// <param name="withDepth">Whether orders and those who bought later are wanted.</param>
    public static IReadOnlyList<CohortLine> Of(LoadedShop shop, Report report, bool withDepth)
    {
        if (!withDepth || report.Cohorts.Count == 0)
        {
            return [.. report.Cohorts.Select(c => new CohortLine(c))];
        }

        var timeline = ReportPlan.Of(report.Question, shop.Facts).Timeline;
        var answers = CustomerPass.Ask(shop.Facts, timeline.AsOf, _ => new CohortDepth(timeline));
        foreach (var other in answers.Skip(1))
        {
            answers[0].Add(other);
        }

        return [.. report.Cohorts.Select(c => Line(c, timeline, answers[0]))];
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
