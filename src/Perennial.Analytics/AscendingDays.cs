using System.Runtime.CompilerServices;

namespace Perennial.Analytics;

/// <summary>Days in ascending order.</summary>
public static class AscendingDays
{
    /// <summary>How many of the days lie before a day.</summary>
    /// <remarks>
    /// Halves without a branch: of many short histories none can be foretold, and a branch that is guessed wrong costs
    /// more than all of the steps.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountBefore(ReadOnlySpan<ushort> days, int day)
    {
        unchecked
        {
            var (from, length) = (0, days.Length);
            while (length > 1)
            {
                var half = length >>> 1;
                from += -(days[from + half - 1] < day ? 1 : 0) & half;
                length -= half;
            }

            return from + (length > 0 && days[from] < day ? 1 : 0);
        }
    }
}
