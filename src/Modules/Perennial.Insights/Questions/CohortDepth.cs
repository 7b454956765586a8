using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>
/// Of each cohort its orders by period, and in which period its members were seen last: what the plain cohorts do not count, so
/// that no report pays for it.
/// </summary>
internal sealed class CohortDepth(Timeline timeline) : ICustomerQuestion
{
    private readonly int count = timeline.Count;

    /// <summary>Counting orders, [cohort × periods + period].</summary>
    public long[] Orders { get; } = new long[timeline.Count * timeline.Count];

    /// <summary>Members whose last order lies in the period, likewise.</summary>
    public long[] LastSeen { get; } = new long[timeline.Count * timeline.Count];

    public void Visit(in Histories histories)
    {
        var periods = timeline.PeriodOfDay;
        for (var customer = 0; customer < histories.Count; customer++)
        {
            var days = histories.DaysOf(customer);
            if (days.IsEmpty)
            {
                continue;
            }

            var row = periods[days[0] - timeline.FirstDay] * count;
            foreach (var day in days)
            {
                Orders[row + periods[day - timeline.FirstDay]]++;
            }

            LastSeen[row + periods[days[^1] - timeline.FirstDay]]++;
        }
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(CohortDepth other)
    {
        for (var cell = 0; cell < Orders.Length; cell++)
        {
            Orders[cell] += other.Orders[cell];
            LastSeen[cell] += other.LastSeen[cell];
        }
    }
}
