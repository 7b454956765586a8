using System.Runtime.CompilerServices;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>What was sold in periods of the timeline, whoever bought it.</summary>
internal interface IPeriodTrade
{
    /// <summary>Sums over the periods from <paramref name="first"/> to <paramref name="last"/>.</summary>
    TradeTotals Sum(int first, int last);
}

/// <summary>The trade of a store, whose totals by day are at hand.</summary>
internal sealed class StoreTrade(DailyTotals totals, Timeline timeline) : IPeriodTrade
{
    public TradeTotals Sum(int first, int last) => totals.Sum(timeline.Starts[first], timeline.EndOf(last), timeline.AsOf);
}

/// <summary>The trade of some histories, counted while they are walked: for groups, of which there may be many.</summary>
internal sealed class PeriodTrade(Timeline timeline) : ICustomerQuestion, IPeriodTrade
{
    private readonly Cell[] cells = new Cell[timeline.Count];

    private struct Cell
    {
        public long Orders;
        public long Net;
        public long Units;
        public long Other;
    }

    public TradeTotals Sum(int first, int last)
    {
        var sum = default(TradeTotals);
        foreach (ref readonly var cell in cells.AsSpan(first, last - first + 1))
        {
            sum += new TradeTotals(cell.Orders, cell.Net, cell.Units, cell.Net + cell.Other);
        }

        return sum;
    }

    public void Visit(in Histories histories)
    {
        var (from, rows) = (histories.Start[0], histories.Start[^1] - histories.Start[0]);
        Count(histories.Days.Slice(from, rows), histories.Nets.Slice(from, rows));
        if (!histories.Units.IsEmpty)
        {
            CountUnits(histories.Days.Slice(from, rows), histories.Units.Slice(from, rows));
        }

        foreach (var (_, day, value) in histories.Other)
        {
            cells[PeriodOf(day)].Other += value;
        }
    }

    public void Add(PeriodTrade other)
    {
        for (var period = 0; period < cells.Length; period++)
        {
            ref var cell = ref cells[period];
            cell.Orders += other.cells[period].Orders;
            cell.Net += other.cells[period].Net;
            cell.Units += other.cells[period].Units;
            cell.Other += other.cells[period].Other;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(ReadOnlySpan<ushort> days, ReadOnlySpan<long> nets)
    {
        var (into, firstDay) = (cells, timeline.FirstDay);
        var periodOfDay = timeline.PeriodOfDay;
        for (var row = 0; row < days.Length; row++)
        {
            ref var cell = ref into[periodOfDay[unchecked(days[row] - firstDay)]];
            cell.Orders++;
            cell.Net += nets[row];
        }
    }

    private void CountUnits(ReadOnlySpan<ushort> days, ReadOnlySpan<long> units)
    {
        for (var row = 0; row < days.Length; row++)
        {
            cells[PeriodOf(days[row])].Units += units[row];
        }
    }

    private int PeriodOf(int day) => timeline.PeriodOfDay[day - timeline.FirstDay];
}
