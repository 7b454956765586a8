using System.Runtime.CompilerServices;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>
/// Customers by calendar period: who bought, who stayed, who came and went (the period view of the base with a
/// minimum of one order), and how her cohort fared. One walk over a customer's runs of orders answers all of it.
/// </summary>
internal sealed class PeriodTallies : ICustomerQuestion
{
    private readonly Timeline timeline;
    private readonly bool withCohorts;
    private readonly bool withLostSpans;
    private readonly int secondOrderDays;
    private readonly int count;

    /// <param name="timeline">The periods.</param>
    /// <param name="withCohorts">Whether to keep the matrix of cohorts by period.</param>
    /// <param name="withLostSpans">Whether to add up how long the lost had stayed.</param>
    /// <param name="secondOrderDays">Days within which a second order counts for the second-order rate.</param>
    public PeriodTallies(Timeline timeline, bool withCohorts, bool withLostSpans, int secondOrderDays)
    {
        (this.timeline, this.withCohorts, this.withLostSpans) = (timeline, withCohorts, withLostSpans);
        (this.secondOrderDays, count) = (secondOrderDays, timeline.Count);
        (Customers, Repeaters, Retained) = (new int[count], new int[count], new int[count]);
        (New, Returned) = (new int[count], new int[count]);
        (SecondOrders, SecondOrdersInTime, ObservedLongEnough) = (new int[count], new int[count], new int[count]);
        LostSpanDays = new long[count + 1];
        (CohortActive, CohortRevenue) = withCohorts ? (new int[count * count], new long[count * count]) : ([], []);
    }

    /// <summary>Distinct customers with a counting order in the period.</summary>
    public int[] Customers { get; }

    /// <summary>Those of them with at least two.</summary>
    public int[] Repeaters { get; }

    /// <summary>Customers of the period before who bought in this one too.</summary>
    public int[] Retained { get; }

    /// <summary>Customers whose first order ever lies in the period.</summary>
    public int[] New { get; }

    /// <summary>Customers who bought earlier, not in the period before, and in this one again.</summary>
    public int[] Returned { get; }

    /// <summary>Customers whose second order ever lies in the period.</summary>
    public int[] SecondOrders { get; }

    /// <summary>Customers first seen in the period whose time since is long enough for the second-order rate.</summary>
    public int[] ObservedLongEnough { get; }

    /// <summary>Those of them with a second order in time.</summary>
    public int[] SecondOrdersInTime { get; }

    /// <summary>Days from first to last order, summed over the customers of the period before who did not buy in this one.</summary>
    public long[] LostSpanDays { get; }

    /// <summary>Members of cohort c who bought in period p, at [c * count + p].</summary>
    public int[] CohortActive { get; }

    /// <summary>Revenue of cohort c in period p, at [c * count + p], minor units.</summary>
    public long[] CohortRevenue { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Visit(in CustomerHistory history)
    {
        var days = history.Days;
        if (days.IsEmpty)
        {
            return;
        }

        var periodOfDay = timeline.PeriodOfDay;
        var firstDay = timeline.FirstDay;
        var cohort = (int)periodOfDay[days[0] - firstDay];
        New[cohort]++;
        if (days.Length > 1)
        {
            SecondOrders[periodOfDay[days[1] - firstDay]]++;
        }

        if (timeline.AsOf - days[0] > secondOrderDays)
        {
            ObservedLongEnough[cohort]++;
            SecondOrdersInTime[cohort] += days.Length > 1 && days[1] - days[0] <= secondOrderDays ? 1 : 0;
        }

        if (withCohorts)
        {
            AddRunsToCohort(days, history.Nets, cohort);
            if (!history.Other.IsEmpty)
            {
                AddOtherRevenue(history.Other, cohort);
            }
        }
        else
        {
            AddRuns(days);
        }

        if (withLostSpans)
        {
            AddLostSpans(days);
        }
    }

    // The hot loop of every report. Whether an order opens a new period cannot be predicted, so nothing here branches
    // on it. Customers by period are the sums of the matrix's columns, so they are not counted here again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRunsToCohort(ReadOnlySpan<ushort> days, ReadOnlySpan<long> nets, int cohort)
    {
        var periodOfDay = timeline.PeriodOfDay;
        var firstDay = timeline.FirstDay;
        var active = CohortActive.AsSpan(cohort * count, count);
        var revenue = CohortRevenue.AsSpan(cohort * count, count);
        var retained = Retained.AsSpan(0, count);
        var repeaters = Repeaters.AsSpan(0, count);
        var (before, previous) = (-3, -2);
        for (var i = 0; i < days.Length; i++)
        {
            var period = (int)periodOfDay[days[i] - firstDay];
            var isSecondOrLater = period == previous ? 1 : 0;
            active[period] += 1 - isSecondOrLater;
            retained[period] += period == previous + 1 ? 1 : 0;
            repeaters[period] += isSecondOrLater & (previous != before ? 1 : 0);
            revenue[period] += nets[i];
            (before, previous) = (previous, period);
        }
    }

    // The same without the matrix.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRuns(ReadOnlySpan<ushort> days)
    {
        var periodOfDay = timeline.PeriodOfDay;
        var firstDay = timeline.FirstDay;
        var customers = Customers.AsSpan(0, count);
        var retained = Retained.AsSpan(0, count);
        var repeaters = Repeaters.AsSpan(0, count);
        var (before, previous) = (-3, -2);
        foreach (var day in days)
        {
            var period = (int)periodOfDay[day - firstDay];
            var isSecondOrLater = period == previous ? 1 : 0;
            customers[period] += 1 - isSecondOrLater;
            retained[period] += period == previous + 1 ? 1 : 0;
            repeaters[period] += isSecondOrLater & (previous != before ? 1 : 0);
            (before, previous) = (previous, period);
        }
    }

    // Whoever skips a period was lost in it, with the orders up to then; whoever never comes again, in the one after her last.
    private void AddLostSpans(ReadOnlySpan<ushort> days)
    {
        for (var i = 1; i <= days.Length; i++)
        {
            var previous = timeline.PeriodOfDay[days[i - 1] - timeline.FirstDay];
            if (i == days.Length || timeline.PeriodOfDay[days[i] - timeline.FirstDay] > previous + 1)
            {
                LostSpanDays[previous + 1] += days[i - 1] - days[0];
            }
        }
    }

    /// <summary>Ends the counting: what follows from the other counts.</summary>
    public void Finish()
    {
        for (var cell = 0; cell < CohortActive.Length; cell++)
        {
            Customers[cell % count] += CohortActive[cell];
        }

        for (var period = 0; period < count; period++)
        {
            Returned[period] = Customers[period] - New[period] - Retained[period];
        }
    }

    public void Add(PeriodTallies other)
    {
        Sum(Customers, other.Customers);
        Sum(Repeaters, other.Repeaters);
        Sum(Retained, other.Retained);
        Sum(New, other.New);
        Sum(SecondOrders, other.SecondOrders);
        Sum(ObservedLongEnough, other.ObservedLongEnough);
        Sum(SecondOrdersInTime, other.SecondOrdersInTime);
        Sum(LostSpanDays, other.LostSpanDays);
        Sum(CohortActive, other.CohortActive);
        Sum(CohortRevenue, other.CohortRevenue);
    }

    // What happened before her first counting order belongs to no period of her cohort.
    private void AddOtherRevenue(ReadOnlySpan<OtherRevenue> other, int cohort)
    {
        foreach (var (day, value) in other)
        {
            var period = day < timeline.FirstDay ? -1 : timeline.PeriodOfDay[day - timeline.FirstDay];
            if (period >= cohort)
            {
                CohortRevenue[(cohort * count) + period] += value;
            }
        }
    }

    internal static void Sum<T>(Span<T> into, ReadOnlySpan<T> from)
        where T : System.Numerics.INumber<T>
    {
        for (var i = 0; i < from.Length; i++)
        {
            into[i] += from[i];
        }
    }
}
