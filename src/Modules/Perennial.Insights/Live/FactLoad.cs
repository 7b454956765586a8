using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Facts;
using Perennial.Kernel.Columns;

namespace Perennial.Insights.Live;

/// <summary>
/// Takes everything from the database, in any order, and sorts it into segments: facts wait by partition, are counted and
/// placed by customer, and her few rows are put in order.
/// </summary>
/// <param name="partitions">Partitions of each side, a power of two.</param>
internal sealed class FactLoad(int partitions) : IOrderFactSink
{
    private readonly FactDoor door = new();
    private readonly Side identified = new(partitions, withRhythm: true);
    private readonly Side anonymous = new(partitions, withRhythm: false);
    private readonly UnratedTally unrated = new();

    public void Order(in StoredOrder order) =>
        (order.IsAnonymous ? anonymous : identified).Add(order.Customer, door.Check(order));

    public void Return(in StoredReturn returned) =>
        (returned.IsAnonymous ? anonymous : identified).Add(returned.Customer, door.Check(returned));

    public void Unrated(in StoredUnrated unrated) => this.unrated.Add(door.Check(unrated));

    /// <summary>Builds the store of all that came; can be done once.</summary>
    public LiveStore Build(IOrderFacts source)
    {
        door.CheckLabels(source);
        unrated.Show();
        return new LiveStore(identified.Ids, anonymous.Ids, FactStore.Of(identified.Build(), anonymous.Build()), unrated);
    }

    private sealed class Side(int partitions, bool withRhythm)
    {
        private readonly int bits = System.Numerics.BitOperations.Log2((uint)partitions);
        private readonly Share[] shares = [.. Enumerable.Range(0, partitions).Select(_ => new Share(withRhythm))];

        public CustomerIds Ids { get; } = new();

        public void Add(Guid customer, in PastOrder order)
        {
            var number = Ids.Number(customer);
            shares[number & (partitions - 1)].Add(number >> bits, order);
        }

        public void Add(Guid customer, in PastReturn returned)
        {
            var number = Ids.Number(customer);
            shares[number & (partitions - 1)].Add(number >> bits, returned);
        }

        public Segment[] Build()
        {
            var segments = new Segment[partitions];
            Parallel.For(0, partitions, p => segments[p] = shares[p].Build((Ids.Count - p + partitions - 1) >> bits));
            return segments;
        }
    }

    // An order while it waits. What does not fit stands among the extras: then Units is the ~index of it.
    private struct Waiting
    {
        public long Net;
        public int Customer;
        public int Units;
        public ushort Day;
        public ushort Store;
        public ushort Channel;
        public ushort Seller;
        public ushort Country;
    }

    private sealed class Share(bool withRhythm)
    {
        private readonly Column<Waiting> orders = new();
        private readonly List<PastOrder> extras = [];
        private readonly List<(int Customer, PastReturn Return)> returns = [];

        public void Add(int customer, in PastOrder order)
        {
            var isPlain = order.Units <= int.MaxValue && order.CoveredDay == OrderFact.NeverCovered && LabelColumn.Fit(order.Labels);
            if (!isPlain)
            {
                extras.Add(order);
            }

            orders.Add(new Waiting
            {
                Net = order.Net, Customer = customer, Units = isPlain ? (int)order.Units : ~(extras.Count - 1),
                Day = (ushort)order.Day, Store = Short(order.Labels.Store), Channel = Short(order.Labels.Channel),
                Seller = Short(order.Labels.Seller), Country = Short(order.Labels.Country),
            });
        }

        public void Add(int customer, in PastReturn returned) => returns.Add((customer, returned));

        public Segment Build(int customers)
        {
            var start = new int[customers + 1];
            var placed = Placed(start);
            returns.Sort((a, b) => (a.Customer, a.Return.Day).CompareTo((b.Customer, b.Return.Day)));
            var draft = new SegmentDraft(withRhythm, placed.Length, customers);
            var nextReturn = 0;
            for (var c = 0; c < customers; c++)
            {
                var hers = placed.AsSpan(start[c], start[c + 1] - start[c]);
                SortByDay(hers);
                foreach (ref readonly var order in hers)
                {
                    draft.Add(order.Units < 0 ? extras[~order.Units] : new PastOrder(order.Day, order.Net, order.Units,
                        OrderFact.NeverCovered, new OrderLabels(order.Store, order.Channel, order.Seller, order.Country)));
                }

                for (; nextReturn < returns.Count && returns[nextReturn].Customer == c; nextReturn++)
                {
                    draft.Add(returns[nextReturn].Return);
                }

                draft.Close();
            }

            return draft.Build();
        }

        private Waiting[] Placed(int[] start)
        {
            for (var i = 0; i < orders.Count; i++)
            {
                start[orders[i].Customer + 1]++;
            }

            for (var c = 1; c < start.Length; c++)
            {
                start[c] += start[c - 1];
            }

            var next = start[..^1];
            var placed = GC.AllocateUninitializedArray<Waiting>(orders.Count);
            for (var i = 0; i < placed.Length; i++)
            {
                ref readonly var order = ref orders[i];
                placed[next[order.Customer]++] = order;
            }

            orders.Clear();
            return placed;
        }

        private static ushort Short(int label) => (ushort)Math.Min(label, LabelColumn.Spilled);

        // Most come in the order of time: one look and no move.
        private static void SortByDay(Span<Waiting> orders)
        {
            for (var i = 1; i < orders.Length; i++)
            {
                if (orders[i].Day >= orders[i - 1].Day)
                {
                    continue;
                }

                if (orders.Length > 32)
                {
                    orders.Sort(static (a, b) => a.Day.CompareTo(b.Day));
                    return;
                }

                var order = orders[i];
                var j = i;
                for (; j > 0 && orders[j - 1].Day > order.Day; j--)
                {
                    orders[j] = orders[j - 1];
                }

                orders[j] = order;
            }
        }
    }
}
