namespace Perennial.Insights.Facts;

/// <summary>Leads questions over all customers, as known at a day.</summary>
internal static class CustomerPass
{
    // Some thousand orders, so that all questions asked at once find them in the cache after the first.
    private const int CustomersAtOnce = 512;

    /// <summary>Asks every partition side by side.</summary>
    /// <param name="snapshot">The store at one instant.</param>
    /// <param name="asOf">Facts of this day and later do not exist.</param>
    /// <param name="question">Makes the question for a partition with so many customers at most.</param>
    /// <returns>The questions after they saw their partition, to be merged.</returns>
    public static TQuestion[] Ask<TQuestion>(FactSnapshot snapshot, int asOf, Func<int, TQuestion> question)
        where TQuestion : ICustomerQuestion => Ask(snapshot, asOf, (_, customersMax) => question(customersMax));

    /// <summary>The same of some customers.</summary>
    /// <param name="snapshot">The store at one instant.</param>
    /// <param name="asOf">Facts of this day and later do not exist.</param>
    /// <param name="question">Makes the question for a partition, by its number, with so many customers at most.</param>
    /// <param name="isShown">Whether a customer of a partition is shown; null for all.</param>
    public static TQuestion[] Ask<TQuestion>(
        FactSnapshot snapshot, int asOf, Func<int, int, TQuestion> question, Func<int, int, bool>? isShown = null)
        where TQuestion : ICustomerQuestion
    {
        var asked = new TQuestion[snapshot.Partitions.Count];
        Parallel.For(0, asked.Length, p =>
        {
            var view = snapshot.Partitions[p];
            var mine = question(p, view.Folded.Customers + view.Overlay.Customers);
            var (folded, overlay) = isShown is null ? (view.OverlayCustomers, []) : LeftOut(view, customer => isShown(p, customer));
            Walk(view.Folded, folded, [], asOf, mine);
            Walk(view.Overlay, overlay, view.OverlayCustomers, asOf, mine);
            asked[p] = mine;
        });
        return asked;
    }

    // Who is not shown, as she stands in each of the two segments; those whom the overlay replaces are not shown of the other one.
    private static (int[] Folded, int[] Overlay) LeftOut(PartitionView view, Func<int, bool> isShown)
    {
        var folded = new List<int>();
        var replaced = 0;
        for (var customer = 0; customer < view.Folded.Customers; customer++)
        {
            var isReplaced = replaced < view.OverlayCustomers.Length && view.OverlayCustomers[replaced] == customer;
            replaced += isReplaced ? 1 : 0;
            if (isReplaced || !isShown(customer))
            {
                folded.Add(customer);
            }
        }

        return ([.. folded], [.. Enumerable.Range(0, view.OverlayCustomers.Length).Where(i => !isShown(view.OverlayCustomers[i]))]);
    }

    // Few customers need a look of their own: all others between them are shown as they lie in memory.
    private static void Walk<TQuestion>(Segment segment, int[] replaced, int[] numbers, int asOf, TQuestion question)
        where TQuestion : ICustomerQuestion
    {
        var special = new SpecialCustomers(segment);
        var picked = new HistoryBuffer();
        var nextReplaced = 0;
        for (var customer = 0; customer < segment.Customers; customer++)
        {
            var replacedAt = nextReplaced < replaced.Length ? replaced[nextReplaced] : int.MaxValue;
            var stop = Math.Min(Math.Min(segment.Customers, special.Next), replacedAt);
            if (segment.LastDay < asOf)
            {
                ShowWhole(segment, (customer, stop), numbers, question);
            }
            else
            {
                PickCut(segment, (customer, stop), numbers, asOf, picked, question);
            }

            customer = stop;
            if (customer == segment.Customers)
            {
                break;
            }

            if (customer == replacedAt)
            {
                nextReplaced++;
                special.Pass(customer);
                continue;
            }

            special.Pick(customer, asOf, picked);
            picked.Close(numbers.Length == 0 ? customer : numbers[customer]);
            if (picked.IsFull)
            {
                picked.ShowTo(question);
            }
        }

        picked.ShowTo(question);
    }

    private static void ShowWhole<TQuestion>(Segment segment, (int From, int To) customers, int[] numbers, TQuestion question)
        where TQuestion : ICustomerQuestion
    {
        for (var from = customers.From; from < customers.To; from += CustomersAtOnce)
        {
            var count = Math.Min(CustomersAtOnce, customers.To - from);
            question.Visit(new Histories
            {
                Start = segment.Start.AsSpan(from, count + 1), Days = segment.Day, Nets = segment.Net,
                Rhythms = segment.Rhythm.AsSpan(from, count), FirstNumber = from,
                Numbers = numbers.Length == 0 ? [] : numbers.AsSpan(from, count),
            });
        }
    }

    // Some orders are of the day asked for or later: what is left of each customer is put together.
    private static void PickCut<TQuestion>(Segment segment, (int From, int To) customers, int[] numbers, int asOf,
        HistoryBuffer picked, TQuestion question)
        where TQuestion : ICustomerQuestion
    {
        var start = segment.Start;
        for (var customer = customers.From; customer < customers.To; customer++)
        {
            picked.Add(segment, start[customer], segment.FirstSince(asOf, start[customer], start[customer + 1]));
            picked.Close(numbers.Length == 0 ? customer : numbers[customer]);
            if (picked.IsFull)
            {
                picked.ShowTo(question);
            }
        }
    }

    /// <summary>
    /// Customers with returns or covered orders: their histories are picked together row by row. They are told in
    /// ascending order.
    /// </summary>
    private ref struct SpecialCustomers(Segment segment)
    {
        private int nextCovered;
        private int nextReturn;

        /// <summary>The next customer with a return or a covered order; the greatest number when there is none.</summary>
        public int Next { get; private set; } = Math.Min(CoveredAt(segment, 0), ReturnedAt(segment, 0));

        /// <summary>Passes over a customer.</summary>
        public void Pass(int customer)
        {
            if (Next <= customer)
            {
                nextCovered = segment.CoveredFrom(nextCovered, segment.Start[customer + 1]);
                nextReturn = segment.ReturnsFrom(nextReturn, customer + 1);
                Next = Math.Min(CoveredAt(segment, nextCovered), ReturnedAt(segment, nextReturn));
            }
        }

        /// <summary>Picks a customer's facts before the day asked for.</summary>
        public void Pick(int customer, int asOf, HistoryBuffer into)
        {
            var from = segment.Start[customer];
            var to = segment.FirstSince(asOf, from, segment.Start[customer + 1]);
            for (; nextCovered < segment.Covered.Length && segment.Covered[nextCovered].Row < to; nextCovered++)
            {
                var (row, coveredDay) = segment.Covered[nextCovered];
                if (coveredDay < asOf)
                {
                    into.Add(segment, from, row);
                    into.AddOther(segment.Day[row], segment.Net[row]);
                    from = row + 1;
                }
            }

            into.Add(segment, from, to);
            for (; nextReturn < segment.Returns.Length && segment.Returns[nextReturn].Customer == customer; nextReturn++)
            {
                if (segment.Returns[nextReturn].Day < asOf)
                {
                    into.AddOther(segment.Returns[nextReturn].Day, -segment.Returns[nextReturn].Value);
                }
            }

            Pass(customer);
        }

        private static int CoveredAt(Segment segment, int index) =>
            index < segment.Covered.Length ? segment.CustomerOf(segment.Covered[index].Row) : int.MaxValue;

        private static int ReturnedAt(Segment segment, int index) =>
            index < segment.Returns.Length ? segment.Returns[index].Customer : int.MaxValue;
    }
}
