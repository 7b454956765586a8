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
            Walk(view.Folded, view.Replaced, null, asOf, mine);
            Walk(view.Overlay, null, view.OverlayCustomers, asOf, mine);
            asked[p] = mine;
        });
        return asked;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk<TQuestion>(Segment segment, bool[]? replaced, int[]? numbers, int asOf,
        TQuestion question)
        where TQuestion : ICustomerQuestion
    {
        var whole = segment.LastDay < asOf;
        if (whole && replaced is null && numbers is null && segment.Covered.Length + segment.Returns.Length == 0)
        {
            WalkPlain(segment, question);
            return;
        }

        var special = new SpecialCustomers(segment, asOf);
        for (var customer = 0; customer < segment.Customers; customer++)
        {
            var number = numbers is null ? customer : numbers[customer];
            var (from, to) = (segment.Start[customer], segment.Start[customer + 1]);
            if (replaced is not null && replaced[customer])
            {
                special.Pass(customer, to);
            }
            else if (!whole || special.Has(customer, to))
            {
                if (special.TryRead((customer, number), (from, to), out var history))
                {
                    question.Visit(history);
                }
            }
            else if (from < to)
            {
                question.Visit(new CustomerHistory
                {
                    Days = segment.Day.AsSpan(from, to - from), Nets = segment.Net.AsSpan(from, to - from), Other = [],
                    Rhythm = segment.Rhythm[customer], Customer = number,
                });
            }
        }
    }

    // The common case without a question a customer: all of the data, and nothing special in it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WalkPlain<TQuestion>(Segment segment, TQuestion question)
        where TQuestion : ICustomerQuestion
    {
        var (start, day, net, rhythm) = (segment.Start, segment.Day, segment.Net, segment.Rhythm);
        for (var customer = 0; customer < rhythm.Length; customer++)
        {
            var (from, length) = (start[customer], start[customer + 1] - start[customer]);
            if (length > 0)
            {
                question.Visit(new CustomerHistory
                {
                    Days = day.AsSpan(from, length), Nets = net.AsSpan(from, length), Other = [], Rhythm = rhythm[customer],
                    Customer = customer,
                });
            }
        }
    }

    /// <summary>
    /// Customers with returns or covered orders, and all customers when the day asked for cuts the data: their
    /// history is picked together row by row.
    /// </summary>
    private ref struct SpecialCustomers(Segment segment, int asOf)
    {
        private readonly List<OtherRevenue> other = [];
        private ushort[] days = [];
        private long[] nets = [];
        private ushort[] scratch = [];
        private int nextCovered;
        private int nextReturn;

        public readonly bool Has(int customer, int to) =>
            (nextCovered < segment.Covered.Length && segment.Covered[nextCovered].Row < to) ||
            (nextReturn < segment.Returns.Length && segment.Returns[nextReturn].Customer == customer);

        /// <summary>Passes over a customer.</summary>
        public void Pass(int customer, int to)
        {
            while (nextCovered < segment.Covered.Length && segment.Covered[nextCovered].Row < to)
            {
                nextCovered++;
            }

            while (nextReturn < segment.Returns.Length && segment.Returns[nextReturn].Customer == customer)
            {
                nextReturn++;
            }
        }

        /// <summary>Reads a customer; false when nothing of hers lies before the day asked for.</summary>
        public bool TryRead((int InSegment, int Number) who, (int From, int To) rows, out CustomerHistory history)
        {
            var (customer, number) = who;
            var (from, to) = rows;
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

            for (; nextReturn < segment.Returns.Length && segment.Returns[nextReturn]
                .Customer == customer; nextReturn++)
            {
                if (segment.Returns[nextReturn].Day < asOf)
                {
                    other.Add(new OtherRevenue(segment.Returns[nextReturn].Day, -segment.Returns[nextReturn].Value));
                }
            }

            Pass(customer, to);
            history = new CustomerHistory
            {
                Days = days.AsSpan(0, count), Nets = nets.AsSpan(0, count),
                Other = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(other),
                Rhythm = BuyingRhythm.Of(days.AsSpan(0, count), scratch), Customer = number,
            };
            return count + other.Count > 0;
        }

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
