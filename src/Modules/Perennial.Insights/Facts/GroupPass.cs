using System.Runtime.InteropServices;
using Perennial.Analytics;
using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>What was counted of one label.</summary>
/// <param name="Label">Its number.</param>
/// <param name="Questions">The questions of the partitions in which it occurs, to be merged; at least one.</param>
/// <param name="Identified">Its totals by day, of customers.</param>
/// <param name="Anonymous">Its totals by day of what has no customer.</param>
internal sealed record GroupAnswer<TQuestion>(int Label, TQuestion[] Questions, DailyTotals Identified, DailyTotals Anonymous);

/// <summary>
/// Leads a question for each label of a dimension over all customers in one walk: each sees a customer as if she had only
/// what is under its label. Most customers have all they bought under one, and are shown as they lie in memory. Rhythms are
/// those of no label: no question that is asked by group looks at them.
/// </summary>
internal static class GroupPass
{
    /// <summary>Asks every partition side by side.</summary>
    /// <param name="facts">The store at one instant.</param>
    /// <param name="dimension">Number of the dimension among <see cref="LabelColumn.Dimensions"/>.</param>
    /// <param name="asOf">Facts of this day and later do not exist.</param>
    /// <param name="question">Makes a question.</param>
    public static IEnumerable<GroupAnswer<TQuestion>> Ask<TQuestion>(
        FactSnapshot facts, int dimension, int asOf, Func<TQuestion> question)
        where TQuestion : class, ICustomerQuestion
    {
        var identified = Walk(facts.Partitions, () => new Walker<TQuestion>(dimension, asOf, question));
        var anonymous = Walk(facts.AnonymousPartitions, () => new Walker<TQuestion>(dimension, asOf, null));
        foreach (var label in identified.Concat(anonymous).SelectMany(w => w.Groups.Keys).Distinct().Order())
        {
            TQuestion[] answers = [.. identified.Select(w => w.Groups.GetValueOrDefault(label)?.Question).OfType<TQuestion>()];
            yield return new GroupAnswer<TQuestion>(label, answers.Length > 0 ? answers : [question()],
                Sum(identified, label), Sum(anonymous, label));
        }
    }

    private static Walker<TQuestion>[] Walk<TQuestion>(IReadOnlyList<PartitionView> views, Func<Walker<TQuestion>> walker)
        where TQuestion : class, ICustomerQuestion
    {
        var walkers = new Walker<TQuestion>[views.Count];
        Parallel.For(0, walkers.Length, p =>
        {
            walkers[p] = walker();
            walkers[p].Walk(views[p].Folded, views[p].OverlayCustomers, null);
            walkers[p].Walk(views[p].Overlay, [], views[p].OverlayCustomers);
        });
        return walkers;
    }

    private static DailyTotals Sum<TQuestion>(Walker<TQuestion>[] walkers, int label)
        where TQuestion : class, ICustomerQuestion
    {
        var sum = new DailyTotals();
        foreach (var walker in walkers)
        {
            if (walker.Groups.TryGetValue(label, out var group))
            {
                sum.Add(group.Totals);
            }
        }

        return sum;
    }

    private sealed class Group<TQuestion>(TQuestion? question)
        where TQuestion : class, ICustomerQuestion
    {
        public TQuestion? Question => question;

        public DailyTotals Totals { get; } = new();

        // What the customer at hand has under the label, where she has something under others too.
        public List<ushort> Days { get; } = [];

        public List<long> Nets { get; } = [];

        public List<OtherRevenue> Other { get; } = [];

        public bool IsOpen { get; set; }
    }

    private sealed class Walker<TQuestion>(int dimension, int asOf, Func<TQuestion>? question)
        where TQuestion : class, ICustomerQuestion
    {
        private readonly List<Group<TQuestion>> open = [];
        private int lastLabel = -1;
        private Group<TQuestion>? last;

        public Dictionary<int, Group<TQuestion>> Groups { get; } = [];

        public void Walk(Segment segment, int[] replaced, int[]? numbers)
        {
            var labels = segment.Labels[dimension];
            var (nextReplaced, nextCovered, nextReturn) = (0, 0, 0);
            for (var customer = 0; customer < segment.Customers; customer++)
            {
                var (from, to) = (segment.Start[customer], segment.Start[customer + 1]);
                var isReplaced = nextReplaced < replaced.Length && replaced[nextReplaced] == customer;
                var firstCovered = nextCovered;
                while (nextCovered < segment.Covered.Length && segment.Covered[nextCovered].Row < to)
                {
                    nextCovered++;
                }

                var firstReturn = nextReturn;
                while (nextReturn < segment.Returns.Length && segment.Returns[nextReturn].Customer == customer)
                {
                    nextReturn++;
                }

                if (isReplaced)
                {
                    nextReplaced++;
                    continue;
                }

                var number = numbers is null ? customer : numbers[customer];
                if (firstCovered == nextCovered && firstReturn == nextReturn && (from == to || segment.Day[to - 1] < asOf) &&
                    IsOne(labels, from, to))
                {
                    ShowWhole(segment, (from, to), labels, number);
                }
                else
                {
                    ShowParts(segment, (from, to), firstCovered, (firstReturn, nextReturn), number);
                }
            }
        }

        private static bool IsOne(LabelColumn labels, int from, int to) => labels.Numbers.Length == 0 || from == to ||
            (labels.Numbers[from] != LabelColumn.Spilled &&
             labels.Numbers.AsSpan(from, to - from).IndexOfAnyExcept(labels.Numbers[from]) < 0);

        private void ShowWhole(Segment segment, (int From, int To) rows, LabelColumn labels, int number)
        {
            var (from, to) = rows;
            if (from == to)
            {
                return;
            }

            var group = Of(labels[from]);
            for (var row = from; row < to; row++)
            {
                group.Totals.Add(new OrderFact(0, segment.Day[row], segment.Net[row], segment.UnitsOf(row)));
            }

            group.Question?.Visit(new CustomerHistory
            {
                Days = segment.Day.AsSpan(from, to - from), Nets = segment.Net.AsSpan(from, to - from), Other = [],
                Rhythm = default(BuyingRhythm), Customer = number,
            });
        }

        private void ShowParts(Segment segment, (int From, int To) rows, int nextCovered, (int From, int To) returns, int number)
        {
            var labels = segment.Labels[dimension];
            for (var row = rows.From; row < rows.To; row++)
            {
                var group = Open(labels[row]);
                var day = segment.Day[row];
                var coveredDay = nextCovered < segment.Covered.Length && segment.Covered[nextCovered].Row == row
                    ? segment.Covered[nextCovered++].CoveredDay
                    : OrderFact.NeverCovered;
                group.Totals.Add(new OrderFact(0, day, segment.Net[row], segment.UnitsOf(row), coveredDay));
                if (day < asOf && coveredDay < asOf)
                {
                    group.Other.Add(new OtherRevenue(day, segment.Net[row]));
                }
                else if (day < asOf)
                {
                    group.Days.Add(day);
                    group.Nets.Add(segment.Net[row]);
                }
            }

            foreach (ref readonly var returned in segment.Returns.AsSpan(returns.From, returns.To - returns.From))
            {
                var group = Open(LabelColumn.Of(returned.Labels, dimension));
                group.Totals.Add(new ReturnFact(0, returned.Day, returned.Value));
                if (returned.Day < asOf)
                {
                    group.Other.Add(new OtherRevenue(returned.Day, -returned.Value));
                }
            }

            Close(number);
        }

        private void Close(int number)
        {
            foreach (var group in open)
            {
                if (group.Days.Count + group.Other.Count > 0)
                {
                    group.Question?.Visit(new CustomerHistory
                    {
                        Days = CollectionsMarshal.AsSpan(group.Days), Nets = CollectionsMarshal.AsSpan(group.Nets),
                        Other = CollectionsMarshal.AsSpan(group.Other), Rhythm = default(BuyingRhythm), Customer = number,
                    });
                }

                group.Days.Clear();
                group.Nets.Clear();
                group.Other.Clear();
                group.IsOpen = false;
            }

            open.Clear();
        }

        private Group<TQuestion> Open(int label)
        {
            var group = Of(label);
            if (!group.IsOpen)
            {
                group.IsOpen = true;
                open.Add(group);
            }

            return group;
        }

        private Group<TQuestion> Of(int label)
        {
            if (label != lastLabel || last is null)
            {
                ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(Groups, label, out _);
                group ??= new Group<TQuestion>(question?.Invoke());
                (lastLabel, last) = (label, group);
            }

            return last;
        }
    }
}
