using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;
using Perennial.Kernel.Ids;

namespace Perennial.Insights.Live;

/// <summary>Facts that came from the database: customers are named by their public ids, which sort as the ids do.</summary>
internal sealed class LiveOrigin(LiveSnapshot snapshot, Func<OrderField, IReadOnlyList<string>> labelValues) : IFactOrigin
{
    /// <summary>What customers' ids begin with.</summary>
    public const string Prefix = "cus";

    public string Name(int customer) => PublicId.Write(Prefix, snapshot.Customers.Span[customer]);

    public ulong NameStart(int customer) => BinaryPrimitives.ReadUInt64BigEndian(Ordered(customer, stackalloc byte[16]));

    public int CompareNames(int one, int other) =>
        Ordered(one, stackalloc byte[16]).SequenceCompareTo(Ordered(other, stackalloc byte[16]));

    public IEnumerable<(string Value, FactSnapshot Facts)> GroupBy(OrderField dimension)
    {
        for (var d = 0; d < LabelColumn.Dimensions.Count; d++)
        {
            if (LabelColumn.Dimensions[d] == dimension)
            {
                var values = labelValues(dimension);
                return FactGroups.Split(snapshot.Facts, d).Select(g => (g.Label == 0 ? "" : values[g.Label], g.Facts));
            }
        }

        throw new ReportRefusedException("report.group_not_live", dimension.ToString().ToLowerInvariant());
    }

    private Span<byte> Ordered(int customer, Span<byte> into)
    {
        snapshot.Customers.Span[customer].TryWriteBytes(into, bigEndian: true, out _);
        return into;
    }
}
