using System.Runtime.InteropServices;

namespace Perennial.Insights.Facts;

/// <summary>In which groups each customer of a store is: of a partition the groups of one customer after another.</summary>
internal sealed class CustomerGroups
{
    private readonly Partition[] partitions;

    private CustomerGroups(Partition[] partitions) => this.partitions = partitions;

    /// <summary>The groups of a customer, none twice.</summary>
    /// <param name="partition">Number of her partition.</param>
    /// <param name="customer">Her number within it.</param>
    public ReadOnlySpan<int> Of(int partition, int customer) => partitions[partition].Of(customer);

    /// <summary>Fills one partition after another, side by side.</summary>
    /// <param name="count">How many partitions there are.</param>
    /// <param name="fill">Fills a partition.</param>
    public static CustomerGroups Of(int count, Func<int, Partition> fill)
    {
        var filled = new Partition[count];
        Parallel.For(0, count, p => filled[p] = fill(p));
        return new CustomerGroups(filled);
    }

    /// <summary>The groups of the customers of a partition, given in the order of their numbers.</summary>
    /// <param name="customers">How many customers there will be.</param>
    internal sealed class Partition(int customers)
    {
        private readonly int[] start = new int[customers + 1];
        private readonly List<int> groups = new(customers);
        private int closed;

        /// <summary>The customer at hand is in a group; it does no harm to say so twice.</summary>
        public void Add(int group)
        {
            if (!Open.Contains(group))
            {
                groups.Add(group);
            }
        }

        /// <summary>The customer at hand has no other groups.</summary>
        public void Close() => start[++closed] = groups.Count;

        /// <summary>The groups of a customer.</summary>
        public ReadOnlySpan<int> Of(int customer) => CollectionsMarshal.AsSpan(groups)[start[customer]..start[customer + 1]];

        private ReadOnlySpan<int> Open => CollectionsMarshal.AsSpan(groups)[start[closed]..];
    }
}
