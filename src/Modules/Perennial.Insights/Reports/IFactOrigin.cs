using System.Buffers.Binary;
using Perennial.Commerce.Contract;
using Perennial.Insights.Facts;
using Perennial.Kernel.Columns;

namespace Perennial.Insights.Reports;

/// <summary>What the numbers of a store stand for.</summary>
internal interface IFactOrigin
{
    /// <summary>A customer as she is named.</summary>
    string Name(int customer);

    /// <summary>A number by which names are ordered where it differs: their first eight bytes.</summary>
    ulong NameStart(int customer);

    /// <summary>Compares two names byte by byte.</summary>
    int CompareNames(int one, int other);

    /// <summary>The facts split by a dimension, a group for each value that occurs.</summary>
    IEnumerable<(string Value, FactSnapshot Facts)> GroupBy(OrderField dimension);

    /// <summary>Whether there may be several groups of a dimension: one alone says nothing that the whole does not.</summary>
    bool HasSeveral(OrderField dimension, FactSnapshot facts) => true;

    /// <summary>By which values of a dimension customers came.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="facts">The store.</param>
    /// <param name="asOf">Facts of this day and later do not exist.</param>
    FirstGroups FirstBy(OrderField dimension, FactSnapshot facts, int asOf);

    /// <summary>Totals and periods of each group of a dimension.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="plan">The question.</param>
    /// <param name="sales">What is known of the amounts and units.</param>
    /// <param name="withTotals">Whether totals will be asked of the figures as well as periods.</param>
    IEnumerable<(string Value, StoreFigures Figures)> FiguresBy(OrderField dimension, ReportPlan plan, ISales sales, bool withTotals = true) =>
        GroupBy(dimension).Select(g => (
            g.Value, StoreFigures.Of(plan, g.Facts, sales.Currency, sales.HasUnits, Contract.ReportParts.Periods)));
}

/// <summary>Facts that came from files: their customers' names are texts.</summary>
internal sealed class SalesOrigin(ISales sales) : IFactOrigin
{
    private TextIndex Names => sales.Customers;

    public string Name(int customer) => Names[customer];

    // A shorter name comes before one that goes on.
    public ulong NameStart(int customer)
    {
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        start.Clear();
        var name = Names.Utf8(customer);
        name[..Math.Min(name.Length, start.Length)].CopyTo(start);
        return BinaryPrimitives.ReadUInt64BigEndian(start);
    }

    public int CompareNames(int one, int other) => Names.Utf8(one).SequenceCompareTo(Names.Utf8(other));

    public IEnumerable<(string Value, FactSnapshot Facts)> GroupBy(OrderField dimension) =>
        sales.GroupBy(dimension).Select(g => (g.Value, FactStore.LoadPart(g.Facts).Snapshot()));

    public FirstGroups FirstBy(OrderField dimension, FactSnapshot facts, int asOf) =>
        FirstGroups.Of(facts, [.. sales.GroupBy(dimension).Select(g => (g.Value, g.Facts))], asOf, customer => customer);
}
