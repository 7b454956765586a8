using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>
/// How the customers of each group fared by the number of periods since their own first one. Only whole periods count: somebody
/// whose n-th period is not over is not among those looked at there.
/// </summary>
/// <param name="came">When members came, and to which groups.</param>
/// <param name="partition">The partition at hand.</param>
/// <param name="places">The place of each group among those that are counted; negative for those that are not.</param>
/// <param name="count">How many are counted.</param>
internal sealed class FirstGroupTallies(CameBy came, int partition, int[] places, int count) : ICustomerQuestion
{
    private readonly int periods = came.Timeline.Count;
    private readonly int wholePeriods = came.WholePeriods;
    private readonly Cell[] cells = new Cell[count * came.Timeline.Count];

    // Of the customer at hand, by periods since her first.
    private readonly Cell[] hers = new Cell[came.Timeline.Count];

    /// <summary>What is counted of a group at so many periods after the first.</summary>
    internal struct Cell
    {
        /// <summary>Members whose period it is and over.</summary>
        public long Observed;

        /// <summary>Those of them with an order in it.</summary>
        public long Active;

        /// <summary>Those with an order in it or a later one.</summary>
        public long Still;

        /// <summary>Their orders in it.</summary>
        public long Orders;

        /// <summary>What they brought in it, less returns, minor units.</summary>
        public long Revenue;

        public void Add(in Cell other)
        {
            Observed += other.Observed;
            Active += other.Active;
            Still += other.Still;
            Orders += other.Orders;
            Revenue += other.Revenue;
        }
    }

    /// <summary>The cells of the group at a place, by periods since the first.</summary>
    public ReadOnlySpan<Cell> Of(int place) => cells.AsSpan(place * periods, periods);

    public void Visit(in Histories histories)
    {
        var other = 0;
        for (var customer = 0; customer < histories.Count; customer++)
        {
            var days = histories.DaysOf(customer);
            var nets = histories.Nets[histories.Start[customer]..histories.Start[customer + 1]];
            var mine = came.GroupsOf(partition, histories.NumberOf(customer), days);
            var from = other;
            while (other < histories.Other.Length && histories.Other[other].Customer == customer)
            {
                other++;
            }

            if (!mine.IsEmpty)
            {
                Count(days, nets, histories.Other[from..other], mine);
            }
        }
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(FirstGroupTallies other)
    {
        for (var cell = 0; cell < cells.Length; cell++)
        {
            cells[cell].Add(other.cells[cell]);
        }
    }

    private void Count(ReadOnlySpan<ushort> days, ReadOnlySpan<long> nets, ReadOnlySpan<OtherRevenue> other, ReadOnlySpan<int> mine)
    {
        var first = came.PeriodOf(days[0]);
        var observed = Math.Max(0, wholePeriods - first);
        var age = hers.AsSpan(0, observed);
        age.Clear();
        for (var i = 0; i < days.Length && came.PeriodOf(days[i]) - first is var later && later < observed; i++)
        {
            (age[later].Active, age[later].Orders) = (1, age[later].Orders + 1);
            age[later].Revenue += nets[i];
        }

        foreach (var (_, day, value) in other)
        {
            if (day >= came.Timeline.FirstDay && came.PeriodOf(day) - first is >= 0 and var later && later < observed)
            {
                age[later].Revenue += value;
            }
        }

        var last = came.PeriodOf(days[^1]) - first;
        for (var later = 0; later < observed; later++)
        {
            (age[later].Observed, age[later].Still) = (1, later <= last ? 1 : 0);
        }

        foreach (var group in mine)
        {
            for (var later = 0; places[group] >= 0 && later < observed; later++)
            {
                cells[(places[group] * periods) + later].Add(age[later]);
            }
        }
    }
}
