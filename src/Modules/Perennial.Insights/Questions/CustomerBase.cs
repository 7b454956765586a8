using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>
/// The active base for any window and minimum: at each boundary t, customers with at least k counting orders in the
/// window before t; between two boundaries, who stayed, left and came.
/// </summary>
/// <param name="boundaries">The boundaries t0 … tn, ascending.</param>
/// <param name="windowStarts">First day of the window of each boundary, ascending.</param>
/// <param name="minOrders">k.</param>
internal sealed class CustomerBase(int[] boundaries, int[] windowStarts, int minOrders) : ICustomerQuestion
{
    /// <summary>Counts of the period between two boundaries.</summary>
    internal struct Movement
    {
        public int Start;
        public int End;
        public int Retained;
        public int Gone;
        public int Fallen;
        public int New;
        public int Risen;
        public int Returned;
        public long LostSpanDays;

        public void Add(in Movement other)
        {
            Start += other.Start;
            End += other.End;
            Retained += other.Retained;
            Gone += other.Gone;
            Fallen += other.Fallen;
            New += other.New;
            Risen += other.Risen;
            Returned += other.Returned;
            LostSpanDays += other.LostSpanDays;
        }
    }

    public Movement[] Movements { get; } = new Movement[boundaries.Length - 1];

    public void Visit(in CustomerHistory history)
    {
        var days = history.Days;
        if (days.IsEmpty)
        {
            return;
        }

        // Before her first order and once her last has left the window nothing happens: most customers are there for few
        // of the boundaries.
        int left = 0, right = 0;
        var (wasCount, was) = (0, false);
        for (var b = FirstAfter(days[0]); b < boundaries.Length && (right < days.Length || wasCount > 0 || right == 0); b++)
        {
            while (right < days.Length && days[right] < boundaries[b])
            {
                right++;
            }

            while (left < right && days[left] < windowStarts[b])
            {
                left++;
            }

            var count = right - left;
            var isMember = count >= minOrders;
            if (b > 0 && (was || isMember))
            {
                Move(ref Movements[b - 1], was, isMember, wasCount, count, isNew: days[0] >= boundaries[b - 1],
                    spanDays: right > 0 ? days[right - 1] - days[0] : 0);
            }

            (was, wasCount) = (isMember, count);
        }
    }

    private int FirstAfter(int day)
    {
        var at = Array.BinarySearch(boundaries, day);
        return at >= 0 ? at + 1 : ~at;
    }

    public void Add(CustomerBase other)
    {
        for (var i = 0; i < Movements.Length; i++)
        {
            Movements[i].Add(other.Movements[i]);
        }
    }

    private static void Move(ref Movement movement, bool was, bool isMember, int wasCount, int count, bool isNew,
        int spanDays)
    {
        movement.Start += was ? 1 : 0;
        movement.End += isMember ? 1 : 0;
        if (was && isMember)
        {
            movement.Retained++;
        }
        else if (was)
        {
            movement.Gone += count == 0 ? 1 : 0;
            movement.Fallen += count > 0 ? 1 : 0;
            movement.LostSpanDays += spanDays;
        }
        else if (isNew)
        {
            movement.New++;
        }
        else if (wasCount > 0)
        {
            movement.Risen++;
        }
        else
        {
            movement.Returned++;
        }
    }
}
