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
    private readonly int secondOrderDays;
    private readonly int count;

    /// <param name="timeline">The periods.</param>
    /// <param name="withCohorts">Whether to keep the matrix of cohorts by period.</param>
    /// <param name="secondOrderDays">Days within which a second order counts for the second-order rate.</param>
    public PeriodTallies(Timeline timeline, bool withCohorts, int secondOrderDays)
    {
        (this.timeline, this.withCohorts, this.secondOrderDays, count) = (timeline, withCohorts, secondOrderDays,
            timeline.Count);
        (Customers, Repeaters, Retained, New, Returned) = (new int[count], new int[count], new int[count],
            new int[count], new int[count]);
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

        var starts = timeline.Starts;
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

        var nets = history.Nets;
        var previous = -1;
        for (var i = 0; i < days.Length;)
        {
            var period = (int)periodOfDay[days[i] - firstDay];
            var end = starts[period + 1];
            var runStart = i;
            long net = 0;
            do
            {
                net += nets[i];
                i++;
            }
            while (i < days.Length && days[i] < end);

            Customers[period]++;
            Repeaters[period] += i - runStart > 1 ? 1 : 0;
            if (previous >= 0)
            {
                if (previous == period - 1)
                {
                    Retained[period]++;
                }
                else
                {
                    Returned[period]++;
                    LostSpanDays[previous + 1] += days[runStart - 1] - days[0];
                }
            }

            previous = period;
            if (withCohorts)
            {
                CohortActive[(cohort * count) + period]++;
                CohortRevenue[(cohort * count) + period] += net;
            }
        }

        LostSpanDays[previous + 1] += days[^1] - days[0];
        if (withCohorts)
        {
            AddOtherRevenue(history.Other, cohort);
        }
    }

    public void Add(PeriodTallies other)
    {
        Sum(Customers, other.Customers);
        Sum(Repeaters, other.Repeaters);
        Sum(Retained, other.Retained);
        Sum(New, other.New);
        Sum(Returned, other.Returned);
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

    internal static void Sum<T>(T[] into, T[] from)
        where T : System.Numerics.INumber<T>
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] += from[i];
        }
    }
}
