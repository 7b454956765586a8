using Perennial.Analytics;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>Which customers are looked at, and in which groups they are: those who came in some periods.</summary>
/// <param name="Timeline">The periods.</param>
/// <param name="First">The first of those periods.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Groups">The groups of each customer.</param>
internal sealed record CameBy(Timeline Timeline, int First, int Last, CustomerGroups Groups)
{
    /// <summary>The groups of a customer with these orders; none for who came before or after.</summary>
    public ReadOnlySpan<int> GroupsOf(int partition, int customer, ReadOnlySpan<ushort> days)
    {
        if (days.IsEmpty)
        {
            return [];
        }

        var period = PeriodOf(days[0]);
        return period >= First && period <= Last ? Groups.Of(partition, customer) : [];
    }

    /// <summary>Periods of the timeline that are over.</summary>
    public int WholePeriods => Timeline.Count - (Timeline.IsPartial(Timeline.Count - 1) ? 1 : 0);

    /// <summary>The period of a day that has a fact.</summary>
    public int PeriodOf(int day) => Timeline.PeriodOfDay[day - Timeline.FirstDay];
}

/// <summary>How many customers are in each group.</summary>
/// <param name="came">When members came, and to which groups.</param>
/// <param name="partition">The partition at hand.</param>
/// <param name="count">How many groups there are.</param>
internal sealed class MembersOfGroups(CameBy came, int partition, int count) : ICustomerQuestion
{
    /// <summary>Members by group.</summary>
    public long[] Members { get; } = new long[count];

    public void Visit(in Histories histories)
    {
        for (var customer = 0; customer < histories.Count; customer++)
        {
            foreach (var group in came.GroupsOf(partition, histories.NumberOf(customer), histories.DaysOf(customer)))
            {
                Members[group]++;
            }
        }
    }
}

/// <summary>Finds the members of a group who bought so many periods after their own first one.</summary>
/// <param name="came">When members came, and to which groups.</param>
/// <param name="partition">The partition at hand.</param>
/// <param name="group">The group.</param>
/// <param name="later">Periods after the first, which are over; 0 for all members.</param>
/// <param name="customersMax">Customers of the partition at most.</param>
internal sealed class BoughtSinceFirst(CameBy came, int partition, int group, int later, int customersMax) : ICustomerQuestion
{
    /// <summary>Whether a customer of the partition is one of them.</summary>
    public bool[] Is { get; } = new bool[customersMax];

    public void Visit(in Histories histories)
    {
        for (var customer = 0; customer < histories.Count; customer++)
        {
            var days = histories.DaysOf(customer);
            if (came.GroupsOf(partition, histories.NumberOf(customer), days).Contains(group))
            {
                Is[histories.NumberOf(customer)] = later == 0 || HasBought(days);
            }
        }
    }

    private bool HasBought(ReadOnlySpan<ushort> days)
    {
        var period = came.PeriodOf(days[0]) + later;
        if (period >= came.WholePeriods)
        {
            return false;
        }

        var starts = came.Timeline.Starts;
        return AscendingDays.CountBefore(days, starts[period + 1]) > AscendingDays.CountBefore(days, starts[period]);
    }
}
