using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>
/// The customers of one share: a folded segment, and the facts that arrived since. Whoever asks sees both: customers
/// with news are read from a small segment that holds all of their history, the others from the folded one.
/// </summary>
internal sealed class Partition
{
    private readonly Lock gate = new();

    // One folding at a time: two would both take away what the first of them folded.
    private readonly Lock folding = new();
    private Segment folded;
    private List<OrderFact> newOrders = [];
    private List<ReturnFact> newReturns = [];
    private PartitionView? view;

    public Partition(Segment folded) => this.folded = folded;

    /// <summary>Facts that wait to be folded.</summary>
    public int Pending
    {
        get
        {
            lock (gate)
            {
                return newOrders.Count + newReturns.Count;
            }
        }
    }

    public long Bytes => folded.Bytes;

    public int FoldedOrders => folded.Orders;

    /// <summary>Adds news; customers are numbered within the partition.</summary>
    public void Append(ReadOnlySpan<OrderFact> orders, ReadOnlySpan<ReturnFact> returns)
    {
        lock (gate)
        {
            newOrders.AddRange(orders);
            newReturns.AddRange(returns);
            view = null;
        }
    }

    /// <summary>What a question reads: consistent, and untouched by what arrives or is folded meanwhile.</summary>
    public PartitionView View()
    {
        lock (gate)
        {
            return view ??= newOrders.Count + newReturns.Count == 0
                ? new PartitionView(folded, null, Segment.Empty, [])
                : Overlay();
        }
    }

    /// <summary>Folds what waits into a new segment; facts that arrive meanwhile wait for the next time.</summary>
    public void Fold()
    {
        lock (folding)
        {
            Segment before;
            OrderFact[] orders;
            ReturnFact[] returns;
            lock (gate)
            {
                (before, orders, returns) = (folded, [.. newOrders], [.. newReturns]);
            }

            if (orders.Length + returns.Length == 0)
            {
                return;
            }

            var customers = Math.Max(before.Customers, 1 + Math.Max(
                orders.Select(o => o.Customer).DefaultIfEmpty(-1).Max(), returns.Select(r => r.Customer).DefaultIfEmpty(-1)
                    .Max()));
            var (allOrders, allReturns) = (new List<OrderFact>(before.Orders + orders.Length), new List<ReturnFact>());
            Unfold(before, Enumerable.Range(0, before.Customers).Select(c => (c, c)), allOrders, allReturns);
            allOrders.AddRange(orders);
            allReturns.AddRange(returns);
            var after = SegmentBuilder.Build(new FactList(customers, allOrders, allReturns));
            lock (gate)
            {
                folded = after;
                newOrders = newOrders[orders.Length..];
                newReturns = newReturns[returns.Length..];
                view = null;
            }
        }
    }

    private PartitionView Overlay()
    {
        // Customers with news, in ascending order, numbered anew within the overlay.
        int[] touched = [.. newOrders.Select(o => o.Customer).Concat(newReturns.Select(r => r.Customer)).Distinct()
            .Order()];
        var replaced = new bool[folded.Customers];
        foreach (var customer in touched)
        {
            if (customer < replaced.Length)
            {
                replaced[customer] = true;
            }
        }

        var numbers = touched.Select((customer, number) => (customer, number)).ToDictionary(c => c.customer, c =>
            c.number);
        var (orders, returns) = (new List<OrderFact>(), new List<ReturnFact>());
        Unfold(folded, touched.Select((customer, number) => (customer, number)), orders, returns);
        orders.AddRange(newOrders.Select(o => o with { Customer = numbers[o.Customer] }));
        returns.AddRange(newReturns.Select(r => r with { Customer = numbers[r.Customer] }));
        return new PartitionView(folded, replaced, SegmentBuilder.Build(new FactList(touched.Length, orders, returns)),
            touched);
    }

    /// <summary>A segment's orders and returns as facts again, of some of its customers, under other numbers.</summary>
    private static void Unfold(Segment segment, IEnumerable<(int Customer, int Number)> customers,
        List<OrderFact> orders, List<ReturnFact> returns)
    {
        var covered = segment.Covered.ToDictionary(o => o.Row, o => o.CoveredDay);
        var returned = segment.Returns.ToLookup(r => r.Customer);
        foreach (var (customer, number) in customers.Where(c => c.Customer < segment.Customers))
        {
            for (var row = segment.Start[customer]; row < segment.Start[customer + 1]; row++)
            {
                orders.Add(new OrderFact(number, segment.Day[row], segment.Net[row], segment.UnitsOf(row),
                    covered.GetValueOrDefault(row, OrderFact.NeverCovered)));
            }

            returns.AddRange(returned[customer].Select(r => new ReturnFact(number, r.Day, r.Value)));
        }
    }
}

/// <summary>A partition at one instant.</summary>
/// <param name="Folded">The folded segment.</param>
/// <param name="Replaced">Customers of it that have news and are to be passed over; null when there are none.</param>
/// <param name="Overlay">The whole history of those customers, and of new ones.</param>
/// <param name="OverlayCustomers">Their numbers within the partition.</param>
internal sealed record PartitionView(Segment Folded, bool[]? Replaced, Segment Overlay, int[] OverlayCustomers);
