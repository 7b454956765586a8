using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>
/// The labels under which each customer came: those of the counting orders of her first buying day. Which of several orders of a
/// day was the first is not kept, so they all count.
/// </summary>
internal static class FirstLabels
{
    /// <summary>Finds them.</summary>
    /// <param name="facts">The store at one instant.</param>
    /// <param name="dimension">Number of the dimension among <see cref="LabelColumn.Dimensions"/>.</param>
    /// <param name="asOf">Facts of this day and later do not exist.</param>
    public static CustomerGroups Of(FactSnapshot facts, int dimension, int asOf) => CustomerGroups.Of(facts.Partitions.Count, p =>
    {
        var view = facts.Partitions[p];
        var labels = new CustomerGroups.Partition(view.Customers);
        var (folded, overlay) = (new Walk(view.Folded, dimension, asOf), new Walk(view.Overlay, dimension, asOf));
        var replaced = 0;
        for (var customer = 0; customer < view.Customers; customer++)
        {
            if (replaced < view.OverlayCustomers.Length && view.OverlayCustomers[replaced] == customer)
            {
                overlay.Tell(replaced++, labels);
            }
            else if (customer < view.Folded.Customers)
            {
                folded.Tell(customer, labels);
            }

            labels.Close();
        }

        return labels;
    });

    // Customers are told in ascending order.
    private sealed class Walk(Segment segment, int dimension, int asOf)
    {
        private readonly LabelColumn labels = segment.Labels[dimension];
        private int covered;

        public void Tell(int customer, CustomerGroups.Partition into)
        {
            var (row, to) = (segment.Start[customer], segment.Start[customer + 1]);
            covered = segment.CoveredFrom(covered, row);
            for (var firstDay = asOf - 1; row < to && segment.Day[row] <= firstDay; row++)
            {
                if (!IsCovered(row))
                {
                    firstDay = segment.Day[row];
                    into.Add(labels[row]);
                }
            }
        }

        private bool IsCovered(int row)
        {
            covered = segment.CoveredFrom(covered, row);
            return covered < segment.Covered.Length && segment.Covered[covered].Row == row && segment.Covered[covered].CoveredDay < asOf;
        }
    }
}
