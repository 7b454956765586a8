using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Kernel;

namespace Perennial.Insights.Reports;

/// <summary>What is known of every customer with a counting order, a column a figure: some 50 bytes a customer.</summary>
/// <param name="count">How many.</param>
/// <param name="asOf">The day as of which everything is told.</param>
/// <param name="currency">The reporting currency.</param>
internal sealed class CustomerColumns(int count, int asOf, Currency currency)
{
    /// <summary>Stands for what is not known.</summary>
    public const sbyte Unknown = -1;

    public int Count => count;

    public int AsOf => asOf;

    public Currency Currency => currency;

    public Guid[] Ids { get; } = new Guid[count];

    public ushort[] FirstDay { get; } = new ushort[count];

    public ushort[] LastDay { get; } = new ushort[count];

    public int[] Orders { get; } = new int[count];

    /// <summary>Net value less returns, minor units.</summary>
    public long[] Revenue { get; } = new long[count];

    /// <summary>A <see cref="Lateness"/>, or <see cref="Unknown"/>.</summary>
    public sbyte[] State { get; } = new sbyte[count];

    /// <summary>The usual interval, begun days counted whole; <see cref="Unknown"/> where the shop has no gap at all.</summary>
    public int[] IntervalDays { get; } = new int[count];

    /// <summary>Scores as three digits; 0 for none.</summary>
    public short[] Rfm { get; } = new short[count];

    /// <summary>The day on which the next order is usual; null where no interval is.</summary>
    public int? NextDay(int row) => IntervalDays[row] < 0 ? null : LastDay[row] + IntervalDays[row];

    /// <summary>Days behind that day; 0 for whoever is on time.</summary>
    public int LateBy(int row) => NextDay(row) is { } next ? Math.Max(0, asOf - 1 - next) : 0;

    public Lateness? StateOf(int row) => State[row] < 0 ? null : (Lateness)State[row];

    /// <summary>The RFM group's stable name; null for none.</summary>
    public string? GroupOf(int row) => Rfm[row] == 0 ? null : new RfmScores(Rfm[row] / 100, Rfm[row] / 10 % 10, Rfm[row] % 10).Group;
}
