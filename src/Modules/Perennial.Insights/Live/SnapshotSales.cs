using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;
using Perennial.Kernel;
using Perennial.Kernel.Columns;

namespace Perennial.Insights.Live;

/// <summary>The facts of a snapshot as they would have been read: slots are the rows of its segments, one after another.</summary>
internal sealed class SnapshotFacts : ISalesFacts
{
    // Rows of one segment. A replaced customer's rows are empty slots.
    private sealed record Stretch(int FirstSlot, Segment Segment, int[] Replaced, Func<int, int> Number);

    private readonly List<Stretch> stretches = [];
    private readonly List<ReturnFact> returns = [];

    public SnapshotFacts(FactSnapshot facts)
    {
        var bits = System.Numerics.BitOperations.Log2((uint)facts.Partitions.Count);
        for (var p = 0; p < facts.Partitions.Count; p++)
        {
            var (view, share) = (facts.Partitions[p], p);
            CustomerCount = Math.Max(CustomerCount, view.Customers == 0 ? 0 : ((view.Customers - 1) << bits) + share + 1);
            Add(view.Folded, view.OverlayCustomers, customer => (customer << bits) + share);
            Add(view.Overlay, [], customer => (view.OverlayCustomers[customer] << bits) + share);
        }

        foreach (var view in facts.AnonymousPartitions)
        {
            Add(view.Folded, view.OverlayCustomers, _ => OrderFact.Anonymous);
            Add(view.Overlay, [], _ => OrderFact.Anonymous);
        }
    }

    public int CustomerCount { get; }

    public int OrderSlots { get; private set; }

    public int ReturnCount => returns.Count;

    public int ReadOrders(ref int slot, int end, Span<OrderFact> into)
    {
        var count = 0;
        while (slot < end && count < into.Length)
        {
            var from = slot;
            var stretch = stretches[stretches.FindLastIndex(s => s.FirstSlot <= from)];
            var last = Math.Min(end, stretch.FirstSlot + stretch.Segment.Orders);
            count += Read(stretch, ref slot, last, into[count..]);
        }

        return count;
    }

    public ReturnFact Return(int index) => returns[index];

    private static int Read(Stretch stretch, ref int slot, int end, Span<OrderFact> into)
    {
        var segment = stretch.Segment;
        var customer = segment.CustomerOf(slot - stretch.FirstSlot);
        var covered = segment.FirstCovered(slot - stretch.FirstSlot);
        var count = 0;
        for (; slot < end && count < into.Length; slot++)
        {
            var row = slot - stretch.FirstSlot;
            while (segment.Start[customer + 1] <= row)
            {
                customer++;
            }

            var coveredDay = covered < segment.Covered.Length && segment.Covered[covered].Row == row
                ? segment.Covered[covered++].CoveredDay
                : OrderFact.NeverCovered;
            if (stretch.Replaced.Length == 0 || Array.BinarySearch(stretch.Replaced, customer) < 0)
            {
                into[count++] = new OrderFact(
                    stretch.Number(customer), segment.Day[row], segment.Net[row], segment.UnitsOf(row), coveredDay);
            }
        }

        return count;
    }

    private void Add(Segment segment, int[] replaced, Func<int, int> number)
    {
        stretches.Add(new Stretch(OrderSlots, segment, replaced, number));
        OrderSlots += segment.Orders;
        returns.AddRange(segment.Returns.Where(r => Array.BinarySearch(replaced, r.Customer) < 0)
            .Select(r => new ReturnFact(number(r.Customer), r.Day, r.Value)));
    }
}

/// <summary>A live shop as if it had been read.</summary>
internal sealed class SnapshotSales(FactSnapshot facts, IFactOrigin origin, Currency currency, bool hasUnits) : ISales
{
    private readonly Lazy<SnapshotFacts> read = new(() => new SnapshotFacts(facts));
    private readonly Lazy<TextIndex> names = new(() => Names(facts, origin));

    /// <summary>Made when it is first asked for; nothing that a report does asks for it.</summary>
    public TextIndex Customers => names.Value;

    public Currency Currency => currency;

    public bool HasUnits => hasUnits;

    public int CustomerCount => read.Value.CustomerCount;

    public int OrderSlots => read.Value.OrderSlots;

    public int ReturnCount => read.Value.ReturnCount;

    public int ReadOrders(ref int slot, int end, Span<OrderFact> into) => read.Value.ReadOrders(ref slot, end, into);

    public ReturnFact Return(int index) => read.Value.Return(index);

    public IReadOnlyList<SalesGroup> GroupBy(OrderField dimension) =>
        [.. origin.GroupBy(dimension).Select(g => new SalesGroup(g.Value, new SnapshotFacts(g.Facts)))];

    private static TextIndex Names(FactSnapshot facts, IFactOrigin origin)
    {
        var texts = new TextIndex();
        var count = new SnapshotFacts(facts).CustomerCount;
        for (var customer = 0; customer < count; customer++)
        {
            texts.Number(origin.Name(customer));
        }

        return texts;
    }
}
