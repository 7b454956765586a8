using System.Numerics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Reports;

/// <summary>By which values of a dimension customers came: those of what they bought on their first buying day.</summary>
/// <param name="Values">The values by number.</param>
/// <param name="Customers">The numbers of each customer.</param>
internal sealed record FirstGroups(IReadOnlyList<string> Values, CustomerGroups Customers)
{
    private const int OrdersAtOnce = 512;
    private const int NoDay = int.MaxValue;

    /// <summary>Finds them in the orders of each value, where an order may be under several.</summary>
    /// <param name="facts">The store that customers are numbered in.</param>
    /// <param name="groups">The orders of each value.</param>
    /// <param name="asOf">Facts of this day and later do not exist.</param>
    /// <param name="numberOf">The store's number of a customer of the groups; negative for none.</param>
    public static FirstGroups Of(
        FactSnapshot facts, IReadOnlyList<(string Value, ISalesFacts Facts)> groups, int asOf, Func<int, int> numberOf)
    {
        var bits = BitOperations.Log2((uint)facts.Partitions.Count);
        var firstDays = new int[(facts.Partitions.Max(p => p.Customers) << bits) + facts.Partitions.Count];
        Array.Fill(firstDays, NoDay);
        var came = new Dictionary<int, List<int>>();
        for (var group = 0; group < groups.Count; group++)
        {
            foreach (var order in Counting(groups[group].Facts, asOf))
            {
                if (numberOf(order.Customer) is >= 0 and var customer && customer < firstDays.Length && order.Day <= firstDays[customer])
                {
                    if (!came.TryGetValue(customer, out var hers))
                    {
                        came[customer] = hers = [];
                    }

                    if (order.Day < firstDays[customer])
                    {
                        hers.Clear();
                        firstDays[customer] = order.Day;
                    }

                    hers.Add(group);
                }
            }
        }

        return new FirstGroups([.. groups.Select(g => g.Value)], CustomerGroups.Of(facts.Partitions.Count, p =>
        {
            var partition = new CustomerGroups.Partition(facts.Partitions[p].Customers);
            for (var customer = 0; customer < facts.Partitions[p].Customers; customer++)
            {
                came.GetValueOrDefault((customer << bits) + p)?.ForEach(partition.Add);
                partition.Close();
            }

            return partition;
        }));
    }

    private static IEnumerable<OrderFact> Counting(ISalesFacts facts, int asOf)
    {
        var read = new OrderFact[OrdersAtOnce];
        for (var slot = 0; facts.ReadOrders(ref slot, facts.OrderSlots, read) is > 0 and var count;)
        {
            for (var i = 0; i < count; i++)
            {
                if (read[i].Customer != OrderFact.Anonymous && read[i].Day < asOf && read[i].CoveredDay >= asOf)
                {
                    yield return read[i];
                }
            }
        }
    }
}
