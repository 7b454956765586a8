using System.Runtime.CompilerServices;
using Perennial.Analytics;

namespace Perennial.Insights.Facts;

/// <summary>What one customer did before the day asked for.</summary>
internal readonly ref struct CustomerHistory
{
    /// <summary>Days of her counting orders, ascending; an order a row.</summary>
    public required ReadOnlySpan<ushort> Days { get; init; }

    /// <summary>Net values of the same orders, minor units.</summary>
    public required ReadOnlySpan<long> Nets { get; init; }

    /// <summary>Returns, and the values of orders that no longer count: revenue beside the orders.</summary>
    public required ReadOnlySpan<OtherRevenue> Other { get; init; }

    /// <summary>Her gaps between buying days.</summary>
    public required BuyingRhythm Rhythm { get; init; }

    /// <summary>Her number within the partition.</summary>
    public required int Customer { get; init; }
}

/// <summary>Revenue that is no counting order's: negative for a return, positive for an order covered by returns.</summary>
internal readonly record struct OtherRevenue(int Day, long Value);

/// <summary>A question that looks at one customer after another; parts of the store are asked side by side.</summary>
internal interface ICustomerQuestion
{
    /// <summary>Looks at a customer with at least one counting order or other revenue.</summary>
    void Visit(in CustomerHistory history);
}

/// <summary>Leads questions over all customers, as known at a day.</summary>
internal static class CustomerPass
{
    /// <summary>Asks every partition side by side.</summary>
    /// <param name="snapshot">The store at one instant.</param>
    /// <param name="asOf">Facts of this day and later do not exist.</param>
    /// <param name="question">Makes the question for a partition with so many customers at most.</param>
    /// <returns>The questions after they saw their partition, to be merged.</returns>
    public static TQuestion[] Ask<TQuestion>(FactSnapshot snapshot, int asOf, Func<int, TQuestion> question)
        where TQuestion : ICustomerQuestion
    {
        var asked = new TQuestion[snapshot.Partitions.Count];
        Parallel.For(0, asked.Length, p =>
        {
            var view = snapshot.Partitions[p];
            var mine = question(view.Folded.Customers + view.Overlay.Customers);
            Walk(view.Folded, view.OverlayCustomers, null, asOf, mine);
            Walk(view.Overlay, [], view.OverlayCustomers, asOf, mine);
            asked[p] = mine;
        });
        return asked;
    }

    // Few customers need a look of their own: stretches of all others between them are walked without one.
    private static void Walk<TQuestion>(Segment segment, int[] replaced, int[]? numbers, int asOf, TQuestion question)
        where TQuestion : ICustomerQuestion
    {
        var special = new SpecialCustomers(segment, asOf);
        var whole = segment.LastDay < asOf;
        var (nextReplaced, cutAt) = (0, whole ? int.MaxValue : -1);
        for (var customer = 0; customer < segment.Customers; customer++)
        {
            cutAt = cutAt < customer ? FirstCut(segment, customer, asOf) : cutAt;
            var replacedAt = nextReplaced < replaced.Length ? replaced[nextReplaced] : int.MaxValue;
            var stop = Math.Min(Math.Min(segment.Customers, special.Next), Math.Min(replacedAt, cutAt));
            WalkPlain(segment, (customer, stop), numbers, question);
            customer = stop;
            if (customer == segment.Customers)
            {
                return;
            }

            if (customer == replacedAt)
            {
                nextReplaced++;
                special.Pass(customer);
            }
            else if (special.TryRead(customer, numbers is null ? customer : numbers[customer], out var history))
            {
                question.Visit(history);
            }
        }
    }

    // The next customer with an order of the day asked for or later.
    private static int FirstCut(Segment segment, int customer, int asOf)
    {
        var (start, day) = (segment.Start, segment.Day);
        while (customer < segment.Customers && (start[customer] == start[customer + 1] || day[start[customer + 1] - 1] < asOf))
        {
            customer++;
        }

        return customer;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WalkPlain<TQuestion>(Segment segment, (int From, int To) customers, int[]? numbers, TQuestion question)
        where TQuestion : ICustomerQuestion
    {
        var (start, day, net, rhythm) = (segment.Start, segment.Day, segment.Net, segment.Rhythm);
        for (var customer = customers.From; customer < customers.To; customer++)
        {
            var (from, length) = (start[customer], start[customer + 1] - start[customer]);
            if (length > 0)
            {
                question.Visit(new CustomerHistory
                {
                    Days = day.AsSpan(from, length), Nets = net.AsSpan(from, length), Other = [], Rhythm = rhythm[customer],
                    Customer = numbers is null ? customer : numbers[customer],
                });
            }
        }
    }

    /// <summary>
    /// Customers with returns or covered orders, and those whose orders the day asked for cuts: their history is picked
    /// together row by row. They are told in ascending order.
    /// </summary>
    private ref struct SpecialCustomers(Segment segment, int asOf)
    {
        private readonly List<OtherRevenue> other = [];
        private ushort[] days = [];
        private long[] nets = [];
        private ushort[] scratch = [];
        private int nextCovered;
        private int nextReturn;

        /// <summary>The next customer with a return or a covered order; the greatest number when there is none.</summary>
        public int Next { get; private set; } = Math.Min(CoveredAt(segment, 0), ReturnedAt(segment, 0));

        /// <summary>Passes over a customer.</summary>
        public void Pass(int customer)
        {
            if (Next > customer)
            {
                return;
            }

            while (nextCovered < segment.Covered.Length && segment.Covered[nextCovered].Row < segment.Start[customer + 1])
            {
                nextCovered++;
            }

            while (nextReturn < segment.Returns.Length && segment.Returns[nextReturn].Customer == customer)
            {
                nextReturn++;
            }

            Next = Math.Min(CoveredAt(segment, nextCovered), ReturnedAt(segment, nextReturn));
        }

        /// <summary>Reads a customer; false when nothing of hers lies before the day asked for.</summary>
        public bool TryRead(int customer, int number, out CustomerHistory history)
        {
            var (from, to) = (segment.Start[customer], segment.Start[customer + 1]);
            Reserve(to - from);
            other.Clear();
            var count = 0;
            for (var row = from; row < to && segment.Day[row] < asOf; row++)
            {
                if (nextCovered < segment.Covered.Length && segment.Covered[nextCovered].Row == row &&
                    segment.Covered[nextCovered++].CoveredDay < asOf)
                {
                    other.Add(new OtherRevenue(segment.Day[row], segment.Net[row]));
                    continue;
                }

                (days[count], nets[count]) = (segment.Day[row], segment.Net[row]);
                count++;
            }

            for (; nextReturn < segment.Returns.Length && segment.Returns[nextReturn].Customer == customer; nextReturn++)
            {
                if (segment.Returns[nextReturn].Day < asOf)
                {
                    other.Add(new OtherRevenue(segment.Returns[nextReturn].Day, -segment.Returns[nextReturn].Value));
                }
            }

            Pass(customer);
            history = new CustomerHistory
            {
                Days = days.AsSpan(0, count), Nets = nets.AsSpan(0, count),
                Other = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(other),
                Rhythm = BuyingRhythm.Of(days.AsSpan(0, count), scratch), Customer = number,
            };
            return count + other.Count > 0;
        }

        private static int CoveredAt(Segment segment, int index) =>
            index < segment.Covered.Length ? segment.CustomerOf(segment.Covered[index].Row) : int.MaxValue;

        private static int ReturnedAt(Segment segment, int index) =>
            index < segment.Returns.Length ? segment.Returns[index].Customer : int.MaxValue;

        private void Reserve(int rows)
        {
            if (days.Length < rows)
            {
                var size = Math.Max(64, 2 * rows);
                (days, nets, scratch) = (new ushort[size], new long[size], new ushort[size]);
            }
        }
    }
}
