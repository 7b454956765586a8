using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>What was counted of one label: the questions of the partitions in which it occurs, to be merged; at least one each.</summary>
/// <param name="Label">Its number.</param>
/// <param name="Identified">Of customers.</param>
/// <param name="Anonymous">Of orders behind whose ids nobody is known.</param>
internal sealed record GroupAnswer<TQuestion, TNobodys>(int Label, TQuestion[] Identified, TNobodys[] Anonymous);

/// <summary>
/// Leads a question for each label of a dimension over all customers in one walk: each sees a customer as if she had only
/// what is under its label. Rhythms are not handed out: no question that is asked by group looks at them.
/// </summary>
internal static class GroupPass
{
    /// <summary>Asks every partition side by side.</summary>
    /// <param name="facts">The store at one instant.</param>
    /// <param name="dimension">Number of the dimension among <see cref="LabelColumn.Dimensions"/>, and whether units are wanted.</param>
    /// <param name="asOf">Facts of this day and later do not exist.</param>
    /// <param name="question">Makes a question.</param>
    /// <param name="ofNobodys">Makes a question of orders behind whose ids nobody is known.</param>
    public static IEnumerable<GroupAnswer<TQuestion, TNobodys>> Ask<TQuestion, TNobodys>(FactSnapshot facts,
        (int Number, bool WithUnits) dimension, int asOf, Func<TQuestion> question, Func<TNobodys> ofNobodys)
        where TQuestion : class, ICustomerQuestion
        where TNobodys : class, ICustomerQuestion
    {
        var identified = Walk(facts.Partitions, () => new Walker<TQuestion>(dimension, asOf, question));
        var anonymous = Walk(facts.AnonymousPartitions, () => new Walker<TNobodys>(dimension, asOf, ofNobodys));
        foreach (var label in identified.SelectMany(w => w.Labels).Concat(anonymous.SelectMany(w => w.Labels)).Distinct().Order())
        {
            yield return new GroupAnswer<TQuestion, TNobodys>(label,
                OneAtLeast([.. identified.Select(w => w.Answer(label)).OfType<TQuestion>()], question),
                OneAtLeast([.. anonymous.Select(w => w.Answer(label)).OfType<TNobodys>()], ofNobodys));
        }
    }

    private static T[] OneAtLeast<T>(T[] answers, Func<T> question) => answers.Length > 0 ? answers : [question()];

    private static Walker<TQuestion>[] Walk<TQuestion>(IReadOnlyList<PartitionView> views, Func<Walker<TQuestion>> walker)
        where TQuestion : class, ICustomerQuestion
    {
        var walkers = new Walker<TQuestion>[views.Count];
        Parallel.For(0, walkers.Length, p =>
        {
            walkers[p] = walker();
            walkers[p].Walk(views[p].Folded, views[p].OverlayCustomers, []);
            walkers[p].Walk(views[p].Overlay, [], views[p].OverlayCustomers);
            walkers[p].Finish();
        });
        return walkers;
    }

    private sealed class Group<TQuestion>(int label, TQuestion question, bool withUnits)
        where TQuestion : class, ICustomerQuestion
    {
        public int Label => label;

        public TQuestion Question => question;

        public HistoryBuffer Held { get; } = new(withUnits);

        public void Close(int number)
        {
            Held.Close(number);
            if (Held.IsFull)
            {
                Held.ShowTo(question);
            }
        }
    }

    private sealed class Walker<TQuestion>((int Number, bool WithUnits) dimension, int asOf, Func<TQuestion> question)
        where TQuestion : class, ICustomerQuestion
    {
        // Groups under which the customer at hand has something; some may be in it more than once.
        private readonly List<Group<TQuestion>> open = [];

        // Labels are dense.
        private Group<TQuestion>?[] groups = new Group<TQuestion>?[16];

        public IEnumerable<int> Labels => groups.OfType<Group<TQuestion>>().Select(g => g.Label);

        public TQuestion? Answer(int label) => label < groups.Length ? groups[label]?.Question : null;

        public void Walk(Segment segment, int[] replaced, int[] numbers)
        {
            var labels = segment.Labels[dimension.Number];
            var (nextReplaced, covered, returns) = (0, 0, 0);
            for (var customer = 0; customer < segment.Customers; customer++)
            {
                var (from, to) = (segment.Start[customer], segment.Start[customer + 1]);
                var (firstCovered, firstReturn) = (covered, returns);
                covered = segment.CoveredFrom(covered, to);
                returns = segment.ReturnsFrom(returns, customer + 1);
                if (nextReplaced < replaced.Length && replaced[nextReplaced] == customer)
                {
                    nextReplaced++;
                    continue;
                }

                var number = numbers.Length == 0 ? customer : numbers[customer];
                if (firstCovered == covered && firstReturn == returns && IsOne(labels, from, to))
                {
                    HoldWhole(segment, from, to, number);
                }
                else
                {
                    HoldParts(segment, (from, to), firstCovered, (firstReturn, returns), number);
                }
            }
        }

        /// <summary>Shows what is still held.</summary>
        public void Finish()
        {
            foreach (var group in groups.OfType<Group<TQuestion>>())
            {
                group.Held.ShowTo(group.Question);
            }
        }

        private static bool IsOne(LabelColumn labels, int from, int to) => labels.Numbers.Length == 0 || from == to ||
            (labels.Numbers[from] != LabelColumn.Spilled && labels.Numbers[from] == labels.Numbers[to - 1] &&
             labels.Numbers.AsSpan(from, to - from).IndexOfAnyExcept(labels.Numbers[from]) < 0);

        // Most customers have all they bought under one label.
        private void HoldWhole(Segment segment, int from, int to, int number)
        {
            if (from < to)
            {
                var group = Of(segment.Labels[dimension.Number][from]);
                group.Held.Add(segment, from, segment.FirstSince(asOf, from, to));
                group.Close(number);
            }
        }

        private void HoldParts(Segment segment, (int From, int To) rows, int nextCovered, (int From, int To) returns, int number)
        {
            var labels = segment.Labels[dimension.Number];
            for (var row = rows.From; row < rows.To; row++)
            {
                var group = Open(labels[row]);
                var coveredDay = nextCovered < segment.Covered.Length && segment.Covered[nextCovered].Row == row
                    ? segment.Covered[nextCovered++].CoveredDay
                    : OrderFact.NeverCovered;
                if (segment.Day[row] < asOf && coveredDay < asOf)
                {
                    group.Held.AddOther(segment.Day[row], segment.Net[row]);
                }
                else if (segment.Day[row] < asOf)
                {
                    group.Held.Add(segment, row, row + 1);
                }
            }

            foreach (ref readonly var returned in segment.Returns.AsSpan(returns.From, returns.To - returns.From))
            {
                var group = Open(LabelColumn.Of(returned.Labels, dimension.Number));
                if (returned.Day < asOf)
                {
                    group.Held.AddOther(returned.Day, -returned.Value);
                }
            }

            foreach (var group in open)
            {
                group.Close(number);
            }

            open.Clear();
        }

        private Group<TQuestion> Open(int label)
        {
            var group = Of(label);
            if (!group.Held.IsOpen)
            {
                open.Add(group);
            }

            return group;
        }

        private Group<TQuestion> Of(int label)
        {
            if (label >= groups.Length)
            {
                Array.Resize(ref groups, Math.Max(label + 1, 2 * groups.Length));
            }

            return groups[label] ??= new Group<TQuestion>(label, question(), dimension.WithUnits);
        }
    }
}
