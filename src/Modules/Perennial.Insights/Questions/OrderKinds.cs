using System.Numerics;
using System.Runtime.CompilerServices;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>
/// The period of each order, and how it stands among the orders of its customer. Whether an order opens a new period
/// cannot be foretold, nor where a customer ends: so all rows are told as if they were one customer's, many in one step,
/// and then her first two orders are put right for each customer.
/// </summary>
/// <param name="timeline">The periods.</param>
internal sealed class OrderKinds(Timeline timeline)
{
    /// <summary>The third order in its period, or a later one.</summary>
    public const int Later = 0;

    /// <summary>The second in its period.</summary>
    public const int Second = 1;

    /// <summary>The first in its period, of somebody who bought in the period before too.</summary>
    public const int FirstAfterPeriodBefore = 2;

    /// <summary>The first in its period, of somebody who bought earlier than in the period before.</summary>
    public const int FirstAgain = 3;

    /// <summary>The first ever.</summary>
    public const int FirstEver = 4;

    /// <summary>Room for all kinds, so that a place is found by shifting.</summary>
    public const int Room = 8;

    // Two rows before the first to look back at; after the last as many as a step may reach, and two that customers
    // without orders may write to.
    private const int Before = 2;

    private ushort[] periods = [];
    private ushort[] kinds = [];

    /// <summary>Periods of the orders that were told last, a row each.</summary>
    public ReadOnlySpan<ushort> Periods(int rows) => periods.AsSpan(Before, rows);

    /// <summary>Kinds of the same orders.</summary>
    public ReadOnlySpan<ushort> Kinds(int rows) => kinds.AsSpan(0, rows);

    /// <summary>Tells the orders of some customers.</summary>
    public void Tell(in Histories histories)
    {
        var start = histories.Start;
        var rows = start[^1] - start[0];
        var room = rows + Before + Vector<ushort>.Count;
        if (periods.Length < room)
        {
            (periods, kinds) = (new ushort[2 * room], new ushort[2 * room]);
        }

        PeriodsOf(histories.Days.Slice(start[0], rows), timeline.PeriodOfDay, timeline.FirstDay, periods.AsSpan(Before, rows));
        AsOfOneCustomer(rows);
        PutStartsRight(start);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PeriodsOf(ReadOnlySpan<ushort> days, ReadOnlySpan<ushort> periodOfDay, int firstDay, Span<ushort> into)
    {
        for (var row = 0; row < days.Length; row++)
        {
            into[row] = periodOfDay[unchecked(days[row] - firstDay)];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AsOfOneCustomer(int rows)
    {
        var second = new Vector<ushort>(Second);
        var afterBefore = new Vector<ushort>(FirstAfterPeriodBefore);
        var again = new Vector<ushort>(FirstAgain);
        for (var row = 0; row < rows; row += Vector<ushort>.Count)
        {
            var period = new Vector<ushort>(periods, row + Before);
            var previous = new Vector<ushort>(periods, row + Before - 1);
            var oneBefore = new Vector<ushort>(periods, row + Before - 2);
            var ofSame = Vector.AndNot(second, Vector.Equals(previous, oneBefore));
            var ofNew = Vector.ConditionalSelect(Vector.Equals(period, previous + Vector<ushort>.One), afterBefore, again);
            Vector.ConditionalSelect(Vector.Equals(period, previous), ofSame, ofNew).CopyTo(kinds, row);
        }
    }

    // Nobody's rows are written last by anybody else: who has fewer than two orders writes to rows of the next one, who
    // puts them right after her.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PutStartsRight(ReadOnlySpan<int> start)
    {
        var (kindOf, periodOf) = (kinds, periods);
        unchecked
        {
            foreach (var from in start[..^1])
            {
                var row = from - start[0];
                var later = periodOf[row + Before + 1] - periodOf[row + Before];
                kindOf[row] = FirstEver;
                kindOf[row + 1] = (ushort)(FirstAgain - (later <= 1 ? 1 : 0) - (later <= 0 ? 1 : 0));
            }
        }
    }
}
