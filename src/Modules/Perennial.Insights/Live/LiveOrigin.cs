using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;
using Perennial.Kernel.Ids;

namespace Perennial.Insights.Live;

/// <summary>Facts that came from the database: customers are named by their public ids, which sort as the ids do.</summary>
internal sealed class LiveOrigin(LiveSnapshot snapshot, Func<OrderField, IReadOnlyList<string>> labelValues,
    IReadOnlyDictionary<OrderField, LineGroups> lines) : IFactOrigin
{
    // Two histograms of gaps, either sign, four bytes a day; sums and a dozen counts a period.
    private const long BytesPerDay = 16;
    private const long BytesPerPeriod = 80;
    private const long BytesMax = 512L << 20;

    /// <summary>What customers' ids begin with.</summary>
    public const string Prefix = "cus";

    /// <summary>A customer's id.</summary>
    public Guid Id(int customer) => snapshot.Customers.Span[customer];

    public string Name(int customer) => PublicId.Write(Prefix, snapshot.Customers.Span[customer]);

    public ulong NameStart(int customer) => BinaryPrimitives.ReadUInt64BigEndian(Ordered(customer, stackalloc byte[16]));

    public int CompareNames(int one, int other) =>
        Ordered(one, stackalloc byte[16]).SequenceCompareTo(Ordered(other, stackalloc byte[16]));

    public IEnumerable<(string Value, FactSnapshot Facts)> GroupBy(OrderField dimension)
    {
        if (lines.TryGetValue(dimension, out var groups))
        {
            return groups.Each();
        }

        var values = labelValues(dimension);
        return FactGroups.Split(snapshot.Facts, NumberOf(dimension)).Select(g => (Value(values, g.Label), g.Facts));
    }

    public IEnumerable<(string Value, StoreFigures Figures)> FiguresBy(
        OrderField dimension, ReportPlan plan, ISales sales, bool withTotals = true)
    {
        if (lines.ContainsKey(dimension))
        {
            return Figures(GroupBy(dimension), plan, sales);
        }

        var (number, values) = (NumberOf(dimension), labelValues(dimension));

        // One walk counts all labels at once and needs room for all of them; for very many, their facts are split first.
        var room = (long)values.Count * snapshot.Facts.Partitions.Count *
                   ((BytesPerDay * (plan.Span.To - plan.Span.From)) + (BytesPerPeriod * plan.Timeline.Count));
        return room > BytesMax
            ? Figures(GroupBy(dimension), plan, sales)
            : StoreFigures.OfGroups(plan, snapshot.Facts, number, sales.Currency, sales.HasUnits, withTotals)
                .Select(g => (Value(values, g.Label), g.Figures));
    }

    public bool HasSeveral(OrderField dimension, FactSnapshot facts) =>
        lines.ContainsKey(dimension) || FactGroups.HasSeveral(facts, NumberOf(dimension));

    public FirstGroups FirstBy(OrderField dimension, FactSnapshot facts, int asOf)
    {
        if (lines.TryGetValue(dimension, out var groups))
        {
            var numbers = groups.NumbersIn(snapshot.Customers.Span);
            return FirstGroups.Of(facts, groups.Parts, asOf, customer => numbers[customer]);
        }

        var values = labelValues(dimension);
        return new FirstGroups([.. values.Select((_, label) => Value(values, label))], FirstLabels.Of(facts, NumberOf(dimension), asOf));
    }

    private static IEnumerable<(string Value, StoreFigures Figures)> Figures(
        IEnumerable<(string Value, FactSnapshot Facts)> groups, ReportPlan plan, ISales sales) =>
        groups.Select(g => (g.Value, StoreFigures.Of(plan, g.Facts, sales.Currency, sales.HasUnits, ReportParts.Periods)));

    private static string Value(IReadOnlyList<string> values, int label) => label == 0 ? "" : values[label];

    private static int NumberOf(OrderField dimension)
    {
        for (var d = 0; d < LabelColumn.Dimensions.Count; d++)
        {
            if (LabelColumn.Dimensions[d] == dimension)
            {
                return d;
            }
        }

        throw new InvalidOperationException($"The lines behind {dimension} were not read.");
    }

    private Span<byte> Ordered(int customer, Span<byte> into)
    {
        snapshot.Customers.Span[customer].TryWriteBytes(into, bigEndian: true, out _);
        return into;
    }
}
