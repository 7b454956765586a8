using NodaTime;
using Perennial.Insights.Contract;
using Perennial.Kernel;

namespace Perennial.Bench;

/// <summary>The product and the yardstick disagree, so that their times mean nothing.</summary>
internal sealed class AnswersDifferException(string message) : Exception(message);

/// <summary>Compares every number of a report with DuckDB's, before anything is measured.</summary>
internal sealed class SameAnswers
{
    private const int DifferencesShown = 20;

    private static readonly LocalDate FirstMonth = new(2022, 1, 1);

    // Rows R1 to R5, columns FM1 to FM5; typed from docs/metrics, not taken from the product.
    private static readonly string[][] RfmGrid =
    [
        ["lost", "lost", "at_risk", "cannot_lose", "cannot_lose"],
        ["hibernating", "hibernating", "at_risk", "at_risk", "at_risk"],
        ["about_to_sleep", "needs_attention", "needs_attention", "loyal", "loyal"],
        ["promising", "potential_loyalist", "loyal", "loyal", "champions"],
        ["new", "potential_loyalist", "potential_loyalist", "champions", "champions"],
    ];

    private readonly Report report;
    private readonly DuckAnswers duck;
    private readonly List<string> differences = [];
    private int compared;

    private SameAnswers(Report report, DuckAnswers duck) => (this.report, this.duck) = (report, duck);

    /// <summary>Compares.</summary>
    /// <returns>How many numbers were equal: all.</returns>
    /// <exception cref="AnswersDifferException">Some differ; the message names the first of them.</exception>
    public static int Check(Report report, DuckAnswers duck)
    {
        var check = new SameAnswers(report, duck);
        check.Totals();
        check.Periods();
        check.Cohorts();
        check.Rfm();
        check.Ladder();
        check.Overdue();
        if (check.differences.Count > 0)
        {
            throw new AnswersDifferException($"""
                The answers differ in {check.differences.Count} of {check.compared} numbers; nothing was measured.
                {string.Join('\n', check.differences.Take(DifferencesShown))}
                """);
        }

        return check.compared;
    }

    private void Totals()
    {
        var (ours, theirs) = (report.Totals, duck.Totals);
        Same("as of", report.AsOf, LocalDate.FromDateOnly(theirs.LastDay).PlusDays(1));
        Same("total customers", ours.Customers, theirs.Customers);
        Same("total orders", ours.Orders, theirs.Orders);
        Same("total identified orders", ours.IdentifiedOrders, theirs.Orders);
        Same("total revenue", ours.Revenue.MinorUnits, theirs.Revenue);
        Same("total average order value", ours.AverageOrderValue?.MinorUnits, Each(theirs.Revenue, theirs.Orders));
        Same("total purchase frequency", ours.PurchaseFrequency, Mean(theirs.Orders, theirs.Customers));
        Same("total repeat rate", ours.RepeatRate, new Ratio(theirs.Repeaters, theirs.Customers));
        var gaps = ours.TimeBetweenOrdersDays;
        Same("gap quartile 1", gaps.P25, duck.GapQuartiles[0]);
        Same("gap median", gaps.Median, duck.GapQuartiles[1]);
        Same("gap quartile 3", gaps.P75, duck.GapQuartiles[2]);
    }

    private void Periods()
    {
        var months = duck.Cells.ToLookup(c => c.Month);
        var first = months.Min(m => m.Key);
        Same("periods", report.Periods.Count, months.Max(m => m.Key) - first + 1);
        long before = 0;
        long revenueBefore = 0;
        for (var i = 0; i < report.Periods.Count; i++)
        {
            var ours = report.Periods[i];
            var theirs = months[first + i].ToList();
            var month = $"{FirstMonth.PlusMonths(first + i):uuuu-MM}";
            var (customers, orders) = (theirs.Sum(c => c.Customers), theirs.Sum(c => c.Orders));
            var (revenue, retained) = (theirs.Sum(c => c.Revenue), theirs.Sum(c => c.Retained));
            var fresh = theirs.Where(c => c.Cohort == c.Month).Sum(c => c.Customers);
            Same($"{month} from", ours.From, FirstMonth.PlusMonths(first + i));
            Same($"{month} orders", ours.Orders, orders);
            Same($"{month} identified orders", ours.IdentifiedOrders, orders);
            Same($"{month} customers", ours.Customers, customers);
            Same($"{month} revenue", ours.Revenue.MinorUnits, revenue);
            Same($"{month} movement", ours.Movement, new BaseMovement(
                before, customers, retained, before - retained, 0, fresh, 0, customers - retained - fresh));
            Same($"{month} repeat rate", ours.RepeatRate, new Ratio(theirs.Sum(c => c.Repeaters), customers));
            Same($"{month} purchase frequency", ours.PurchaseFrequency, Mean(orders, customers));
            Same($"{month} average order value", ours.AverageOrderValue?.MinorUnits, Each(revenue, orders));
            if (report.WhatMoved is { } moved && moved.After == ours.From)
            {
                Same("what moved", moved.Revenue.MinorUnits, revenue - revenueBefore);
                Same("what moved, parts",
                    (moved.Customers + moved.Frequency + moved.OrderValue).MinorUnits, revenue - revenueBefore);
            }

            (before, revenueBefore) = (customers, revenue);
        }
    }

    private void Cohorts()
    {
        var cells = duck.Cells.ToDictionary(c => (c.Cohort, c.Month));
        var last = duck.Cells.Max(c => c.Month);
        int[] cohorts = [.. duck.Cells.Select(c => c.Cohort).Distinct().Order()];
        Same("cohorts", report.Cohorts.Count, cohorts.Length);
        foreach (var (ours, cohort) in report.Cohorts.Zip(cohorts))
        {
            var name = $"cohort {FirstMonth.PlusMonths(cohort):uuuu-MM}";
            Same($"{name} first", ours.First, FirstMonth.PlusMonths(cohort));
            Same($"{name} size", ours.Size, cells[(cohort, cohort)].Customers);
            Same($"{name} width", (ours.Active.Count, ours.Revenue.Count), (last - cohort + 1, last - cohort + 1));
            for (var month = cohort; month <= Math.Min(last, cohort + ours.Active.Count - 1); month++)
            {
                var theirs = cells.GetValueOrDefault((cohort, month));
                Same($"{name}, {month - cohort} on, active", ours.Active[month - cohort], theirs?.Customers ?? 0);
                Same($"{name}, {month - cohort} on, revenue",
                    ours.Revenue[month - cohort].MinorUnits, theirs?.Revenue ?? 0);
            }
        }
    }

    private void Rfm()
    {
        var ours = report.Rfm;
        for (var score = 2; score <= 5; score++)
        {
            Same($"recency cut {score}", ours.RecencyDays[score - 2],
                DaysSince(duck.Rfm.Where(c => c.R >= score).Min(c => (DateOnly?)c.LastDayMin)));
            Same($"frequency cut {score}", ours.Frequency[score - 2],
                duck.Rfm.Where(c => c.F >= score).Min(c => (long?)c.OrdersMin));
            Same($"monetary cut {score}", ours.Monetary[score - 2]?.MinorUnits,
                duck.Rfm.Where(c => c.M >= score).Min(c => (long?)c.NetMin));
        }

        var cells = ours.Cells.ToDictionary(c => (c.R, c.F, c.M), c => c.Customers);
        Same("RFM cells", ours.Cells.Count, duck.Rfm.Count);
        foreach (var theirs in duck.Rfm)
        {
            Same($"RFM cell {theirs.R}{theirs.F}{theirs.M}",
                cells.GetValueOrDefault((theirs.R, theirs.F, theirs.M)), theirs.Customers);
        }

        var groups = duck.Rfm.ToLookup(c => RfmGrid[c.R - 1][((c.F + c.M + 1) / 2) - 1], StringComparer.Ordinal);
        Same("RFM groups", ours.Groups.Count, RfmGrid.SelectMany(r => r).Distinct(StringComparer.Ordinal).Count());
        foreach (var group in ours.Groups)
        {
            Same($"RFM group {group.Name} customers", group.Customers, groups[group.Name].Sum(c => c.Customers));
            Same($"RFM group {group.Name} revenue", group.Revenue.MinorUnits, groups[group.Name].Sum(c => c.Revenue));
        }
    }

    private void Ladder()
    {
        var places = duck.Ladder.ToDictionary(s => s.Place);
        Same("ladder steps", report.OrderLadder.Count, 10);
        foreach (var ours in report.OrderLadder)
        {
            Same($"ladder {ours.N} reached", ours.Reached, places.GetValueOrDefault(ours.N)?.Customers ?? 0);
            Same($"ladder {ours.N} went on", ours.WentOn, places.GetValueOrDefault(ours.N + 1)?.Customers ?? 0);
            Same($"ladder {ours.N} median days", ours.MedianDays, places.GetValueOrDefault(ours.N + 1)?.MedianDays);
        }
    }

    private void Overdue()
    {
        var ours = report.Overdue;
        Same("on time", ours?.OnTime, duck.Overdue.GetValueOrDefault(0));
        Same("late", ours?.Late, duck.Overdue.GetValueOrDefault(1));
        Same("at risk", ours?.AtRisk, duck.Overdue.GetValueOrDefault(2));
        Same("long gone", ours?.LongGone, duck.Overdue.GetValueOrDefault(3));
    }

    private void Same<T>(string what, T ours, T theirs)
    {
        compared++;
        if (!EqualityComparer<T>.Default.Equals(ours, theirs))
        {
            differences.Add($"  {what}: ours {ours}, DuckDB {theirs}");
        }
    }

    // The cut is the most days since: those of the least last day.
    private long? DaysSince(DateOnly? day) =>
        day is { } known ? Period.DaysBetween(LocalDate.FromDateOnly(known), report.AsOf) : null;

    private static long? Each(long sum, long count) =>
        count == 0 ? null : (long)Math.Round((decimal)sum / count, 0, MidpointRounding.AwayFromZero);

    private static decimal? Mean(long sum, long count) =>
        count == 0 ? null : Math.Round((decimal)sum / count, 6, MidpointRounding.AwayFromZero);
}
