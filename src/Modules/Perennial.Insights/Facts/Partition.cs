using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>
/// The customers of one share: a folded segment, and the facts that arrived since. Whoever asks sees both: customers
/// with news are read from a small segment that holds all of their history, the others from the folded one.
/// </summary>
internal sealed class Partition
{
    private readonly Lock gate = new();
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
            orders.Select(o => o.Customer).DefaultIfEmpty(-1).Max(), returns.Select(r => r.Customer).DefaultIfEmpty(-1).Max()));
        var after = SegmentBuilder.Build(customers, new FoldedAndNew(before, orders, returns));
        lock (gate)
        {
            folded = after;
            newOrders = newOrders[orders.Length..];
            newReturns = newReturns[returns.Length..];
            view = null;
        }
    }

    private PartitionView Overlay()
    {
        // Customers with news, in ascending order, numbered anew within the overlay.
        int[] touched = [.. newOrders.Select(o => o.Customer).Concat(newReturns.Select(r => r.Customer)).Distinct().Order()];
        var replaced = new bool[folded.Customers];
        foreach (var customer in touched)
        {
            if (customer < replaced.Length)
            {
                replaced[customer] = true;
            }
        }

        var overlay = SegmentBuilder.Build(touched.Length, new TouchedFacts(folded, touched, newOrders, newReturns));
        return new PartitionView(folded, replaced, overlay, touched);
    }

    /// <summary>The orders and returns of a segment as facts again.</summary>
    private sealed class Unfolded
    {
        private readonly Segment segment;
        private readonly int[] customerOfRow;
        private readonly Dictionary<int, int> covered;

        public Unfolded(Segment segment)
        {
            this.segment = segment;
            customerOfRow = new int[segment.Orders];
            for (var c = 0; c < segment.Customers; c++)
            {
                customerOfRow.AsSpan(segment.Start[c]..segment.Start[c + 1]).Fill(c);
            }

            covered = segment.Covered.ToDictionary(o => o.Row, o => o.CoveredDay);
        }

        public OrderFact Order(int row) => new(customerOfRow[row], segment.Day[row], segment.Net[row], segment.UnitsOf(row),
            covered.GetValueOrDefault(row, OrderFact.NeverCovered));
    }

    private readonly struct FoldedAndNew(Segment folded, OrderFact[] orders, ReturnFact[] returns) : IFactSource
    {
        private readonly Unfolded old = new(folded);

        public int OrderSlots => folded.Orders + orders.Length;

        public int ReturnCount => folded.Returns.Length + returns.Length;

        public bool TryOrder(int slot, out OrderFact order)
        {
            order = slot < folded.Orders ? old.Order(slot) : orders[slot - folded.Orders];
            return true;
        }

        public bool TryReturn(int index, out ReturnFact returned)
        {
            returned = index < folded.Returns.Length
                ? new ReturnFact(folded.Returns[index].Customer, folded.Returns[index].Day, folded.Returns[index].Value)
                : returns[index - folded.Returns.Length];
            return true;
        }
    }

    /// <summary>The whole history, folded and new, of the customers with news.</summary>
    private readonly struct TouchedFacts : IFactSource
    {
        private readonly OrderFact[] orders;
        private readonly ReturnFact[] returns;

        public TouchedFacts(Segment folded, int[] touched, List<OrderFact> newOrders, List<ReturnFact> newReturns)
        {
            var numbers = new Dictionary<int, int>(touched.Length);
            var history = new List<OrderFact>();
            var given = new List<ReturnFact>();
            var covered = folded.Covered.ToDictionary(o => o.Row, o => o.CoveredDay);
            for (var number = 0; number < touched.Length; number++)
            {
                var customer = touched[number];
                numbers[customer] = number;
                if (customer >= folded.Customers)
                {
                    continue;
                }

                for (var row = folded.Start[customer]; row < folded.Start[customer + 1]; row++)
                {
                    history.Add(new OrderFact(number, folded.Day[row], folded.Net[row], folded.UnitsOf(row),
                        covered.GetValueOrDefault(row, OrderFact.NeverCovered)));
                }
            }

            history.AddRange(newOrders.Select(o => o with { Customer = numbers[o.Customer] }));
            given.AddRange(folded.Returns.Where(r => numbers.ContainsKey(r.Customer))
                .Select(r => new ReturnFact(numbers[r.Customer], r.Day, r.Value)));
            given.AddRange(newReturns.Select(r => r with { Customer = numbers[r.Customer] }));
            (orders, returns) = ([.. history], [.. given]);
        }

        public int OrderSlots => orders.Length;

        public int ReturnCount => returns.Length;

        public bool TryOrder(int slot, out OrderFact order)
        {
            order = orders[slot];
            return true;
        }

        public bool TryReturn(int index, out ReturnFact returned)
        {
            returned = returns[index];
            return true;
        }
    }
}

/// <summary>A partition at one instant.</summary>
/// <param name="Folded">The folded segment.</param>
/// <param name="Replaced">Customers of it that have news and are to be passed over; null when there are none.</param>
/// <param name="Overlay">The whole history of those customers, and of new ones.</param>
/// <param name="OverlayCustomers">Their numbers within the partition.</param>
internal sealed record PartitionView(Segment Folded, bool[]? Replaced, Segment Overlay, int[] OverlayCustomers);
